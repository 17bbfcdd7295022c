//! The sections of what we say.

use super::MediaAddress;
use super::ice;
use super::keying::DtlsLines;
use super::packet_time::PacketTime;
use crate::ice::IceCredentials;
use crate::sdp::{Attribute, Crypto, Direction, Format, Section};

/// An audio section of ours.
pub(super) struct Audio<'a> {
    pub(super) address: &'a MediaAddress,
    pub(super) protocol: &'a str,
    pub(super) formats: &'a [Format],
    pub(super) direction: Direction,
    pub(super) packet_time: PacketTime,
    pub(super) rtcp_mux: bool,
    pub(super) crypto: &'a [Crypto],
    pub(super) dtls: Option<DtlsLines>,
    pub(super) ice: Option<&'a IceCredentials>,
}

impl Audio<'_> {
    pub(super) fn section(&self) -> Section {
        let mut attributes: Vec<Attribute> = self.formats.iter().flat_map(Format::attributes).collect();
        let PacketTime { wanted_ms, most_ms } = self.packet_time;
        attributes.extend(wanted_ms.map(|ms| Attribute::new("ptime", ms.to_string())));
        attributes.extend(most_ms.map(|ms| Attribute::new("maxptime", ms.to_string())));
        if self.rtcp_mux {
            attributes.push(Attribute::flag("rtcp-mux"));
        } else if self.address.rtcp_port != self.address.rtp_port.saturating_add(1) {
            attributes.push(Attribute::new("rtcp", self.address.rtcp_port.to_string()));
        }
        let crypto = self.crypto.iter();
        attributes.extend(crypto.map(|crypto| Attribute::new("crypto", crypto.to_string())));
        let ice = self.ice.iter();
        attributes.extend(ice.flat_map(|ours| ice::attributes(ours, self.address, self.rtcp_mux)));
        attributes.extend(self.dtls.iter().flat_map(DtlsLines::attributes));
        attributes.push(Attribute::flag(self.direction.name()));
        Section {
            kind: String::from("audio"),
            port: self.address.rtp_port,
            protocol: self.protocol.to_owned(),
            formats: self
                .formats
                .iter()
                .map(|format| format.payload_type.to_string())
                .collect(),
            connection: None,
            attributes,
        }
    }
}

/// `sections` with the audio at its place and everything else refused (RFC 3264 §6, §8).
pub(super) fn with_audio(sections: &[Section], audio_at: usize, audio: Section) -> Vec<Section> {
    let mut all: Vec<Section> = sections.iter().map(Section::refused).collect();
    match all.get_mut(audio_at) {
        Some(place) => *place = audio,
        None => all.push(audio),
    }
    all
}
