//! The one place that touches the disk.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Source;

/// The largest file that is read, in bytes.
pub const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Reads a file, named by its path.
///
/// # Errors
/// The file is missing, unreadable, too large or not UTF-8.
pub fn read(path: &Path) -> Result<Source, Diagnostics> {
    source(path).map_err(|error| Diagnostics::new(vec![told(path, &error)], 0))
}

/// Reads several files.
///
/// # Errors
/// Every file that is missing, unreadable, too large or not UTF-8.
pub fn read_all<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Result<Vec<Source>, Diagnostics> {
    let (mut sources, mut unreadable) = (Vec::new(), Vec::new());
    for path in paths {
        match source(path) {
            Ok(source) => sources.push(source),
            Err(error) => unreadable.push(told(path, &error)),
        }
    }
    if unreadable.is_empty() {
        Ok(sources)
    } else {
        Err(Diagnostics::new(unreadable, 0))
    }
}

fn source(path: &Path) -> io::Result<Source> {
    text_of(path).map(|text| Source::new(path.display().to_string(), text))
}

fn text_of(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(FILE_BYTES_MAX + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData.into())
}

fn told(path: &Path, error: &io::Error) -> Diagnostic {
    let (code, message, help) = match error.kind() {
        io::ErrorKind::NotFound => (
            "file-missing",
            String::from("this file does not exist"),
            "check the path and the --config folder",
        ),
        io::ErrorKind::FileTooLarge => (
            "file-too-large",
            format!("this file is larger than {FILE_BYTES_MAX} bytes"),
            "split it into several",
        ),
        io::ErrorKind::InvalidData => (
            "not-utf8",
            String::from("this file is not text in UTF-8"),
            "save it as UTF-8",
        ),
        _ => (
            "file-unreadable",
            format!("this file cannot be read: {error}"),
            "check its permissions",
        ),
    };
    let file = path.display().to_string();
    Diagnostic {
        code,
        file,
        place: None,
        message,
        help: Some(help.to_owned()),
    }
}
