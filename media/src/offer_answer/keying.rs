//! How SRTP gets its keys: told in SDP (SDES), or made in a DTLS handshake on the way that audio takes (RFC 5763).

use crate::dtls::{DtlsTerms, Fingerprint, Role};
use crate::sdp::{Attribute, Sdp, Section, Setup};
use crate::srtp::SrtpKeys;

/// Where the keys of an agreed stream come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keying {
    /// They were told in SDP.
    Sdes(SrtpKeys),
    /// A handshake makes them.
    Dtls(DtlsTerms),
}

impl Keying {
    /// The keys, if they were told in SDP.
    #[must_use]
    pub fn told(&self) -> Option<SrtpKeys> {
        match self {
            Self::Sdes(keys) => Some(*keys),
            Self::Dtls(_) => None,
        }
    }
}

/// What a phone said of a handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DtlsSaid {
    pub(super) fingerprints: Vec<Fingerprint>,
    pub(super) setup: Option<Setup>,
    pub(super) tls_id: Option<String>,
}

impl DtlsSaid {
    /// `None`: a section names no certificate that can be believed.
    pub(super) fn of(sdp: &Sdp, section: &Section) -> Option<Self> {
        let fingerprints = sdp.fingerprints(section);
        (!fingerprints.is_empty()).then(|| Self {
            fingerprints,
            setup: sdp.setup(section),
            tls_id: sdp.tls_id(section),
        })
    }

    /// What we answer to this offer, and what holds then. Where we may choose we let the phone begin, since that opens
    /// its NAT; who has begun before goes on (RFC 8842 §5.3).
    pub(super) fn answer(&self, agreed: Option<&DtlsTerms>) -> (Setup, DtlsTerms) {
        let kept = agreed
            .filter(|agreed| self.is_of(agreed))
            .map(|agreed| agreed.role);
        let role = match self.setup {
            Some(Setup::ActPass | Setup::HoldConn) => kept.unwrap_or(Role::Server),
            Some(Setup::Passive) => Role::Client,
            // Interop: who says nothing begins (RFC 4145 §4).
            Some(Setup::Active) | None => Role::Server,
        };
        let setup = match (self.setup, role) {
            (Some(Setup::HoldConn), _) => Setup::HoldConn,
            (_, Role::Client) => Setup::Active,
            (_, Role::Server) => Setup::Passive,
        };
        (setup, self.terms(role))
    }

    /// What holds once the phone has answered our offer so.
    pub(super) fn taken(&self) -> DtlsTerms {
        self.terms(match self.setup {
            Some(Setup::Passive) => Role::Client,
            _ => Role::Server,
        })
    }

    fn terms(&self, role: Role) -> DtlsTerms {
        DtlsTerms {
            role,
            fingerprints: self.fingerprints.clone(),
            tls_id: self.tls_id.clone(),
        }
    }

    fn is_of(&self, agreed: &DtlsTerms) -> bool {
        self.fingerprints == agreed.fingerprints && self.tls_id == agreed.tls_id
    }
}

/// What we say of a handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DtlsLines {
    pub(super) fingerprint: Fingerprint,
    pub(super) setup: Setup,
}

impl DtlsLines {
    pub(super) fn attributes(&self) -> [Attribute; 2] {
        [
            Attribute::new("fingerprint", self.fingerprint.to_string()),
            Attribute::new("setup", self.setup.name()),
        ]
    }
}
