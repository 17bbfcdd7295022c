//! Addresses of record (RFC 3261 §10.3 step 5).

use std::fmt;

use crate::message::{Host, Uri};

/// A person's public address in canonical form: one string per person.
///
/// Parameters, port and password are gone, escapes resolved, the host in lower case. `sips:` names the same
/// resource as `sip:` (§19.1), so the scheme is no part of it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Aor {
    user: Box<str>,
    domain: Box<str>,
}

impl Aor {
    /// `None` if it is no SIP address with a user part.
    pub fn from_uri(uri: &Uri) -> Option<Self> {
        let uri = uri.as_sip()?;
        let domain = match uri.host() {
            Host::Name(name) => name.to_ascii_lowercase().trim_end_matches('.').into(),
            address => address.to_string().into(),
        };
        Some(Self {
            user: uri.user_decoded()?.into(),
            domain,
        })
    }

    /// The user part, escapes resolved.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The domain in lower case, or an address.
    pub fn domain(&self) -> &str {
        &self.domain
    }
}

impl fmt::Display for Aor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.user, self.domain)
    }
}
