use super::SrtpKey;

/// The keys of both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SrtpKeys {
    /// Ours.
    pub send: SrtpKey,
    /// The phone's.
    pub receive: SrtpKey,
}
