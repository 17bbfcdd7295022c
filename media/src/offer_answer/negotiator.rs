use bytes::Bytes;

use super::remote::{Remote, telephone_event};
use super::sections::{Audio, with_audio};
use super::{Agreed, MediaAddress, NegotiationError};
use crate::codec::Codec;
use crate::sdp::{Direction, Format, Origin, Sdp, Section};

/// The payload type we offer key presses under.
const TELEPHONE_EVENT: u8 = 101;

/// Milliseconds in a packet when nobody says otherwise (RFC 3551 §4.2).
const PTIME_MS: u16 = 20;

/// Who made the latest offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Exchange {
    /// None was made yet.
    #[default]
    None,
    /// The phone. It may be answered more than once, as by an 18x and the 2xx.
    Theirs,
    /// We, with these formats and this direction. It may be answered more than once.
    Ours {
        formats: Vec<Format>,
        direction: Direction,
        open: bool,
    },
}

/// What stands between us and one phone.
#[derive(Clone, Debug, Default)]
struct Session {
    exchange: Exchange,
    remote: Option<Remote>,
    agreed: Option<Agreed>,
}

/// The offer/answer state of one leg.
#[derive(Clone, Debug)]
pub struct Negotiator {
    session_id: u64,
    version: u64,
    codecs: Vec<Codec>,
    session: Session,
    /// What an offer that fails falls back to.
    before: Option<Box<Session>>,
    /// Our last description but for its version.
    said: Option<String>,
}

impl Negotiator {
    /// For a leg; `codecs` are those it may speak, best first.
    #[must_use]
    pub fn new(session_id: u64, codecs: Vec<Codec>) -> Self {
        Self {
            session_id,
            version: 0,
            codecs,
            session: Session::default(),
            before: None,
            said: None,
        }
    }

    /// Takes the phone's offer.
    ///
    /// # Errors
    /// It cannot be read, or there is nothing in it that we could answer; the session stays as it was.
    pub fn receive_offer(&mut self, sdp: &[u8]) -> Result<(), NegotiationError> {
        let remote = Remote::read(sdp)?;
        if remote.codecs(&self.codecs).is_empty() {
            return Err(NegotiationError::NoCommonCodec);
        }
        self.remember();
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
            open,
        } = &mut self.session.exchange
        else {
            return Err(NegotiationError::NoOffer);
        };
        let remote = Remote::read(sdp)?;
        let offered: Vec<Codec> = formats.iter().filter_map(Format::codec).collect();
        let theirs = remote
            .codecs(&offered)
            .into_iter()
            .next()
            .ok_or(NegotiationError::Mismatch)?;
        let codec = theirs.codec().ok_or(NegotiationError::Mismatch)?;
        let ours = formats.iter().find(|format| format.codec() == Some(codec));
        let agreed = Agreed {
            payload_type_receive: ours.map_or(theirs.payload_type, |ours| ours.payload_type),
            telephone_event_receive: telephone_event(formats, codec).map(|format| format.payload_type),
            ..agreed(
                &remote,
                &theirs,
                codec,
                remote.direction.reversed().and(*direction),
            )
        };
        *open = false;
        self.before = None;
        self.session.remote = Some(remote);
        self.session.agreed = Some(agreed.clone());
        Ok(agreed)
    }

    /// An offer of our own: every codec we may speak.
    pub fn offer(&mut self, address: &MediaAddress) -> Bytes {
        let mut formats: Vec<Format> = self.codecs.iter().map(|codec| Format::of(*codec)).collect();
        formats.push(Format::telephone_event(TELEPHONE_EVENT, 8_000));
        self.make_offer(address, formats, Direction::SendRecv, Some(PTIME_MS))
    }

    /// The offer that another leg received, in this leg's name: the codecs we allow, with the numbers,
    /// order and parameters of the phone that made it. Once that leg has answered for itself, only the codec
    /// it agreed on.
    ///
    /// # Errors
    /// The other leg has heard nothing to carry over, or nothing of it is allowed here.
    pub fn offer_from(&mut self, other: &Self, address: &MediaAddress) -> Result<Bytes, NegotiationError> {
        let remote = other.session.remote.as_ref().ok_or(NegotiationError::NoOffer)?;
        let mut formats = remote.codecs(&self.codecs);
        let answered = other
            .before
            .is_none()
            .then_some(other.session.agreed.as_ref())
            .flatten();
        if let Some(agreed) = answered {
            formats.retain(|format| format.codec() == Some(agreed.codec));
        }
        if formats.is_empty() {
            return Err(NegotiationError::NoCommonCodec);
        }
        formats.extend(
            remote
                .formats
                .iter()
                .filter(|format| format.codec().is_none())
                .cloned(),
        );
        Ok(self.make_offer(address, formats, remote.direction, remote.ptime_ms))
    }

    /// Our own answer to the phone's offer: the first codec of the phone's that we may speak.
    ///
    /// # Errors
    /// There is no offer.
    pub fn answer(&mut self, address: &MediaAddress) -> Result<(Bytes, Agreed), NegotiationError> {
        let remote = self.offered()?;
        let format = remote
            .codecs(&self.codecs)
            .into_iter()
            .next()
            .ok_or(NegotiationError::NoCommonCodec)?;
        let direction = remote.direction.reversed();
        self.make_answer(address, format, direction, None)
    }

    /// The answer that another leg received, in this leg's name: its codec under the numbers of this leg's
    /// phone, its direction, its parameters.
    ///
    /// # Errors
    /// There is no offer, the other leg has no agreement, or its codec was not offered here.
    pub fn answer_from(
        &mut self,
        other: &Self,
        address: &MediaAddress,
    ) -> Result<(Bytes, Agreed), NegotiationError> {
        let theirs = other.session.remote.as_ref().ok_or(NegotiationError::NoOffer)?;
        let codec = other
            .session
            .agreed
            .as_ref()
            .ok_or(NegotiationError::NoOffer)?
            .codec;
        let remote = self.offered()?;
        let mut format = remote
            .format_of(codec)
            .cloned()
            .ok_or(NegotiationError::NoCommonCodec)?;
        format.parameters = theirs
            .format_of(codec)
            .and_then(|format| format.parameters.clone());
        let direction = remote.direction.reversed().and(theirs.direction);
        let ptime_ms = theirs.ptime_ms;
        self.make_answer(address, format, direction, ptime_ms)
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

    fn offered(&self) -> Result<&Remote, NegotiationError> {
        let remote = self.session.remote.as_ref().filter(|_| self.owes_answer());
        remote.ok_or(NegotiationError::NoOffer)
    }

    /// Keeps the session an offer may have to fall back to. A second offer in a row keeps the first's.
    fn remember(&mut self) {
        if self.before.is_none() {
            self.before = Some(Box::new(self.session.clone()));
        }
    }

    fn make_offer(
        &mut self,
        address: &MediaAddress,
        formats: Vec<Format>,
        direction: Direction,
        ptime_ms: Option<u16>,
    ) -> Bytes {
        self.remember();
        let audio = Audio {
            address,
            protocol: "RTP/AVP",
            formats: &formats,
            direction,
            ptime_ms,
            rtcp_mux: false,
        };
        let (before, at) = match &self.session.remote {
            Some(remote) => (remote.sections.as_slice(), remote.audio),
            None => (&[][..], 0),
        };
        let sections = with_audio(before, at, audio.section());
        let sdp = self.say(address, sections);
        self.session.exchange = Exchange::Ours {
            formats,
            direction,
            open: true,
        };
        sdp
    }

    fn make_answer(
        &mut self,
        address: &MediaAddress,
        format: Format,
        direction: Direction,
        ptime_ms: Option<u16>,
    ) -> Result<(Bytes, Agreed), NegotiationError> {
        let remote = self.offered()?.clone();
        let codec = format.codec().ok_or(NegotiationError::NoCommonCodec)?;
        let agreed = agreed(&remote, &format, codec, direction);
        let protocol = remote
            .sections
            .get(remote.audio)
            .map_or("RTP/AVP", |section| &section.protocol);
        let formats: Vec<Format> = std::iter::once(format)
            .chain(remote.telephone_event(codec).cloned())
            .collect();
        let rtcp_mux = remote.rtcp_mux;
        let audio = Audio {
            address,
            protocol,
            formats: &formats,
            direction,
            ptime_ms,
            rtcp_mux,
        };
        let sections = with_audio(&remote.sections, remote.audio, audio.section());
        let sdp = self.say(address, sections);
        self.before = None;
        self.session.agreed = Some(agreed.clone());
        Ok((sdp, agreed))
    }

    /// Prints a description; its version grows when it differs from the last (RFC 3264 §8).
    fn say(&mut self, address: &MediaAddress, sections: Vec<Section>) -> Bytes {
        let origin = |version| Origin::new(self.session_id, version, address.ip);
        let mut sdp = Sdp::new(origin(0), address.ip, sections);
        let unversioned = sdp.to_string();
        if self.said.as_ref() != Some(&unversioned) {
            self.version += 1;
        }
        sdp.origin = origin(self.version);
        self.said = Some(unversioned);
        Bytes::from(sdp.to_string())
    }
}

/// An agreement with the sender of `remote` on one of its formats, used both ways.
fn agreed(remote: &Remote, format: &Format, codec: Codec, direction: Direction) -> Agreed {
    let telephone_event = remote.telephone_event(codec).map(|format| format.payload_type);
    Agreed {
        codec,
        payload_type_send: format.payload_type,
        payload_type_receive: format.payload_type,
        telephone_event_send: telephone_event,
        telephone_event_receive: telephone_event,
        ptime_ms: remote.ptime_ms.unwrap_or(PTIME_MS),
        remote_rtp: remote.rtp,
        remote_rtcp: remote.rtcp,
        rtcp_mux: remote.rtcp_mux,
        direction,
    }
}
