//! What a phone said last, as far as it concerns its audio.

use std::net::SocketAddr;

use super::encryption::{is_dtls, is_plain, is_secure};
use super::keying::DtlsSaid;
use super::packet_time::PacketTime;
use super::{Encryption, NegotiationError};
use crate::codec::Codec;
use crate::sdp::{Crypto, Direction, Encoding, Format, PeerIce, Sdp, Section};

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
    /// The keys for it that we can use, in its order; none for a leg that speaks no SRTP.
    pub(super) crypto: Vec<Crypto>,
    /// The handshake for it, where that makes the keys.
    pub(super) dtls: Option<DtlsSaid>,
    pub(super) ice: Option<PeerIce>,
}

/// The keys of a section that a leg may use: of one kind.
#[derive(Default)]
struct Usable {
    crypto: Vec<Crypto>,
    dtls: Option<DtlsSaid>,
}

impl Remote {
    pub(super) fn read_offer(bytes: &[u8], encryption: Encryption) -> Result<Self, NegotiationError> {
        Self::of(Sdp::parse(bytes)?, encryption)
    }

    /// An answer to an offer of ours. Multiplexed RTCP that was not offered cannot be accepted (RFC 5761 §5.1.1).
    pub(super) fn read_answer(
        bytes: &[u8],
        encryption: Encryption,
        rtcp_mux: bool,
    ) -> Result<Self, NegotiationError> {
        let mut sdp = Sdp::parse(bytes)?;
        for section in &mut sdp.sections {
            section
                .attributes
                .retain(|attribute| rtcp_mux || !attribute.name.eq_ignore_ascii_case("rtcp-mux"));
        }
        Self::of(sdp, encryption)
    }

    fn of(mut sdp: Sdp, encryption: Encryption) -> Result<Self, NegotiationError> {
        let audio = choose(&sdp, encryption)?;
        let section = sdp.sections.get(audio).ok_or(NegotiationError::NoAudio)?;
        let Usable { crypto, dtls } = Usable::of(&sdp, section, encryption);
        let ip = sdp.address(section).ok_or(NegotiationError::NoAddress)?;
        let said = sdp.direction(section);
        let ice = sdp.ice(section);
        // Interop: browsers name no address before their checks have found one.
        let hears = said.receives() && (!ip.is_unspecified() || ice.is_some());
        let remote = Self {
            audio,
            rtp: SocketAddr::new(ip, section.port),
            rtcp: sdp.rtcp_address(section, ip),
            rtcp_mux: section.has("rtcp-mux"),
            direction: Direction::new(said.sends(), hears),
            packet_time: PacketTime::of(section),
            formats: section.known_formats(),
            crypto,
            dtls,
            ice,
            sections: Vec::new(),
        };
        // Keys stay in one place, where nobody prints them.
        for section in &mut sdp.sections {
            section.attributes.retain(|attribute| !is_key(&attribute.name));
        }
        Ok(Self {
            sections: sdp.sections,
            ..remote
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

/// The audio to speak: the first that is encrypted, if this leg may encrypt, else the first that is not, if it may do
/// without.
fn choose(sdp: &Sdp, encryption: Encryption) -> Result<usize, NegotiationError> {
    let is_audio = |section: &Section| section.kind.eq_ignore_ascii_case("audio") && section.port != 0;
    let find = |fits: &dyn Fn(&Section) -> bool| {
        sdp.sections
            .iter()
            .position(|section| is_audio(section) && fits(section))
    };
    let secured = find(&|section| Usable::of(sdp, section, encryption).is_some());
    let plain = find(&|section| is_plain(&section.protocol));
    match (secured, plain) {
        (Some(secured), _) => Ok(secured),
        (None, Some(_)) if encryption.is_required() => Err(NegotiationError::NotEncrypted),
        (None, Some(plain)) => Ok(plain),
        (None, None) => Err(NegotiationError::NoAudio),
    }
}

impl Usable {
    /// With RTP/SAVP or beside RTP/AVP (RFC 8643 §3.1) keys in SDP come first: they cost no handshake.
    fn of(sdp: &Sdp, section: &Section, encryption: Encryption) -> Self {
        let profile = &section.protocol;
        if encryption == Encryption::Never {
            return Self::default();
        }
        let crypto = match is_secure(profile) || is_plain(profile) {
            true => section.crypto(),
            false if is_dtls(profile) => Vec::new(),
            false => return Self::default(),
        };
        let dtls = crypto.is_empty().then(|| DtlsSaid::of(sdp, section)).flatten();
        Self { crypto, dtls }
    }

    fn is_some(&self) -> bool {
        !self.crypto.is_empty() || self.dtls.is_some()
    }
}

/// Whether an attribute tells a secret.
fn is_key(attribute: &str) -> bool {
    ["crypto", "ice-pwd"]
        .iter()
        .any(|name| attribute.eq_ignore_ascii_case(name))
}
