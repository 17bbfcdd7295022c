//! Route, Record-Route, Path and Service-Route (RFC 3261 §20.34, §20.30, RFC 3327, RFC 3608).

use super::{HeaderError, HeaderName, Headers, NameAddr};

impl Headers {
    /// The hops a request must visit, next one first (§20.34).
    pub fn routes(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.addresses(HeaderName::Route)
    }

    /// The hops that want to see the dialog's requests, last one first (§20.30).
    pub fn record_routes(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.addresses(HeaderName::RecordRoute)
    }

    /// The hops that a registered phone's requests must visit, next one first (RFC 3608).
    pub fn service_routes(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.addresses(HeaderName::ServiceRoute)
    }

    /// The hops towards a registered contact (RFC 3327).
    pub fn paths(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.addresses(HeaderName::Path)
    }
}
