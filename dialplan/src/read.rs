//! The plan's files.

use std::path::PathBuf;

use yaml::{Diagnostics, Source};

/// Reads the files of a plan.
///
/// # Errors
/// Every file that is missing, unreadable, too large or not UTF-8.
pub fn read(paths: &[PathBuf]) -> Result<Vec<Source>, Diagnostics> {
    yaml::read_all(paths.iter().map(PathBuf::as_path))
}
