//! An authority that signs certificates for the offices of a test.

use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};

use super::Office;

/// An authority of its own.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: String,
}

impl Authority {
    /// With a key that lives as long as it does.
    ///
    /// # Panics
    /// The system gives no randomness.
    #[must_use]
    pub fn new() -> Self {
        let made = || {
            let mut params = CertificateParams::new(Vec::new())?;
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            let key = KeyPair::generate()?;
            let certificate = params.self_signed(&key)?.pem();
            Ok::<_, rcgen::Error>(Self {
                issuer: Issuer::new(params, key),
                certificate,
            })
        };
        made().unwrap_or_else(|error| panic!("no authority: {error}"))
    }

    /// Writes `roots.pem`, and `cert.pem` with `key.pem` for a name, into an office's folder.
    ///
    /// # Panics
    /// The folder cannot be written.
    pub fn certify(&self, office: &Office, name: &str) {
        let made = || {
            let mut params = CertificateParams::new(vec![name.to_owned()])?;
            params.extended_key_usages = vec![
                ExtendedKeyUsagePurpose::ServerAuth,
                ExtendedKeyUsagePurpose::ClientAuth,
            ];
            let key = KeyPair::generate()?;
            let certificate = params.signed_by(&key, &self.issuer)?;
            Ok::<_, rcgen::Error>((certificate.pem(), key.serialize_pem()))
        };
        let (certificate, key) = made().unwrap_or_else(|error| panic!("no certificate: {error}"));
        office.write("roots.pem", &self.certificate);
        office.write("cert.pem", &certificate);
        office.write("key.pem", &key);
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}
