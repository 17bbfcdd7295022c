//! `edge`: whom the switch listens to, and how much.

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use ipnet::IpNet;
use yaml::{Mistakes, Node, Value};

const LIST_MAX: usize = 1_000;
const RATE: RangeInclusive<u64> = 1..=10_000;
const BAN: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(30 * 24 * 3_600);
/// A shorter part of a name would be in the names of phones.
const SCANNER_CHARS: RangeInclusive<usize> = 3..=100;

/// Whom the switch listens to, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Networks that are neither limited nor banned; this machine is among them always.
    pub trusted: Vec<IpNet>,
    /// Parts of User-Agents that get no answer, besides those of known scanners.
    pub scanners: Vec<String>,
    /// REGISTERs a second from one address.
    pub registers_per_second: u32,
    /// Other new requests a second from one address.
    pub requests_per_second: u32,
    /// When and how long to ban.
    pub bans: Bans,
}

/// When and how long to ban an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bans {
    /// The weight of offences that bans; a wrong password weighs 1. `None`: never.
    pub threshold: Option<u32>,
    /// How long the first ban lasts; each further one twice as long.
    pub first: Duration,
    /// The longest.
    pub longest: Duration,
}

impl Default for Bans {
    fn default() -> Self {
        Self {
            threshold: Some(10),
            first: Duration::from_secs(600),
            longest: Duration::from_secs(24 * 3_600),
        }
    }
}

impl Default for Edge {
    fn default() -> Self {
        Self {
            trusted: Vec::new(),
            scanners: Vec::new(),
            registers_per_second: 50,
            requests_per_second: 50,
            bans: Bans::default(),
        }
    }
}

impl Edge {
    pub(crate) fn read(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let Some(node) = node else {
            return Some(Self::default());
        };
        let default = Self::default();
        let mut fields = node.fields("`edge`", mistakes)?;
        let trusted = match fields.take("trusted", mistakes) {
            Some(node) => list(node, "`trusted`", network, mistakes),
            None => Some(default.trusted),
        };
        let scanners = match fields.take("scanners", mistakes) {
            Some(node) => list(node, "`scanners`", scanner, mistakes),
            None => Some(default.scanners),
        };
        let mut rate = |name, otherwise| match fields.take(name, mistakes) {
            Some(node) => node
                .count(RATE, mistakes)
                .and_then(|count| u32::try_from(count).ok()),
            None => Some(otherwise),
        };
        let registers_per_second = rate("registers_per_second", default.registers_per_second);
        let requests_per_second = rate("requests_per_second", default.requests_per_second);
        let bans = Bans::read(fields.take("bans", mistakes), mistakes);
        fields.finish(mistakes);
        Some(Self {
            trusted: trusted?,
            scanners: scanners?,
            registers_per_second: registers_per_second?,
            requests_per_second: requests_per_second?,
            bans: bans?,
        })
    }
}

impl Bans {
    /// `never`, or `{threshold: 10, first: 10m, longest: 24h}`.
    fn read(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let default = Self::default();
        let Some(node) = node else { return Some(default) };
        if !matches!(node.value, Value::Map(_)) {
            if node.text("`never`, or {threshold: 10}", mistakes)? == "never" {
                return Some(Self {
                    threshold: None,
                    ..default
                });
            }
            let help = "write `never`, or like {threshold: 10, first: 10m, longest: 24h}";
            mistakes.say("bad-bans", node.span, "this does not say when to ban", help);
            return None;
        }
        let mut fields = node.fields("`bans`", mistakes)?;
        let threshold = match fields.take("threshold", mistakes) {
            Some(node) => node
                .count(1..=1_000, mistakes)
                .and_then(|count| u32::try_from(count).ok()),
            None => default.threshold,
        };
        let mut span = |name, otherwise| match fields.take(name, mistakes) {
            Some(node) => node.duration(BAN, mistakes),
            None => Some(otherwise),
        };
        let first = span("first", default.first);
        let longest = span("longest", default.longest);
        fields.finish(mistakes);
        let (first, longest) = (first?, longest?);
        if first > longest {
            let help = "raise `longest` or lower `first`";
            mistakes.say(
                "bad-order",
                node.span,
                "the longest ban is shorter than the first",
                help,
            );
        }
        Some(Self {
            threshold: Some(threshold?),
            first,
            longest,
        })
    }
}

fn list<T>(
    node: &Node,
    what: &str,
    read: fn(&Node, &mut Mistakes<'_>) -> Option<T>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<T>> {
    let items = node.items(what, mistakes)?;
    if items.len() > LIST_MAX {
        let message = format!("{} entries are too many", items.len());
        mistakes.say(
            "bad-count",
            node.span,
            message,
            format!("name at most {LIST_MAX}"),
        );
        return None;
    }
    let found: Vec<Option<T>> = items.iter().map(|item| read(item, mistakes)).collect();
    found.into_iter().collect()
}

/// `10.0.0.0/8`, or one address.
fn network(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<IpNet> {
    let text = node.text("a network, like 10.0.0.0/8", mistakes)?;
    let net = text.parse::<IpNet>().ok();
    let net = net.or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    if net.is_none() {
        let help = "write it like 10.0.0.0/8, 2001:db8::/32 or 192.0.2.7";
        mistakes.say("bad-network", node.span, "this is not a network", help);
    }
    net
}

fn scanner(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let text = node.text("a part of a User-Agent, like friendly-scanner", mistakes)?;
    if SCANNER_CHARS.contains(&text.chars().count()) {
        return Some(text.to_owned());
    }
    let (least, most) = (SCANNER_CHARS.start(), SCANNER_CHARS.end());
    let message = "this would not tell a scanner from a phone";
    mistakes.say(
        "bad-scanner",
        node.span,
        message,
        format!("write {least} to {most} characters of its name"),
    );
    None
}
