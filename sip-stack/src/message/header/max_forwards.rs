//! Max-Forwards (RFC 3261 §20.22).

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
}
