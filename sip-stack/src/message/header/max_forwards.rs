//! Max-Forwards (RFC 3261 §20.22) and Max-Breadth (RFC 5393 §5.3.1).

use super::{HeaderError, HeaderErrorKind, HeaderName, Headers};
use crate::message::lexis::number;

impl Headers {
    /// How many more hops may forward the request, 0–255.
    pub fn max_forwards(&self) -> Result<Option<u8>, HeaderError> {
        let name = HeaderName::MaxForwards;
        let Some(value) = self.at_most_one(&name)? else {
            return Ok(None);
        };
        number(&value).map(Some).ok_or(HeaderErrorKind::Number.of(name))
    }

    /// In how many branches at once the request may be forwarded.
    pub fn max_breadth(&self) -> Result<Option<u32>, HeaderError> {
        let name = HeaderName::MaxBreadth;
        let Some(value) = self.at_most_one(&name)? else {
            return Ok(None);
        };
        number(&value).map(Some).ok_or(HeaderErrorKind::Number.of(name))
    }
}
