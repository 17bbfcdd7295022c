//! The event packages that are served.

use std::time::Duration;

use sip_stack::events::{Refusal, Terms, Wish};
use sip_stack::message::Request;
use sip_stack::published::{MESSAGE_SUMMARY, PIDF};

/// What can be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Package {
    /// A user's calls: lamps (RFC 4235).
    Dialog,
    /// A user's voice messages (RFC 3842).
    MessageSummary,
    /// Whether a user can be reached, and what they do (RFC 3856).
    Presence,
    /// A user's phones (RFC 3680).
    Reg,
}

/// All packages, for Allow-Events (RFC 6665 §8.2.2).
pub const ALLOW_EVENTS: &str = "dialog, message-summary, presence, reg";

/// Whether SUBSCRIBE and PUBLISH of this package are answered here.
#[must_use]
pub fn serves(package: &str) -> bool {
    Package::named(package).is_some()
}

/// Whether a SUBSCRIBE or PUBLISH is answered here: one of a package that is served, or of none.
#[must_use]
pub fn takes(request: &Request) -> bool {
    Wish::event(request).map_or(true, |event| serves(event.package()))
}

impl Package {
    /// The package of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "dialog" => Self::Dialog,
            "message-summary" => Self::MessageSummary,
            "presence" => Self::Presence,
            "reg" => Self::Reg,
            _ => return None,
        })
    }

    /// The package that a request is about.
    ///
    /// # Errors
    /// Event is missing, cannot be read, or names another package.
    pub fn of(request: &Request) -> Result<Self, Refusal> {
        let event = Wish::event(request)?;
        Self::named(event.package()).ok_or(Refusal::BadEvent)
    }

    /// The type of its documents.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Dialog => "application/dialog-info+xml",
            Self::MessageSummary => MESSAGE_SUMMARY,
            Self::Presence => PIDF,
            Self::Reg => "application/reginfo+xml",
        }
    }

    /// Whether a user may watch others by it, and lists.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Dialog | Self::Presence)
    }

    /// How long it may be watched or published, and how often it is told.
    #[must_use]
    pub const fn terms(self) -> Terms {
        let gap_ms = match self {
            Self::Dialog => 100,
            // RFC 3856 §6.10 and RFC 3680 §4.10 ask for one in five seconds; a lamp in a person's eye is quicker.
            Self::Presence | Self::MessageSummary => 1_000,
            Self::Reg => 5_000,
        };
        Terms {
            least: Duration::from_secs(60),
            most: Duration::from_secs(86_400),
            usual: Duration::from_secs(3_600),
            gap: Duration::from_millis(gap_ms),
        }
    }
}
