//! WWW-Authenticate and Proxy-Authenticate (RFC 3261 §20.44, §20.27).

use super::{AuthParams, HeaderError, HeaderName, Headers};

/// A demand for proof: one WWW-Authenticate line.
pub type Challenge = AuthParams;

impl Headers {
    /// The challenges of a 401 in the order of preference (RFC 8760 §2.3).
    pub fn challenges(&self) -> Result<Vec<Challenge>, HeaderError> {
        self.auth_lines(HeaderName::WwwAuthenticate)
    }

    /// The challenges of a 407.
    pub fn proxy_challenges(&self) -> Result<Vec<Challenge>, HeaderError> {
        self.auth_lines(HeaderName::ProxyAuthenticate)
    }
}
