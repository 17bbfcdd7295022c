//! Whether a leg speaks SRTP, and under which keys (RFC 4568 §5.1, §7.1; RFC 5763 §5; RFC 8643).

use std::fmt;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::Keying;
use super::keying::DtlsLines;
use super::remote::Remote;
use crate::dtls::Fingerprint;
use crate::sdp::{Crypto, Setup};
use crate::srtp::{SrtpKey, SrtpKeys, Suite};

/// The profiles of our offers to a phone that has not said its own.
const PLAIN: &str = "RTP/AVP";
const SECURE: &str = "RTP/SAVP";
const DTLS: &str = "UDP/TLS/RTP/SAVP";

/// What a leg wants of SRTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encryption {
    /// It is neither offered nor accepted.
    #[default]
    Never,
    /// It is accepted, and not offered.
    Offered,
    /// Keys are offered with RTP/AVP, so that the phone may choose (RFC 8643); they are accepted.
    BestEffort(Keys),
    /// Nothing else is offered or accepted.
    Required(Keys),
}

/// Which keys we offer; either kind is accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Keys {
    /// They are told in SDP (RFC 4568).
    #[default]
    Sdes,
    /// A handshake on the way that audio takes makes them (RFC 5763).
    Dtls,
}

impl Encryption {
    pub(super) fn is_required(self) -> bool {
        matches!(self, Self::Required(_))
    }
}

/// What an offer of ours says of keys.
pub(super) struct OurKeys {
    pub(super) crypto: Vec<Crypto>,
    pub(super) dtls: Option<DtlsLines>,
    pub(super) profile: String,
}

/// A leg's wish, and its own keys: each is used for one run of packets and never again.
#[derive(Clone, Default)]
pub(super) struct Security {
    pub(super) encryption: Encryption,
    seed: [u8; 32],
    /// What was offered and not agreed on yet: an offer that is made again has the same keys.
    pending: Vec<SrtpKey>,
}

impl Security {
    pub(super) fn new(encryption: Encryption, seed: [u8; 32]) -> Self {
        Self {
            encryption,
            seed,
            pending: Vec::new(),
        }
    }

    /// The keys of an offer, and under which profile it is made; `ours` is our certificate's.
    pub(super) fn offer(
        &mut self,
        remote: Option<&Remote>,
        agreed: Option<&Keying>,
        ours: Option<Fingerprint>,
    ) -> OurKeys {
        let setup = Setup::ActPass;
        let dtls = ours.map(|fingerprint| DtlsLines { fingerprint, setup });
        let (crypto, dtls) = match (agreed, self.offered_to(remote)) {
            (Some(Keying::Sdes(keys)), _) => (vec![Crypto::new(1, keys.send)], None),
            (Some(Keying::Dtls(_)), _) => (Vec::new(), dtls),
            (None, Some(Keys::Dtls)) if dtls.is_some() => (Vec::new(), dtls),
            (None, Some(_)) => (self.lines(), None),
            (None, None) => (Vec::new(), None),
        };
        let said = remote.and_then(Remote::section);
        let said = said.map(|section| section.protocol.as_str());
        let fits = |profile: &str| match (&dtls, crypto.is_empty()) {
            (Some(_), _) => is_dtls(profile),
            (None, false) => is_secure(profile),
            (None, true) => is_plain(profile),
        };
        let profile = match said {
            Some(profile) if fits(profile) => profile,
            // Keys beside plain RTP's profile were agreed on before (RFC 8643 §3.1).
            Some(profile) if agreed.is_some() => profile,
            _ if self.encryption.is_required() && dtls.is_some() => DTLS,
            _ if self.encryption.is_required() => SECURE,
            _ => PLAIN,
        };
        OurKeys {
            profile: profile.to_owned(),
            crypto,
            dtls,
        }
    }

    /// The line that takes the phone's offer, and what holds then. The key goes on with the phone's, and ends with it:
    /// who changes its own may have lost our counters (RFC 4568 §7.1.4).
    pub(super) fn answer(&mut self, theirs: &Crypto, agreed: Option<SrtpKeys>) -> (Crypto, SrtpKeys) {
        let kept = agreed
            .filter(|keys| keys.receive == theirs.key)
            .map(|keys| keys.send);
        let send = kept.unwrap_or_else(|| self.make(theirs.key.suite()));
        let keys = SrtpKeys {
            send,
            receive: theirs.key,
        };
        (Crypto::new(theirs.tag, send), keys)
    }

    /// What holds once the phone has taken one of our lines.
    pub(super) fn taken(offered: &[Crypto], theirs: &Crypto) -> Option<SrtpKeys> {
        let ours = offered
            .iter()
            .find(|ours| ours.tag == theirs.tag && ours.key.suite() == theirs.key.suite())?;
        Some(SrtpKeys {
            send: ours.key,
            receive: theirs.key,
        })
    }

    /// The next offer has new keys: those of the last were agreed on.
    pub(super) fn settle(&mut self) {
        self.pending.clear();
    }

    /// The keys to offer, where any are.
    fn offered_to(&self, remote: Option<&Remote>) -> Option<Keys> {
        match self.encryption {
            Encryption::Never | Encryption::Offered => None,
            // Who took plain RTP keeps it.
            Encryption::BestEffort(keys) => remote.is_none().then_some(keys),
            Encryption::Required(keys) => Some(keys),
        }
    }

    fn lines(&mut self) -> Vec<Crypto> {
        if self.pending.is_empty() {
            self.pending = Suite::OFFERED.into_iter().map(|suite| self.make(suite)).collect();
        }
        (1..)
            .zip(&self.pending)
            .map(|(tag, key)| Crypto::new(tag, *key))
            .collect()
    }

    fn make(&mut self, suite: Suite) -> SrtpKey {
        let mut random = StdRng::from_seed(self.seed);
        self.seed = random.random();
        SrtpKey::random(suite, &mut random)
    }
}

/// Whether a profile is one of SRTP by SDES.
pub(super) fn is_secure(profile: &str) -> bool {
    ["RTP/SAVP", "RTP/SAVPF"]
        .iter()
        .any(|name| profile.eq_ignore_ascii_case(name))
}

/// Whether a profile is one of SRTP by DTLS (RFC 5764 §8).
pub(super) fn is_dtls(profile: &str) -> bool {
    ["UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF"]
        .iter()
        .any(|name| profile.eq_ignore_ascii_case(name))
}

/// Whether a profile is one of RTP as it is.
pub(super) fn is_plain(profile: &str) -> bool {
    ["RTP/AVP", "RTP/AVPF"]
        .iter()
        .any(|name| profile.eq_ignore_ascii_case(name))
}

impl fmt::Debug for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Security({:?}, keys hidden)", self.encryption)
    }
}
