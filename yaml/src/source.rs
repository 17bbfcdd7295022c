//! A file's text and name.

/// A text to be read, and the name that mistakes in it are told with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The path as the person wrote it.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// A text of this name.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
        }
    }
}
