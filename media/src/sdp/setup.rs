//! `a=setup`, `a=fingerprint`, `a=tls-id`: who begins a DTLS handshake, and with which certificate (RFC 4145, RFC 8122,
//! RFC 8842).

use super::{Sdp, Section};
use crate::dtls::Fingerprint;

/// Fingerprints of a section that are looked at.
const FINGERPRINTS_MAX: usize = 16;

/// Who begins (RFC 4145 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setup {
    /// Either: the answer says who.
    ActPass,
    /// The writer.
    Active,
    /// The reader.
    Passive,
    /// Nobody for now.
    HoldConn,
}

impl Setup {
    const ALL: [Self; 4] = [Self::ActPass, Self::Active, Self::Passive, Self::HoldConn];

    /// Its word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ActPass => "actpass",
            Self::Active => "active",
            Self::Passive => "passive",
            Self::HoldConn => "holdconn",
        }
    }
}

impl Sdp {
    /// Who begins a section's handshake, if it says so.
    #[must_use]
    pub fn setup(&self, section: &Section) -> Option<Setup> {
        let word = self.values(section, "setup").next()?;
        Setup::ALL
            .into_iter()
            .find(|setup| setup.name().eq_ignore_ascii_case(word.trim()))
    }

    /// The certificates of a section that can be believed.
    #[must_use]
    pub fn fingerprints(&self, section: &Section) -> Vec<Fingerprint> {
        self.values(section, "fingerprint")
            .take(FINGERPRINTS_MAX)
            .filter_map(|value| value.parse().ok())
            .collect()
    }

    /// The name of a section's DTLS association.
    #[must_use]
    pub fn tls_id(&self, section: &Section) -> Option<String> {
        self.values(section, "tls-id").next().map(str::to_owned)
    }

    /// The values of a section's attributes of this name; the session's, if it has none of its own.
    pub fn values<'a>(&'a self, section: &'a Section, name: &'a str) -> impl Iterator<Item = &'a str> {
        let attributes = match section.has(name) {
            true => &section.attributes,
            false => &self.attributes,
        };
        attributes
            .iter()
            .filter(move |attribute| attribute.name.eq_ignore_ascii_case(name))
            .map(|attribute| attribute.value.as_deref().unwrap_or_default())
    }
}
