//! A certificate of our own making, for as long as there is no better one.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

const CERT_NAME: &str = "cert.pem";
const KEY_NAME: &str = "key.pem";
const CERT_MODE: u32 = 0o644;
const KEY_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o750;

/// A certificate chain and its private key, as PEM files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The certificate, then those that signed it.
    pub cert: PathBuf,
    /// The private key: PKCS #8, PKCS #1 or SEC 1.
    pub key: PathBuf,
}

/// Why a certificate could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A name that cannot stand in a certificate.
    #[error("a certificate for {names:?} cannot be made: {source}")]
    Names {
        /// The names asked for.
        names: Vec<String>,
        /// What is wrong with them.
        source: rcgen::Error,
    },
    /// A file or the folder cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// The certificate in `folder`; if there is none, a self-signed one for `names` (host names or addresses) is
/// made and kept there, the key readable by its owner only.
///
/// # Errors
/// A name cannot stand in a certificate, or a file cannot be written.
pub fn ensure_certificate(folder: &Path, names: &[String]) -> Result<CertificateFiles, CertificateError> {
    let files = CertificateFiles {
        cert: folder.join(CERT_NAME),
        key: folder.join(KEY_NAME),
    };
    if files.cert.exists() && files.key.exists() {
        return Ok(files);
    }
    let made = rcgen::generate_simple_self_signed(names).map_err(|source| CertificateError::Names {
        names: names.to_vec(),
        source,
    })?;
    DirBuilder::new()
        .recursive(true)
        .mode(FOLDER_MODE)
        .create(folder)
        .map_err(|source| CertificateError::File {
            path: folder.to_owned(),
            source,
        })?;
    // The certificate comes last: with it there is a key, even after a crash between the two.
    write(&files.key, &made.signing_key.serialize_pem(), KEY_MODE)?;
    write(&files.cert, &made.cert.pem(), CERT_MODE)?;
    Ok(files)
}

/// Whole or not at all.
fn write(path: &Path, text: &str, mode: u32) -> Result<(), CertificateError> {
    let new = path.with_extension("new");
    let written = write_new(&new, text, mode).and_then(|()| fs::rename(&new, path));
    written.map_err(|source| CertificateError::File {
        path: path.to_owned(),
        source,
    })
}

fn write_new(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file: File = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn names() -> Vec<String> {
        vec![String::from("localhost"), String::from("127.0.0.1")]
    }

    #[test]
    fn a_certificate_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("data/tls");
        let files = ensure_certificate(&folder, &names()).unwrap();
        let cert = fs::read(&files.cert).unwrap();
        assert_eq!(ensure_certificate(&folder, &names()).unwrap(), files);
        assert_eq!(fs::read(&files.cert).unwrap(), cert);
    }

    #[test]
    fn only_the_owner_may_read_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let files = ensure_certificate(folder.path(), &names()).unwrap();
        let mode = fs::metadata(files.key).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, KEY_MODE);
    }

    #[test]
    fn a_key_without_its_certificate_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let files = ensure_certificate(folder.path(), &names()).unwrap();
        let key = fs::read(&files.key).unwrap();
        fs::remove_file(&files.cert).unwrap();
        ensure_certificate(folder.path(), &names()).unwrap();
        assert_ne!(fs::read(&files.key).unwrap(), key);
    }
}
