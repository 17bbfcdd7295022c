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
        if let Some(known) = self.known.address(&name) {
            return Ok(known.clone());
        }
        let value = self.single(name.clone())?;
        NameAddr::read(&value).map_err(|kind| kind.of(name))
    }

    /// Checks From and To, and keeps what was read.
    pub(crate) fn check_addresses(&mut self) -> Result<(), HeaderError> {
        for name in [HeaderName::From, HeaderName::To] {
            let address = self.address(name.clone())?;
            self.known.keep_address(&name, address);
        }
        Ok(())
    }

    /// All addresses in the lines of one header, comma-joined or repeated.
    pub fn addresses(&self, name: impl Borrow<HeaderName>) -> Result<Vec<NameAddr>, HeaderError> {
        let name = name.borrow();
        self.items(name)
            .map(|(item, offset)| NameAddr::read(&item).map_err(|kind| kind.at(name.clone(), offset)))
            .collect()
    }
}
