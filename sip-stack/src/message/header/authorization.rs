//! Authorization and Proxy-Authorization (RFC 3261 §20.7, §20.28).

use std::borrow::Borrow;

use super::{AuthParams, HeaderError, HeaderName, Headers};

/// Proof of who sends a request: one Authorization line.
pub type Credentials = AuthParams;

impl Headers {
    /// All credentials for user agents (§22.2); one line each.
    pub fn authorizations(&self) -> Result<Vec<Credentials>, HeaderError> {
        self.auth_lines(HeaderName::Authorization)
    }

    /// All credentials for proxies (§22.3); one line each.
    pub fn proxy_authorizations(&self) -> Result<Vec<Credentials>, HeaderError> {
        self.auth_lines(HeaderName::ProxyAuthorization)
    }

    pub(super) fn auth_lines(&self, name: impl Borrow<HeaderName>) -> Result<Vec<AuthParams>, HeaderError> {
        let name = name.borrow();
        self.values(name)
            .map(|value| AuthParams::parse(value).map_err(|kind| kind.of(name.clone())))
            .collect()
    }
}
