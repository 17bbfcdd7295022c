//! From and To (RFC 3261 §20.20, §20.39).

use std::borrow::Borrow;

use super::{HeaderError, HeaderName, Headers, NameAddr};

impl Headers {
    /// Who sent it (§20.20).
    pub fn from(&self) -> Result<NameAddr, HeaderError> {
        self.address(HeaderName::From)
    }

    /// Whom it was meant for at first (§20.39).
    pub fn to(&self) -> Result<NameAddr, HeaderError> {
        self.address(HeaderName::To)
    }

    /// One address in a header that must be there once.
    pub fn address(&self, name: HeaderName) -> Result<NameAddr, HeaderError> {
        let value = self.single(name.clone())?;
        NameAddr::read(&value).map_err(|kind| kind.of(name))
    }

    /// All addresses in the lines of one header, comma-joined or repeated.
    pub fn addresses(&self, name: impl Borrow<HeaderName>) -> Result<Vec<NameAddr>, HeaderError> {
        let name = name.borrow();
        self.items(name)
            .map(|(item, offset)| NameAddr::read(&item).map_err(|kind| kind.at(name.clone(), offset)))
            .collect()
    }
}
