//! P-Asserted-Identity and P-Preferred-Identity (RFC 3325 §9.1, §9.2).

use super::super::{HeaderError, HeaderName, Headers, NameAddr};

impl Headers {
    /// Who sends it, as an element of the trust domain found out: a SIP address, a telephone number, or both.
    pub fn asserted_identities(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.addresses(HeaderName::PAssertedIdentity)
    }

    /// Who the sender would like to be told as.
    pub fn preferred_identities(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.addresses(HeaderName::PPreferredIdentity)
    }
}
