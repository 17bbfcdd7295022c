//! What all typed headers have in common: reading from a message and writing into one.

use std::fmt;

use bytes::Bytes;

use super::{HeaderError, HeaderErrorKind, HeaderName, Headers};

/// A header whose value has a type; what it writes, it reads back as the same value.
pub trait HeaderValue: fmt::Display + Sized {
    /// The header that holds it.
    fn header() -> HeaderName;

    /// Reads one value: a whole line, or one item of a list.
    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind>;

    /// As it is sent.
    fn to_bytes(&self) -> Bytes {
        self.to_string().into()
    }
}

impl Headers {
    /// The value of a header that may be there once.
    pub fn one<T: HeaderValue>(&self) -> Result<Option<T>, HeaderError> {
        let name = T::header();
        let Some(value) = self.at_most_one(&name)? else {
            return Ok(None);
        };
        T::read(&value).map(Some).map_err(|kind| kind.of(name))
    }

    /// All values of a list header, comma-joined or repeated; empty items are passed over.
    pub fn list<T: HeaderValue>(&self) -> Result<Vec<T>, HeaderError> {
        let name = T::header();
        self.items(&name)
            .filter(|(item, _)| !item.is_empty())
            .map(|(item, offset)| T::read(&item).map_err(|kind| kind.at(name.clone(), offset)))
            .collect()
    }

    /// Writes a value in place of all lines of its header.
    pub fn put<T: HeaderValue>(&mut self, value: &T) {
        self.set(T::header(), value.to_bytes());
    }

    /// Adds a value as a line at the end.
    pub fn append<T: HeaderValue>(&mut self, value: &T) {
        self.push(T::header(), value.to_bytes());
    }
}
