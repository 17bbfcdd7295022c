//! What an audio section says of its formats and ports.

use std::net::{IpAddr, SocketAddr};

use super::{Attribute, Sdp, Section, connection};
use crate::codec::Codec;

/// The most milliseconds of a packet that are taken seriously.
const PACKET_MS_MAX: u16 = 200;

/// What a payload type stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// A codec we know.
    Audio(Codec),
    /// Key presses (RFC 4733), on this clock.
    TelephoneEvent {
        /// In hertz.
        clock_rate: u32,
    },
}

/// A payload type of an audio section that we know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// 0–127.
    pub payload_type: u8,
    /// What it stands for.
    pub encoding: Encoding,
    /// Its `a=fmtp`, as written.
    pub parameters: Option<String>,
}

impl Format {
    /// The format we offer a codec under.
    #[must_use]
    pub fn of(codec: Codec) -> Self {
        Self {
            payload_type: codec.offered_payload_type(),
            encoding: Encoding::Audio(codec),
            parameters: codec.fmtp().map(str::to_owned),
        }
    }

    /// Key presses under a payload type.
    #[must_use]
    pub fn telephone_event(payload_type: u8, clock_rate: u32) -> Self {
        let parameters = Some(String::from("0-16"));
        Self {
            payload_type,
            encoding: Encoding::TelephoneEvent { clock_rate },
            parameters,
        }
    }

    /// The codec, if it is one.
    #[must_use]
    pub fn codec(&self) -> Option<Codec> {
        match self.encoding {
            Encoding::Audio(codec) => Some(codec),
            Encoding::TelephoneEvent { .. } => None,
        }
    }

    /// Its `a=rtpmap` and `a=fmtp`.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = Attribute> {
        let map = match self.encoding {
            Encoding::Audio(codec) => codec.rtpmap(),
            Encoding::TelephoneEvent { clock_rate } => format!("telephone-event/{clock_rate}"),
        };
        let payload_type = self.payload_type;
        let map = Attribute::new("rtpmap", format!("{payload_type} {map}"));
        let parameters = self.parameters.as_ref();
        let parameters = parameters.map(|text| Attribute::new("fmtp", format!("{payload_type} {text}")));
        std::iter::once(map).chain(parameters)
    }
}

impl Section {
    /// The formats we know, in the order of the `m=` line and each once; static payload types need no
    /// `a=rtpmap`.
    #[must_use]
    pub fn known_formats(&self) -> Vec<Format> {
        let mut known: Vec<Format> = Vec::new();
        for format in self.formats.iter().filter_map(|format| self.format(format)) {
            if known
                .iter()
                .all(|other| other.payload_type != format.payload_type)
            {
                known.push(format);
            }
        }
        known
    }

    fn format(&self, written: &str) -> Option<Format> {
        let payload_type: u8 = written.parse().ok().filter(|payload_type| *payload_type < 128)?;
        let encoding = match self.mapped("rtpmap", written) {
            Some(map) => encoding(map)?,
            None => {
                let fits = |codec: &Codec| codec.static_payload_type() == Some(payload_type);
                Encoding::Audio(Codec::ALL.into_iter().find(fits)?)
            }
        };
        let parameters = self.mapped("fmtp", written).map(str::to_owned);
        Some(Format {
            payload_type,
            encoding,
            parameters,
        })
    }

    /// What `a=NAME:FORMAT …` says of a format.
    fn mapped<'a>(&'a self, name: &'a str, format: &str) -> Option<&'a str> {
        self.values(name).find_map(|value| {
            let (of, text) = value.trim().split_once(char::is_whitespace)?;
            (of == format).then(|| text.trim())
        })
    }

    /// `a=ptime`: milliseconds in a packet.
    #[must_use]
    pub fn ptime_ms(&self) -> Option<u16> {
        self.packet_ms("ptime")
    }

    /// `a=maxptime`: the most milliseconds in a packet.
    #[must_use]
    pub fn maxptime_ms(&self) -> Option<u16> {
        self.packet_ms("maxptime")
    }

    fn packet_ms(&self, name: &str) -> Option<u16> {
        let written = self.attribute(name)?.trim();
        // Interop: some phones write fractions.
        let whole = written.split('.').next()?;
        whole.parse().ok().filter(|ms| (1..=PACKET_MS_MAX).contains(ms))
    }
}

impl Sdp {
    /// Where a section's RTCP goes: `a=rtcp` (RFC 3605), else the next port; with `a=rtcp-mux`
    /// (RFC 5761) the same.
    #[must_use]
    pub fn rtcp_address(&self, section: &Section, ip: IpAddr) -> SocketAddr {
        if section.has("rtcp-mux") {
            return SocketAddr::new(ip, section.port);
        }
        let said = section.attribute("rtcp").and_then(|value| {
            let (port, address) = value.trim().split_once(' ').unwrap_or((value.trim(), ""));
            let ip = connection::read(address).flatten().unwrap_or(ip);
            Some(SocketAddr::new(ip, port.parse().ok()?))
        });
        said.unwrap_or_else(|| SocketAddr::new(ip, section.port.saturating_add(1)))
    }
}

/// What `name/clock[/channels]` means to us.
fn encoding(map: &str) -> Option<Encoding> {
    let mut fields = map.split('/').map(str::trim);
    let (name, clock_rate) = (fields.next()?, fields.next()?.parse().ok()?);
    if name.eq_ignore_ascii_case("telephone-event") {
        return Some(Encoding::TelephoneEvent { clock_rate });
    }
    let codec = Codec::from_name(name)?;
    // Interop: some phones write G.722 with the rate that it samples at, and Opus without its channels.
    let clock_fits = match codec {
        Codec::G722 => matches!(clock_rate, 8_000 | 16_000),
        _ => clock_rate == codec.clock_rate(),
    };
    let channels_fit = codec == Codec::Opus || fields.next().is_none_or(|channels| channels == "1");
    (clock_fits && channels_fit).then_some(Encoding::Audio(codec))
}
