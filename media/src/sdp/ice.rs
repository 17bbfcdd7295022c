//! `a=ice-ufrag`, `a=ice-pwd` and what goes with them (RFC 8839 §5).

use std::fmt;

use super::{Sdp, Section};

/// Characters of a fragment and of a password (RFC 8839 §5.4).
const FRAGMENT_CHARS: std::ops::RangeInclusive<usize> = 4..=256;
const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 22..=256;

/// The credentials that a peer told for its checks. The password is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct PeerIce {
    /// `ice-ufrag`.
    pub fragment: String,
    /// `ice-pwd`.
    pub password: String,
}

impl Sdp {
    /// What a section says of ICE. `None`: nothing, or what cannot be, or that something on the way has changed its
    /// addresses (RFC 8839 §5.2).
    #[must_use]
    pub fn ice(&self, section: &Section) -> Option<PeerIce> {
        let fragment = self.values(section, "ice-ufrag").next()?;
        let password = self.values(section, "ice-pwd").next()?;
        let is_told = is_ice_text(fragment) && is_ice_text(password);
        let fits = FRAGMENT_CHARS.contains(&fragment.len()) && PASSWORD_CHARS.contains(&password.len());
        (is_told && fits && !section.has("ice-mismatch")).then(|| PeerIce {
            fragment: fragment.to_owned(),
            password: password.to_owned(),
        })
    }
}

impl fmt::Debug for PeerIce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PeerIce({}, hidden)", self.fragment)
    }
}

fn is_ice_text(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}
