//! Where trust begins.

use std::path::Path;

use rustls::RootCertStore;

use super::files::certificates;
use super::{Roots, TlsError};

impl Roots {
    /// The system's may be empty: then nobody is believed.
    pub(super) fn read(&self) -> Result<RootCertStore, TlsError> {
        match self {
            Self::System => {
                let mut store = RootCertStore::empty();
                store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
                Ok(store)
            }
            Self::File(path) => read_file(path),
        }
    }
}

pub(super) fn read_file(path: &Path) -> Result<RootCertStore, TlsError> {
    let mut store = RootCertStore::empty();
    let (added, _) = store.add_parsable_certificates(certificates(path)?);
    if added == 0 {
        return Err(TlsError::EmptyRoots {
            path: path.to_owned(),
        });
    }
    Ok(store)
}
