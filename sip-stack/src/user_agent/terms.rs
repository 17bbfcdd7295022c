//! What one leg asks of its peer and grants it, beyond RFC 3261.

/// What the owner of a usage lets it do. Users and trunks may differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Provisional responses that are acknowledged.
    pub reliable: Reliable,
}

/// How provisional responses are delivered (RFC 3262).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reliable {
    /// Never reliably; a peer that requires it is refused with 420.
    Off,
    /// Reliably what carries SDP, if the peer can; all of it, if the peer requires it.
    #[default]
    Supported,
    /// Always; a peer that cannot is refused with 421.
    Required,
}

impl Terms {
    /// Nothing beyond RFC 3261.
    pub const PLAIN: Self = Self {
        reliable: Reliable::Off,
    };
}
