//! What we answer.

use bytes::Bytes;

use super::packet_time::PacketTime;
use super::sections::{Audio, with_audio};
use super::{Agreed, MediaAddress, NegotiationError, Negotiator};
use crate::codec::Codec;
use crate::sdp::{Direction, Format};

/// What an answer of ours takes from an offer.
struct Accepted {
    codec: Codec,
    format: Format,
    telephone_event: Option<Format>,
    direction: Direction,
    packet_time: PacketTime,
}

impl Negotiator {
    /// Our own answer to the phone's offer: the first codec of the phone's that we may speak.
    ///
    /// # Errors
    /// There is no offer.
    pub fn answer(&mut self, address: &MediaAddress) -> Result<(Bytes, Agreed), NegotiationError> {
        self.answer_with(None, address)
    }

    /// The same, with this codec if the phone offered it.
    ///
    /// # Errors
    /// There is no offer.
    pub fn answer_with(
        &mut self,
        wanted: Option<Codec>,
        address: &MediaAddress,
    ) -> Result<(Bytes, Agreed), NegotiationError> {
        let audio = self.own_audio(wanted)?;
        self.make_answer(address, audio)
    }

    /// What we choose of the phone's offer ourselves.
    fn own_audio(&self, wanted: Option<Codec>) -> Result<Accepted, NegotiationError> {
        let remote = self.offered()?;
        let formats = remote.codecs(&self.codecs);
        let is_wanted = |format: &&Format| format.codec() == wanted;
        let format = formats.iter().find(is_wanted).or(formats.first());
        let mut format = format.ok_or(NegotiationError::NoCommonCodec)?.clone();
        let codec = format.codec().ok_or(NegotiationError::NoCommonCodec)?;
        // What the phone said is what it wants to hear; this is what we want.
        format.parameters = codec.fmtp().map(str::to_owned);
        Ok(Accepted {
            codec,
            format,
            telephone_event: remote.telephone_event(codec).cloned(),
            direction: remote.direction.reversed(),
            packet_time: PacketTime::default(),
        })
    }

    /// The answer that another leg received, in this leg's name: its codec under the numbers of this leg's
    /// phone, its direction, its parameters, and key presses only if that leg's phone takes them. A phone that did not
    /// offer this codec gets the first of its own that we speak, and audio is converted.
    ///
    /// # Errors
    /// There is no offer, the other leg has no agreement, or nothing is offered here that we speak.
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
        let direction = remote.direction.reversed().and(theirs.direction);
        let their_event = theirs.telephone_event(codec);
        let Some(mut format) = remote.format_of(codec).cloned() else {
            let mut audio = self.own_audio(None)?;
            audio.direction = direction;
            audio.telephone_event.take_if(|_| their_event.is_none());
            return self.make_answer(address, audio);
        };
        format.parameters = theirs
            .format_of(codec)
            .and_then(|format| format.parameters.clone());
        let telephone_event = their_event.and_then(|event| remote.telephone_event_like(event));
        let audio = Accepted {
            codec,
            format,
            telephone_event: telephone_event.cloned(),
            direction,
            packet_time: theirs.packet_time,
        };
        self.make_answer(address, audio)
    }

    fn make_answer(
        &mut self,
        address: &MediaAddress,
        accepted: Accepted,
    ) -> Result<(Bytes, Agreed), NegotiationError> {
        let remote = self.offered()?.clone();
        let Accepted {
            codec,
            format,
            telephone_event,
            direction,
            packet_time,
        } = accepted;
        let before = self.session.agreed.as_ref().and_then(Agreed::keys);
        let secured = remote
            .crypto
            .first()
            .map(|theirs| self.security.answer(theirs, before));
        let (crypto, srtp) = secured.unzip();
        let agreed = Agreed {
            srtp: srtp.map(Box::new),
            ..Agreed::both_ways(&remote, &format, codec, telephone_event.as_ref(), direction)
        };
        let formats: Vec<Format> = std::iter::once(format).chain(telephone_event).collect();
        let audio = Audio {
            address,
            protocol: remote.section().map_or("", |section| &section.protocol),
            formats: &formats,
            direction,
            packet_time,
            rtcp_mux: remote.rtcp_mux,
            crypto: crypto.as_slice(),
        };
        let sections = with_audio(&remote.sections, remote.audio, audio.section());
        let sdp = self.say(address, sections);
        self.before = None;
        self.session.agreed = Some(agreed.clone());
        Ok((sdp, agreed))
    }
}
