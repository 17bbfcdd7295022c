use std::fmt;

use bytes::Bytes;

use super::encryption::Security;
use super::ice::Restarts;
use super::numbers::Numbers;
use super::remote::{Remote, telephone_event};
use super::{Agreed, Encryption, Keying, MediaAddress, NegotiationError};
use crate::codec::Codec;
use crate::ice::IceCredentials;
use crate::sdp::{Attribute, Crypto, Direction, Format, Origin, Sdp, Section};

/// Who made the latest offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Exchange {
    /// None was made yet.
    #[default]
    None,
    /// The phone. It may be answered more than once, as by an 18x and the 2xx.
    Theirs,
    /// We, with these formats and this direction. It may be answered more than once.
    Ours {
        formats: Vec<Format>,
        direction: Direction,
        crypto: Vec<Crypto>,
        has_handshake: bool,
        rtcp_mux: bool,
        ice: Option<Box<IceCredentials>>,
        open: bool,
    },
}

/// What stands between us and one phone.
#[derive(Clone, Debug, Default)]
pub(super) struct Session {
    pub(super) exchange: Exchange,
    pub(super) remote: Option<Remote>,
    pub(super) agreed: Option<Agreed>,
}

/// The offer/answer state of one leg.
#[derive(Clone, Debug)]
pub struct Negotiator {
    session_id: u64,
    version: u64,
    pub(super) codecs: Vec<Codec>,
    pub(super) numbers: Numbers,
    pub(super) session: Session,
    /// What an offer that fails falls back to.
    pub(super) before: Option<Box<Session>>,
    /// Our last description but for its version.
    said: Option<Said>,
    pub(super) security: Security,
    pub(super) restarts: Restarts,
}

/// A description that may hold keys.
#[derive(Clone, PartialEq, Eq)]
struct Said(String);

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Said({} bytes)", self.0.len())
    }
}

impl Negotiator {
    /// For a leg without SRTP; `codecs` are those it may speak, best first.
    #[must_use]
    pub fn new(session_id: u64, codecs: Vec<Codec>) -> Self {
        Self {
            session_id,
            version: 0,
            codecs,
            numbers: Numbers::default(),
            session: Session::default(),
            before: None,
            said: None,
            security: Security::default(),
            restarts: Restarts::default(),
        }
    }

    /// With SRTP; keys are made from `seed`, which must be random and used for nothing else.
    #[must_use]
    pub fn with_encryption(self, encryption: Encryption, seed: [u8; 32]) -> Self {
        Self {
            security: Security::new(encryption, seed),
            ..self
        }
    }

    /// Takes the phone's offer.
    ///
    /// # Errors
    /// It cannot be read, or there is nothing in it that we could answer; the session stays as it was.
    pub fn receive_offer(&mut self, sdp: &[u8]) -> Result<(), NegotiationError> {
        let remote = Remote::read_offer(sdp, self.security.encryption)?;
        // What its numbers mean holds even if the offer comes to nothing.
        self.learn(&remote);
        if remote.codecs(&self.codecs).is_empty() {
            return Err(NegotiationError::NoCommonCodec);
        }
        self.remember();
        self.restarts.offered(remote.ice.as_ref());
        self.session.remote = Some(remote);
        self.session.exchange = Exchange::Theirs;
        Ok(())
    }

    /// Takes the phone's answer to our latest offer.
    ///
    /// # Errors
    /// It cannot be read, or does not fit what we offered.
    pub fn receive_answer(&mut self, sdp: &[u8]) -> Result<Agreed, NegotiationError> {
        let Exchange::Ours {
            formats,
            direction,
            crypto,
            has_handshake,
            rtcp_mux,
            ice,
            open,
        } = &mut self.session.exchange
        else {
            return Err(NegotiationError::NoOffer);
        };
        let remote = Remote::read_answer(sdp, self.security.encryption, *rtcp_mux)?;
        let srtp = match (remote.crypto.first(), &remote.dtls) {
            // Interop: keys that answer none of ours are of no use.
            (Some(theirs), _) if !crypto.is_empty() => {
                let keys = Security::taken(crypto, theirs).ok_or(NegotiationError::Mismatch)?;
                Some(Keying::Sdes(keys))
            }
            (None, Some(theirs)) if *has_handshake => Some(Keying::Dtls(theirs.taken())),
            _ if self.security.encryption.is_required() => {
                return Err(NegotiationError::NotEncrypted);
            }
            _ => None,
        };
        let offered: Vec<Codec> = formats.iter().filter_map(Format::codec).collect();
        let theirs = remote
            .codecs(&offered)
            .into_iter()
            .next()
            .ok_or(NegotiationError::Mismatch)?;
        let codec = theirs.codec().ok_or(NegotiationError::Mismatch)?;
        let ours = formats.iter().find(|format| format.codec() == Some(codec));
        let event = remote.telephone_event(codec);
        let our_event = event.and_then(|event| telephone_event(formats, event.encoding));
        let direction = remote.direction.reversed().and(*direction);
        let agreed = Agreed {
            payload_type_receive: ours.map_or(theirs.payload_type, |ours| ours.payload_type),
            telephone_event_receive: our_event.map(|format| format.payload_type),
            srtp: srtp.map(Box::new),
            ice: ice.clone().filter(|_| remote.ice.is_some()),
            ..Agreed::both_ways(&remote, &theirs, codec, event, direction)
        };
        *open = false;
        self.before = None;
        self.security.settle();
        self.restarts.answered(remote.ice.as_ref());
        self.learn(&remote);
        self.session.remote = Some(remote);
        self.session.agreed = Some(agreed.clone());
        Ok(agreed)
    }

    /// The latest offer came to nothing: what was agreed before stands.
    pub fn rollback(&mut self) {
        if let Some(before) = self.before.take() {
            self.session = *before;
        }
    }

    /// What is agreed on now.
    #[must_use]
    pub fn agreed(&self) -> Option<&Agreed> {
        self.session.agreed.as_ref()
    }

    /// Whether the phone has said anything of its media.
    #[must_use]
    pub fn has_remote(&self) -> bool {
        self.session.remote.is_some()
    }

    /// The first codec of this leg's phone that the other leg's phone speaks too. `None`: none, or one of them
    /// has said nothing yet.
    #[must_use]
    pub fn common_codec(&self, other: &Self) -> Option<Codec> {
        let spoken = |it: &Self| Some(it.session.remote.as_ref()?.codecs(&it.codecs));
        let theirs = spoken(other)?;
        let mut ours = spoken(self)?.into_iter().filter_map(|format| format.codec());
        ours.find(|codec| theirs.iter().any(|format| format.codec() == Some(*codec)))
    }

    /// Whether the latest offer is the phone's, so that an answer of ours has a meaning.
    #[must_use]
    pub fn owes_answer(&self) -> bool {
        self.session.exchange == Exchange::Theirs
    }

    /// Whether the latest offer is ours and was not answered yet.
    #[must_use]
    pub fn awaits_answer(&self) -> bool {
        matches!(self.session.exchange, Exchange::Ours { open: true, .. })
    }

    pub(super) fn offered(&self) -> Result<&Remote, NegotiationError> {
        let remote = self.session.remote.as_ref().filter(|_| self.owes_answer());
        remote.ok_or(NegotiationError::NoOffer)
    }

    fn learn(&mut self, remote: &Remote) {
        if let Some(section) = remote.section() {
            self.numbers.learn(section);
        }
    }

    /// Keeps the session an offer may have to fall back to. A second offer in a row keeps the first's.
    pub(super) fn remember(&mut self) {
        if self.before.is_none() {
            self.before = Some(Box::new(self.session.clone()));
        }
    }

    /// Our last description as it was sent, and what it says.
    pub(super) fn said_again(&self) -> Option<(Bytes, Remote)> {
        let said = self.said.as_ref()?;
        let mut sdp = Sdp::parse(said.0.as_bytes()).ok()?;
        sdp.origin.version = self.version.to_string();
        let sdp = sdp.to_string();
        let ours = Remote::read_offer(sdp.as_bytes(), self.security.encryption).ok()?;
        Some((Bytes::from(sdp), ours))
    }

    /// Prints a description; its version grows when it differs from the last (RFC 3264 §8).
    pub(super) fn say(&mut self, address: &MediaAddress, sections: Vec<Section>) -> Bytes {
        let origin = |version| Origin::new(self.session_id, version, address.ip);
        let is_checked = sections.iter().any(|section| section.has("ice-ufrag"));
        let mut sdp = Sdp::new(origin(0), address.ip, sections);
        sdp.attributes
            .extend(is_checked.then(|| Attribute::flag("ice-lite")));
        let unversioned = Said(sdp.to_string());
        if self.said.as_ref() != Some(&unversioned) {
            self.version += 1;
        }
        sdp.origin = origin(self.version);
        self.said = Some(unversioned);
        Bytes::from(sdp.to_string())
    }
}
