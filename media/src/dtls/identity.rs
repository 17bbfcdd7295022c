use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::RingProvider;
use rtc_dtls::cipher_suite::CipherSuiteId;
use rtc_dtls::config::{ClientAuthType, ConfigBuilder, HandshakeConfig};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;

use rtc_shared::error::Error;

use super::{DtlsTerms, Fingerprint, HashFunction, IdentityError, Role};

/// What the library says of a certificate that was not named.
pub(super) const OTHER_CERTIFICATE: Error = Error::ErrFingerprintMismatch;
/// How soon a flight is sent again.
const RETRANSMIT_AFTER: Duration = Duration::from_millis(400);
/// Who nobody needs to know: the fingerprint is what counts.
const SUBJECT: &str = "softswitch";

const CIPHERS: [CipherSuiteId; 4] = [
    CipherSuiteId::Tls_Ecdhe_Ecdsa_With_Aes_128_Gcm_Sha256,
    CipherSuiteId::Tls_Ecdhe_Ecdsa_With_ChaCha20_Poly1305_Sha256,
    // Interop: phones and baresip 1 have certificates of RSA.
    CipherSuiteId::Tls_Ecdhe_Rsa_With_Aes_128_Gcm_Sha256,
    CipherSuiteId::Tls_Ecdhe_Rsa_With_ChaCha20_Poly1305_Sha256,
];

/// The best first: GCM costs the least a packet.
const PROFILES: [SrtpProtectionProfile; 4] = [
    SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
    SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm,
    SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
    SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_32,
];

/// Our certificate: self-signed, of ECDSA P-256, made at the start and kept in memory only. Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    inner: Arc<Inner>,
}

struct Inner {
    provider: Arc<dyn RTCCryptoProvider>,
    certificate: Certificate,
    fingerprint: Fingerprint,
}

impl Identity {
    /// A new one.
    ///
    /// # Errors
    /// No randomness, or a fault of the library.
    pub fn generate() -> Result<Self, IdentityError> {
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(RingProvider::new());
        let certificate = Certificate::generate_self_signed(vec![SUBJECT.to_owned()], provider.crypto())?;
        let der = certificate.certificate.first().ok_or(IdentityError::Empty)?;
        let fingerprint = Fingerprint::of(HashFunction::Sha256, der.as_ref());
        let inner = Inner {
            provider,
            certificate,
            fingerprint,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// What offers and answers tell of it.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.inner.fingerprint
    }

    /// What a handshake goes by, in which only a certificate that was named is taken.
    pub(super) fn config(&self, terms: &DtlsTerms) -> Result<Arc<HandshakeConfig>, Error> {
        let named = terms.fingerprints.clone();
        let is_named = move |chain: &[Vec<u8>], _: &[_]| match chain.first() {
            Some(shown) if Fingerprint::names(&named, shown) => Ok(()),
            _ => Err(OTHER_CERTIFICATE),
        };
        let config = ConfigBuilder::default()
            .with_crypto_provider(self.inner.provider.clone())
            .with_certificates(vec![self.inner.certificate.clone()])
            .with_cipher_suites(CIPHERS.to_vec())
            .with_srtp_protection_profiles(PROFILES.to_vec())
            .with_client_auth(ClientAuthType::RequireAnyClientCert)
            // Nobody vouches for these certificates but the signalling.
            .with_insecure_skip_verify(true)
            .with_verify_peer_certificate(Some(Arc::new(is_named)))
            .with_server_name(SUBJECT.to_owned())
            .with_flight_interval(RETRANSMIT_AFTER)
            .build(terms.role == Role::Client, None)?;
        Ok(Arc::new(config))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", self.fingerprint())
    }
}
