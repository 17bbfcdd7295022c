//! What we answer.

use bytes::Bytes;

use super::encryption::is_plain;
use super::keying::DtlsLines;
use super::packet_time::PacketTime;
use super::remote::Remote;
use super::sections::{Audio, with_audio};
use super::{Agreed, Keying, MediaAddress, NegotiationError, Negotiator};
use crate::codec::Codec;
use crate::sdp::{Crypto, Direction, Format};

/// What an answer of ours takes from an offer.
struct Accepted {
    codec: Codec,
    format: Format,
    telephone_event: Option<Format>,
    direction: Direction,
    packet_time: PacketTime,
}

/// The keys we answer with, and what holds then.
#[derive(Default)]
struct AnsweredKeys {
    crypto: Option<Crypto>,
    dtls: Option<DtlsLines>,
    keying: Option<Keying>,
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
    /// phone, its direction, its parameters; key presses if its own phone offered them: the other leg's hears them in
    /// its form. A phone that did not offer this codec gets the first of its own that we speak, and audio is converted.
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
            return self.make_answer(address, audio);
        };
        format.parameters = theirs
            .format_of(codec)
            .and_then(|format| format.parameters.clone());
        let alike = their_event.and_then(|event| remote.telephone_event_like(event));
        let telephone_event = alike.or_else(|| remote.telephone_event(codec));
        let audio = Accepted {
            codec,
            format,
            telephone_event: telephone_event.cloned(),
            direction,
            packet_time: theirs.packet_time,
        };
        self.make_answer(address, audio)
    }

    fn answer_keys(
        &mut self,
        remote: &Remote,
        address: &MediaAddress,
    ) -> Result<AnsweredKeys, NegotiationError> {
        let before = self.session.agreed.as_ref();
        if let Some(theirs) = remote.crypto.first() {
            let keys = before.and_then(Agreed::keys);
            let (ours, keys) = self.security.answer(theirs, keys);
            return Ok(AnsweredKeys {
                crypto: Some(ours),
                keying: Some(Keying::Sdes(keys)),
                ..AnsweredKeys::default()
            });
        }
        let Some(theirs) = &remote.dtls else {
            return Ok(AnsweredKeys::default());
        };
        let Some(fingerprint) = address.fingerprint else {
            // A phone of ours that speaks no DTLS does without, where it may.
            let profile = remote.section().map(|section| section.protocol.as_str());
            let may_do_without = profile.is_some_and(is_plain) && !self.security.encryption.is_required();
            return may_do_without
                .then(AnsweredKeys::default)
                .ok_or(NegotiationError::NoAudio);
        };
        let (setup, terms) = theirs.answer(before.and_then(Agreed::handshake));
        Ok(AnsweredKeys {
            dtls: Some(DtlsLines { fingerprint, setup }),
            keying: Some(Keying::Dtls(terms)),
            ..AnsweredKeys::default()
        })
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
        let keys = self.answer_keys(&remote, address)?;
        let ice = self
            .restarts
            .credentials(address)
            .filter(|_| remote.ice.is_some());
        let agreed = Agreed {
            srtp: keys.keying.map(Box::new),
            ice: ice.map(Box::new),
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
            crypto: keys.crypto.as_slice(),
            dtls: keys.dtls,
            ice: ice.as_ref(),
        };
        let sections = with_audio(&remote.sections, remote.audio, audio.section());
        let sdp = self.say(address, sections);
        self.before = None;
        self.session.agreed = Some(agreed.clone());
        Ok((sdp, agreed))
    }
}
