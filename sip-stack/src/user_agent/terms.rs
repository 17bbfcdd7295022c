//! What one leg asks of its peer and grants it, beyond RFC 3261.

use std::time::Duration;

/// What the owner of a usage lets it do. Users and trunks may differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Provisional responses that are acknowledged.
    pub reliable: Reliable,
    /// Whether the session ends when nobody refreshes it.
    pub timer: TimerTerms,
}

/// Session timers (RFC 4028).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerTerms {
    /// Whether.
    pub mode: Refresh,
    /// The interval we want.
    pub expires: Duration,
    /// The briefest we take; a peer that wants less gets 422.
    pub min: Duration,
}

/// Whether sessions are refreshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// Never.
    Off,
    /// If the peer knows session timers.
    WhenSupported,
    /// Also by ourselves towards a peer that does not.
    Always,
}

impl TimerTerms {
    const fn with(mode: Refresh) -> Self {
        Self {
            mode,
            expires: Duration::from_secs(30 * 60),
            min: Duration::from_secs(90),
        }
    }
}

impl Default for TimerTerms {
    fn default() -> Self {
        Self::with(Refresh::WhenSupported)
    }
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
        timer: TimerTerms::with(Refresh::Off),
    };
}
