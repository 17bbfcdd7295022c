//! The headers of one message, in order (RFC 3261 §7.3.1).

use std::borrow::{Borrow, Cow};
use std::fmt;

use bytes::Bytes;

use super::known::Known;
use super::{Field, HeaderError, HeaderErrorKind, HeaderName};
use crate::message::lexis::{list, unfold};

/// An ordered list of header lines; several may have one name.
#[derive(Clone, Default)]
pub struct Headers {
    fields: Vec<Field>,
    pub(super) known: Known,
}

impl Headers {
    /// No headers.
    pub const fn new() -> Self {
        Self {
            fields: Vec::new(),
            known: Known::new(),
        }
    }

    pub(crate) fn with_capacity(lines: usize) -> Self {
        Self {
            fields: Vec::with_capacity(lines),
            known: Known::new(),
        }
    }

    pub(crate) fn add(&mut self, field: Field) {
        self.known.forget(&field.name);
        self.fields.push(field);
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = &Bytes> {
        self.fields.iter().map(Field::line)
    }

    /// Names and values as written, in order; a folded value still has its line ends.
    pub fn iter(&self) -> impl Iterator<Item = (&HeaderName, &[u8])> {
        self.fields.iter().map(|field| (&field.name, field.value()))
    }

    /// The value of the first line of that name.
    pub fn first(&self, name: impl Borrow<HeaderName>) -> Option<&[u8]> {
        let name = name.borrow();
        self.fields
            .iter()
            .find(|field| field.name == *name)
            .map(Field::value)
    }

    /// The first value as text: unfolded, foreign bytes replaced.
    pub fn text(&self, name: impl Borrow<HeaderName>) -> Option<Cow<'_, str>> {
        Some(match unfold(self.first(name)?) {
            Cow::Borrowed(value) => String::from_utf8_lossy(value),
            Cow::Owned(value) => String::from_utf8_lossy(&value).into_owned().into(),
        })
    }

    /// The values of all lines of that name, as written.
    pub fn values(&self, name: impl Borrow<HeaderName>) -> impl Iterator<Item = &[u8]> {
        self.fields
            .iter()
            .filter(move |field| field.name == *name.borrow())
            .map(Field::value)
    }

    /// Whether there is a line of that name.
    pub fn has(&self, name: impl Borrow<HeaderName>) -> bool {
        self.first(name).is_some()
    }

    /// How many lines there are of that name.
    pub fn count(&self, name: impl Borrow<HeaderName>) -> usize {
        self.values(name).count()
    }

    /// How many lines there are in all.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are no lines.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Adds a line at the end.
    pub fn push(&mut self, name: HeaderName, value: impl AsRef<[u8]>) {
        self.add(Field::made(name, value.as_ref()));
    }

    /// Adds a line at the front.
    pub fn push_front(&mut self, name: HeaderName, value: impl AsRef<[u8]>) {
        self.known.forget(&name);
        self.fields.insert(0, Field::made(name, value.as_ref()));
    }

    /// Replaces all lines of that name by one, in place of the first, else at the end.
    pub fn set(&mut self, name: HeaderName, value: impl AsRef<[u8]>) {
        self.known.forget(&name);
        let field = Field::made(name, value.as_ref());
        let Some(at) = self.position(&field.name) else {
            return self.fields.push(field);
        };
        let mut index = 0;
        self.fields.retain(|other| {
            index += 1;
            index <= at + 1 || other.name != field.name
        });
        self.fields[at] = field;
    }

    /// Removes all lines of that name.
    pub fn remove(&mut self, name: impl Borrow<HeaderName>) {
        self.known.forget(name.borrow());
        self.fields.retain(|field| field.name != *name.borrow());
    }

    /// Removes the first line of that name and returns its value.
    pub fn remove_first(&mut self, name: impl Borrow<HeaderName>) -> Option<Bytes> {
        self.known.forget(name.borrow());
        let at = self.position(name.borrow())?;
        Some(self.fields.remove(at).value_bytes())
    }

    /// Adds all lines of that name of another message at the end, as written.
    pub fn copy_from(&mut self, other: &Self, name: impl Borrow<HeaderName>) {
        let name = name.borrow();
        if self.has(name) {
            self.known.forget(name);
        } else {
            self.known.learn(name, &other.known);
        }
        self.fields
            .extend(other.fields.iter().filter(|field| field.name == *name).cloned());
    }

    /// Replaces the first line of that name; at the front if there is none.
    pub(super) fn replace_first(&mut self, name: HeaderName, value: impl AsRef<[u8]>) {
        self.known.forget(&name);
        let field = Field::made(name, value.as_ref());
        match self.position(&field.name) {
            Some(at) => self.fields[at] = field,
            None => self.fields.insert(0, field),
        }
    }

    /// The one value of a header that must be there once.
    pub(super) fn single(&self, name: HeaderName) -> Result<Bytes, HeaderError> {
        self.at_most_one(&name)?.ok_or(HeaderErrorKind::Missing.of(name))
    }

    /// The value of a header that may be there once.
    pub(super) fn at_most_one(&self, name: &HeaderName) -> Result<Option<Bytes>, HeaderError> {
        let mut fields = self.fields.iter().filter(|field| field.name == *name);
        let first = fields.next();
        if fields.next().is_some() {
            return Err(HeaderErrorKind::Repeated.of(name.clone()));
        }
        Ok(first.map(Field::value_bytes))
    }

    /// Each item of comma-joined and repeated lines (§7.3.1), with its offset in its line's value.
    pub(super) fn items(&self, name: &HeaderName) -> impl Iterator<Item = (Bytes, usize)> {
        self.fields
            .iter()
            .filter(move |field| field.name == *name)
            .flat_map(|field| {
                let value = field.value_bytes();
                list(field.value(), b',').map(move |item| {
                    let offset = (item.as_ptr() as usize).saturating_sub(value.as_ptr() as usize);
                    (value.slice_ref(item), offset)
                })
            })
    }

    fn position(&self, name: &HeaderName) -> Option<usize> {
        self.fields.iter().position(|field| field.name == *name)
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |(name, value)| (name, String::from_utf8_lossy(value));
        f.debug_map().entries(self.iter().map(text)).finish()
    }
}
