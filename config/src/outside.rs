//! What secrets may be fetched from.

use std::path::Path;

/// The world outside of the settings, as far as they name it.
pub trait Outside {
    /// A variable of the environment; `None`: it is not set or not UTF-8.
    fn variable(&self, name: &str) -> Option<String>;

    /// The text of a small file; also whether a file is there at all.
    ///
    /// # Errors
    /// What the system says.
    fn file(&self, path: &Path) -> std::io::Result<String>;
}
