use super::Fingerprint;

/// Who begins a handshake (RFC 5763 §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// We do: the phone is passive.
    Client,
    /// The phone does.
    Server,
}

/// What was negotiated about a handshake. The same again keeps the association, other terms want a new one
/// (RFC 8842 §3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DtlsTerms {
    /// Ours.
    pub role: Role,
    /// The phone's certificates, one of which it must show.
    pub fingerprints: Vec<Fingerprint>,
    /// The phone's name for the association (RFC 8842 §5), if it has one.
    pub tls_id: Option<String>,
}
