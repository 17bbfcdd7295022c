//! What we offer.

use bytes::Bytes;

use super::negotiator::Exchange;
use super::packet_time::PacketTime;
use super::sections::{Audio, with_audio};
use super::{MediaAddress, NegotiationError, Negotiator};
use crate::codec::Codec;
use crate::sdp::{Direction, Format};

/// The payload type we offer key presses under, on the clock of most codecs.
const TELEPHONE_EVENT: u8 = 101;

/// The payload type we offer key presses under on the clock of Opus.
const TELEPHONE_EVENT_OPUS: u8 = 110;

impl Negotiator {
    /// An offer of our own: every codec we may speak.
    pub fn offer(&mut self, address: &MediaAddress) -> Bytes {
        self.offer_of(&self.codecs.clone(), address)
    }

    /// An offer of our own: every codec we may speak, this one first.
    pub fn offer_first(&mut self, codec: Codec, address: &MediaAddress) -> Bytes {
        let others = self.codecs.iter().copied().filter(|other| *other != codec);
        let codecs: Vec<Codec> = std::iter::once(codec).chain(others).collect();
        self.offer_of(&codecs, address)
    }

    /// An offer of our own: this codec and no other.
    pub fn offer_only(&mut self, codec: Codec, address: &MediaAddress) -> Bytes {
        self.offer_of(&[codec], address)
    }

    fn offer_of(&mut self, codecs: &[Codec], address: &MediaAddress) -> Bytes {
        let mut formats: Vec<Format> = codecs.iter().map(|codec| Format::of(*codec)).collect();
        formats.push(Format::telephone_event(TELEPHONE_EVENT, 8_000));
        if codecs.contains(&Codec::Opus) {
            let clock_rate = Codec::Opus.clock_rate();
            formats.push(Format::telephone_event(TELEPHONE_EVENT_OPUS, clock_rate));
        }
        self.make_offer(address, formats, Direction::SendRecv, PacketTime::OURS)
    }

    /// Our last description once more, as an offer that changes nothing (RFC 4028 §7.4); its version stays. `None`:
    /// nothing was said yet.
    pub fn offer_again(&mut self) -> Option<Bytes> {
        let (sdp, ours) = self.said_again()?;
        self.remember();
        self.session.exchange = Exchange::Ours {
            formats: ours.formats,
            direction: ours.direction,
            crypto: ours.crypto,
            has_handshake: ours.dtls.is_some(),
            rtcp_mux: ours.rtcp_mux,
            ice: self.session.agreed.as_ref().and_then(|agreed| agreed.ice.clone()),
            open: true,
        };
        Some(sdp)
    }

    /// The offer that another leg received, in this leg's name: the codecs we allow, in the order and with
    /// the parameters of the phone that made it, and with its numbers where they do not mean something else
    /// on this leg. Once that leg has answered for itself, the codec it agreed on. Behind them our others, for a phone
    /// that speaks none of these: then audio is converted.
    ///
    /// # Errors
    /// The other leg has heard nothing to carry over.
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
        let carried: Vec<_> = formats.iter().map(Format::codec).collect();
        let others = self
            .codecs
            .iter()
            .filter(|codec| !carried.contains(&Some(**codec)));
        formats.extend(others.map(|codec| Format::of(*codec)));
        formats.extend(
            remote
                .formats
                .iter()
                .filter(|format| format.codec().is_none())
                .cloned(),
        );
        Ok(self.make_offer(address, formats, remote.direction, remote.packet_time))
    }

    fn make_offer(
        &mut self,
        address: &MediaAddress,
        mut formats: Vec<Format>,
        direction: Direction,
        packet_time: PacketTime,
    ) -> Bytes {
        self.remember();
        self.numbers.assign(&mut formats);
        let agreed = self.session.agreed.as_ref();
        let agreed = agreed.and_then(|agreed| agreed.srtp.as_deref());
        let keys = self
            .security
            .offer(self.session.remote.as_ref(), agreed, address.fingerprint);
        // Two ports would want two handshakes (RFC 5764 §4.1).
        let rtcp_mux = keys.dtls.is_some();
        // Who is offered a handshake may be a browser, and those want ICE.
        let wants_ice = match &self.session.agreed {
            Some(agreed) => agreed.ice.is_some(),
            None => keys.dtls.is_some(),
        };
        let ice = self.restarts.credentials(address).filter(|_| wants_ice);
        let audio = Audio {
            address,
            protocol: &keys.profile,
            formats: &formats,
            direction,
            packet_time,
            rtcp_mux,
            crypto: &keys.crypto,
            dtls: keys.dtls,
            ice: ice.as_ref(),
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
            crypto: keys.crypto,
            has_handshake: keys.dtls.is_some(),
            rtcp_mux,
            ice: ice.map(Box::new),
            open: true,
        };
        sdp
    }
}
