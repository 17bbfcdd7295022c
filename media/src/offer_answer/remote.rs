//! What a phone said last, as far as it concerns its audio.

use std::net::SocketAddr;

use super::NegotiationError;
use super::packet_time::PacketTime;
use crate::codec::Codec;
use crate::sdp::{Direction, Encoding, Format, Sdp, Section};

/// A phone's description, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Remote {
    /// All its sections; an answer has as many.
    pub(super) sections: Vec<Section>,
    /// Which of them is the audio.
    pub(super) audio: usize,
    pub(super) rtp: SocketAddr,
    pub(super) rtcp: SocketAddr,
    pub(super) rtcp_mux: bool,
    /// Seen from the phone; an unspecified address hears nothing (RFC 3264 §8.4).
    pub(super) direction: Direction,
    pub(super) packet_time: PacketTime,
    /// The formats we know, in its order.
    pub(super) formats: Vec<Format>,
}

impl Remote {
    pub(super) fn read_offer(bytes: &[u8]) -> Result<Self, NegotiationError> {
        Self::of(Sdp::parse(bytes)?)
    }

    /// An answer to an offer of ours. We offer no multiplexed RTCP, so none can be accepted (RFC 5761 §5.1.1).
    pub(super) fn read_answer(bytes: &[u8]) -> Result<Self, NegotiationError> {
        let mut sdp = Sdp::parse(bytes)?;
        for section in &mut sdp.sections {
            section
                .attributes
                .retain(|attribute| !attribute.name.eq_ignore_ascii_case("rtcp-mux"));
        }
        Self::of(sdp)
    }

    fn of(sdp: Sdp) -> Result<Self, NegotiationError> {
        let audio = sdp
            .sections
            .iter()
            .position(is_plain_audio)
            .ok_or(NegotiationError::NoAudio)?;
        let section = sdp.sections.get(audio).ok_or(NegotiationError::NoAudio)?;
        let ip = sdp.address(section).ok_or(NegotiationError::NoAddress)?;
        let said = sdp.direction(section);
        let hears = said.receives() && !ip.is_unspecified();
        Ok(Self {
            audio,
            rtp: SocketAddr::new(ip, section.port),
            rtcp: sdp.rtcp_address(section, ip),
            rtcp_mux: section.has("rtcp-mux"),
            direction: Direction::new(said.sends(), hears),
            packet_time: PacketTime::of(section),
            formats: section.known_formats(),
            sections: sdp.sections,
        })
    }

    /// The audio's section.
    pub(super) fn section(&self) -> Option<&Section> {
        self.sections.get(self.audio)
    }

    /// The codecs of ours that it speaks, in its order, with its numbers.
    pub(super) fn codecs(&self, ours: &[Codec]) -> Vec<Format> {
        let common = |format: &&Format| format.codec().is_some_and(|codec| ours.contains(&codec));
        self.formats.iter().filter(common).cloned().collect()
    }

    /// Its format of a codec.
    pub(super) fn format_of(&self, codec: Codec) -> Option<&Format> {
        self.formats.iter().find(|format| format.codec() == Some(codec))
    }

    /// Its key presses on the clock of `alike`, else on any.
    pub(super) fn telephone_event_like(&self, alike: &Format) -> Option<&Format> {
        telephone_event(&self.formats, alike.encoding)
    }

    /// Its key presses on a codec's clock, as RFC 4733 §2.1 wants them, else on any.
    pub(super) fn telephone_event(&self, codec: Codec) -> Option<&Format> {
        let clock_rate = codec.clock_rate();
        telephone_event(&self.formats, Encoding::TelephoneEvent { clock_rate })
    }
}

/// The key presses among formats: those of this encoding, else any.
pub(super) fn telephone_event(formats: &[Format], encoding: Encoding) -> Option<&Format> {
    let mut events = formats.iter().filter(|format| format.codec().is_none());
    let first = events.clone().next();
    events.find(|format| format.encoding == encoding).or(first)
}

/// Audio that is offered, over RTP as it is.
fn is_plain_audio(section: &Section) -> bool {
    let plain = ["RTP/AVP", "RTP/AVPF"]
        .iter()
        .any(|name| section.protocol.eq_ignore_ascii_case(name));
    section.kind.eq_ignore_ascii_case("audio") && section.port != 0 && plain
}
