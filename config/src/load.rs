//! The one place that touches disk and environment.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use yaml::Diagnostics;

use crate::outline::Outline;
use crate::outside::Outside;
use crate::settings::Settings;

/// The file's name in its folder.
pub const SETTINGS_FILE: &str = "softswitch.yaml";
/// The largest file that a secret is read from, in bytes.
const SECRET_BYTES_MAX: u64 = 4 * 1024;

impl Settings {
    /// Reads `softswitch.yaml` in a folder.
    ///
    /// # Errors
    /// The file cannot be read, or every mistake in it.
    pub fn load(dir: &Path) -> Result<Self, Diagnostics> {
        let source = yaml::read(&dir.join(SETTINGS_FILE))?;
        Self::parse(&source, dir, &System)
    }
}

impl Outline {
    /// Reads what `softswitch.yaml` in a folder tells in spite of its mistakes; `None`: too little.
    #[must_use]
    pub fn load(dir: &Path) -> Option<Self> {
        let source = yaml::read(&dir.join(SETTINGS_FILE)).ok()?;
        Self::parse(&source, dir)
    }
}

pub(crate) struct System;

impl Outside for System {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn file(&self, path: &Path) -> io::Result<String> {
        let mut text = String::new();
        File::open(path)?
            .take(SECRET_BYTES_MAX + 1)
            .read_to_string(&mut text)?;
        if text.len() as u64 > SECRET_BYTES_MAX {
            Err(io::ErrorKind::FileTooLarge.into())
        } else {
            Ok(text)
        }
    }
}
