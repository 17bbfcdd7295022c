//! `media`: ports, codecs and threads of RTP.

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use yaml::{Complaint, Mistakes, Node};

use crate::settings::Office;
use crate::tones::Tones;
use crate::{address, choice, paths};

/// Below are the ports of system services.
const PORT_MIN: u16 = 1024;
const WORKERS: RangeInclusive<u64> = 1..=64;
const DEAD_AFTER: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(3_600);

/// Ports, codecs and threads of RTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// UDP ports for RTP and RTCP.
    pub ports: RangeInclusive<u16>,
    /// The address that SDP tells; `None`: the one that signalling came to.
    pub advertise: Option<IpAddr>,
    /// What may be spoken, the best first, each once.
    pub codecs: Vec<Codec>,
    /// Threads.
    pub workers: usize,
    /// A call without a packet for this long is ended.
    pub dead_after: Duration,
    /// Whether audio is encrypted.
    pub srtp: Srtp,
    /// How keys reach phones that agreed to no telephone-events.
    pub dtmf: Dtmf,
    /// Whose ringing and busy tones callers hear.
    pub tones: Tones,
    /// Which keys of encryption we offer.
    pub keys: Keys,
    /// The sound file that whoever is put on hold hears again and again; `None`: what the phone that holds plays.
    pub music_on_hold: Option<PathBuf>,
}

/// Whether audio is encrypted by SRTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Srtp {
    /// Never.
    Off,
    /// Where the other side offers it; over TLS it is offered to the other side too, which may do without (RFC 8643).
    #[default]
    Optional,
    /// It is offered over every transport, and the other side may do without.
    Offer,
    /// There are no calls without.
    Required,
}

/// Where the keys of SRTP come from that we offer; either kind is accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Keys {
    /// They are told in SDP (RFC 4568).
    #[default]
    Sdes,
    /// A handshake beside the audio makes them (RFC 5763).
    Dtls,
}

impl Keys {
    const WORDS: [(&str, Self); 2] = [("sdes", Self::Sdes), ("dtls", Self::Dtls)];

    pub(crate) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        choice::read(node, &Self::WORDS, mistakes)
    }
}

/// How keys reach a phone that agreed to no telephone-events (RFC 4733); those that did get these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dtmf {
    /// As the switch thinks best: as tones in the audio.
    #[default]
    Auto,
    /// Not at all, nor are tones in its audio looked for.
    Rfc4733,
    /// By INFO.
    Info,
    /// As tones in the audio.
    Inband,
}

impl Dtmf {
    const WORDS: [(&str, Self); 4] = [
        ("auto", Self::Auto),
        ("rfc4733", Self::Rfc4733),
        ("info", Self::Info),
        ("inband", Self::Inband),
    ];
}

impl Srtp {
    const WORDS: [(&str, Self); 4] = [
        ("off", Self::Off),
        ("optional", Self::Optional),
        ("offer", Self::Offer),
        ("required", Self::Required),
    ];

    pub(crate) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        choice::read(node, &Self::WORDS, mistakes)
    }
}

/// A way to code speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// RFC 6716.
    Opus,
    /// ITU-T G.722.
    G722,
    /// ITU-T G.711 µ-law.
    Pcmu,
    /// ITU-T G.711 A-law.
    Pcma,
}

impl Codec {
    const ALL: [Self; 4] = [Self::Opus, Self::G722, Self::Pcmu, Self::Pcma];

    /// Its name in the settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opus => "opus",
            Self::G722 => "g722",
            Self::Pcmu => "pcmu",
            Self::Pcma => "pcma",
        }
    }
}

impl Default for Media {
    fn default() -> Self {
        Self {
            ports: 20_000..=29_999,
            advertise: None,
            codecs: Codec::ALL.to_vec(),
            workers: 2,
            dead_after: Duration::from_secs(60),
            srtp: Srtp::default(),
            dtmf: Dtmf::default(),
            tones: Tones::default(),
            keys: Keys::default(),
            music_on_hold: None,
        }
    }
}

impl Media {
    pub(crate) fn read(node: Option<&Node>, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let Some(node) = node else {
            return Some(Self::default());
        };
        let default = Self::default();
        let mut fields = node.fields("`media`", mistakes)?;
        let ports = match fields.take("ports", mistakes) {
            Some(node) => ports(node, mistakes),
            None => Some(default.ports),
        };
        let advertise = match fields.take("advertise", mistakes) {
            Some(node) => address::ip(node, mistakes).map(Some),
            None => Some(None),
        };
        let codecs = match fields.take("codecs", mistakes) {
            Some(node) => codecs(node, mistakes),
            None => Some(default.codecs),
        };
        let workers = match fields.take("workers", mistakes) {
            Some(node) => node
                .count(WORKERS, mistakes)
                .and_then(|count| usize::try_from(count).ok()),
            None => Some(default.workers),
        };
        let dead_after = match fields.take("dead_after", mistakes) {
            Some(node) => node.duration(DEAD_AFTER, mistakes),
            None => Some(default.dead_after),
        };
        let srtp = match fields.take("srtp", mistakes) {
            Some(node) => Srtp::read(node, mistakes),
            None => Some(default.srtp),
        };
        let keys = match fields.take("keys", mistakes) {
            Some(node) => Keys::read(node, mistakes),
            None => Some(default.keys),
        };
        let dtmf = match fields.take("dtmf", mistakes) {
            Some(node) => choice::read(node, &Dtmf::WORDS, mistakes),
            None => Some(default.dtmf),
        };
        let tones = match fields.take("tones", mistakes) {
            Some(node) => Tones::read(node, mistakes),
            None => Some(default.tones),
        };
        let music_on_hold = match fields.take("music_on_hold", mistakes) {
            Some(node) => music(node, office, mistakes).map(Some),
            None => Some(None),
        };
        fields.finish(mistakes);
        Some(Self {
            ports: ports?,
            advertise: advertise?,
            codecs: codecs?,
            workers: workers?,
            dead_after: dead_after?,
            srtp: srtp?,
            dtmf: dtmf?,
            tones: tones?,
            keys: keys?,
            music_on_hold: music_on_hold?,
        })
    }
}

/// A sound file that is there; whether it can be played is seen at the start.
fn music(node: &Node, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<PathBuf> {
    let path = paths::read(node, office, mistakes)?;
    match office.outside.file(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let message = format!("there is no file {}", path.display());
            mistakes.say(
                "no-file",
                node.span,
                message,
                "name a sound file, like prompts/hold.wav",
            );
            None
        }
        _ => Some(path),
    }
}

fn ports(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<RangeInclusive<u16>> {
    let text = node.text("a range of ports like 20000-29999", mistakes)?;
    let range = text
        .split_once('-')
        .and_then(|(first, last)| Some(first.trim().parse::<u16>().ok()?..=last.trim().parse::<u16>().ok()?));
    let help = "write it like 20000-29999; a call takes four ports";
    match range {
        None => mistakes.say(
            "bad-ports",
            node.span,
            format!("`{text}` is not a range of ports"),
            help,
        ),
        Some(range) if *range.start() < PORT_MIN => {
            let message = format!("ports below {PORT_MIN} belong to the system");
            mistakes.say("bad-ports", node.span, message, help);
        }
        Some(range) if range.len() < 4 => {
            mistakes.say(
                "bad-ports",
                node.span,
                format!("`{text}` has no room for a call"),
                help,
            );
        }
        Some(range) => return Some(range),
    }
    None
}

pub(crate) fn codecs(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Vec<Codec>> {
    let items = node.items("`codecs`", mistakes)?;
    if items.is_empty() {
        mistakes.say(
            "bad-count",
            node.span,
            "no codec is named",
            "name at least one, like [pcmu, pcma]",
        );
        return None;
    }
    let mut codecs = Vec::new();
    for item in items {
        let Some(text) = item.text("a codec like pcmu", mistakes) else {
            continue;
        };
        match Codec::ALL
            .into_iter()
            .find(|codec| codec.name().eq_ignore_ascii_case(text))
        {
            Some(codec) if codecs.contains(&codec) => {
                mistakes.say(
                    "codec-twice",
                    item.span,
                    format!("`{text}` is named twice"),
                    "remove one of them",
                );
            }
            Some(codec) => codecs.push(codec),
            None => {
                let names = Codec::ALL.map(Codec::name);
                let complaint = Complaint::new("unknown-codec", item.span, format!("unknown codec `{text}`"));
                let otherwise = || format!("the codecs are {}", names.join(", "));
                mistakes.add(complaint.did_you_mean(mistakes.nearest(text, names), otherwise));
            }
        }
    }
    Some(codecs)
}
