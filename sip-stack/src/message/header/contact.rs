//! Contact (RFC 3261 §20.10).

use super::{HeaderError, HeaderErrorKind, HeaderName, Headers, NameAddr};

/// What the Contact lines say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Contacts {
    /// `*`: every binding, in a REGISTER that removes them.
    Star,
    /// Addresses, possibly none.
    List(Vec<NameAddr>),
}

impl Headers {
    /// The contacts; a `*` beside others is an error.
    pub fn contacts(&self) -> Result<Contacts, HeaderError> {
        let mut lines = self.values(HeaderName::Contact);
        if lines.any(|value| value == b"*") {
            return if self.count(HeaderName::Contact) == 1 {
                Ok(Contacts::Star)
            } else {
                Err(HeaderErrorKind::Trailing.of(HeaderName::Contact))
            };
        }
        self.addresses(HeaderName::Contact).map(Contacts::List)
    }

    /// The one contact of a dialog-making message (§12.1); `None` if there is none.
    pub fn contact(&self) -> Result<Option<NameAddr>, HeaderError> {
        match self.contacts()? {
            Contacts::Star => Err(HeaderErrorKind::Token.of(HeaderName::Contact)),
            Contacts::List(mut list) => Ok((!list.is_empty()).then(|| list.swap_remove(0))),
        }
    }
}
