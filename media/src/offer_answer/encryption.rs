//! Whether a leg speaks SRTP, and under which keys (RFC 4568 §5.1, §7.1; RFC 8643).

use std::fmt;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::remote::Remote;
use crate::sdp::Crypto;
use crate::srtp::{SrtpKey, Suite};

/// The profiles of our offers to a phone that has not said its own.
const PLAIN: &str = "RTP/AVP";
const SECURE: &str = "RTP/SAVP";

/// What a leg wants of SRTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encryption {
    /// It is neither offered nor accepted.
    #[default]
    Never,
    /// It is accepted, and not offered.
    Offered,
    /// Keys are offered with RTP/AVP, so that the phone may choose (RFC 8643); they are accepted.
    BestEffort,
    /// Nothing else is offered or accepted.
    Required,
}

/// The keys of both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SrtpKeys {
    /// Ours.
    pub send: SrtpKey,
    /// The phone's.
    pub receive: SrtpKey,
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

    /// The keys of an offer, and under which profile it is made.
    pub(super) fn offer(
        &mut self,
        remote: Option<&Remote>,
        agreed: Option<SrtpKeys>,
    ) -> (Vec<Crypto>, String) {
        let lines = match agreed {
            Some(keys) => vec![Crypto::new(1, keys.send)],
            None if self.offers_to(remote) => self.lines(),
            None => Vec::new(),
        };
        let said = remote.and_then(Remote::section);
        let said = said.map(|section| section.protocol.as_str());
        let is_secured = !lines.is_empty();
        let profile = match said {
            Some(profile) if is_secure(profile) == is_secured => profile,
            // Keys beside plain RTP's profile were agreed on before (RFC 8643 §3.1).
            Some(profile) if agreed.is_some() && is_plain(profile) => profile,
            _ if is_secured && self.encryption == Encryption::Required => SECURE,
            _ => PLAIN,
        };
        (lines, profile.to_owned())
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

    fn offers_to(&self, remote: Option<&Remote>) -> bool {
        match self.encryption {
            Encryption::Never | Encryption::Offered => false,
            // Who took plain RTP keeps it.
            Encryption::BestEffort => remote.is_none(),
            Encryption::Required => true,
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
