//! One trunk.

use std::net::IpAddr;

use yaml::{Mistakes, Node};

use super::{
    CallerId, Failover, Identity, NumberRange, Numbering, Probe, Source, TrunkAccount, TrunkServer, account,
    choice, numbers, server, source,
};
use crate::headers::HeaderRules;
use crate::media::{Codec, Keys, Srtp};
use crate::settings::Office;
use crate::{address, media};

const NAME_CHARS_MAX: usize = 32;
const SOURCES_MAX: usize = 64;
const CERTIFICATES_MAX: usize = 16;
const NUMBERS_MAX: usize = 10_000;
const RELIABLE: [(&str, Reliable); 3] = [
    ("off", Reliable::Off),
    ("supported", Reliable::Supported),
    ("required", Reliable::Required),
];

/// A way to another telephone system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trunk {
    /// What the dialplan, logs and metrics call it.
    pub name: String,
    /// Its servers, at least one.
    pub servers: Vec<TrunkServer>,
    /// The host of the Request-URIs and of its addresses of record.
    pub domain: String,
    /// Accounts to register, or to answer challenges with.
    pub accounts: Vec<TrunkAccount>,
    /// Where its calls come from; empty: from its servers, over UDP from their ports.
    pub allow: Vec<Source>,
    /// Names in its client certificate, one of which proves who it is.
    pub certificates: Vec<String>,
    /// Our numbers that it may call.
    pub numbers: Vec<NumberRange>,
    /// How numbers are written.
    pub numbering: Numbering,
    /// What people outside see of our callers.
    pub caller_id: CallerId,
    /// How callers are named.
    pub identity: Identity,
    /// Calls at a time, both ways together; `None`: no limit but the switch's own.
    pub channels: Option<usize>,
    /// New calls a second, both ways together.
    pub calls_per_second: Option<u32>,
    /// Its codecs, best first; empty: those of `media.codecs`.
    pub codecs: Vec<Codec>,
    /// Whether its audio is encrypted; `None`: as `media.srtp` says.
    pub srtp: Option<Srtp>,
    /// Which keys of encryption it is offered; `None`: as `media.keys` says.
    pub keys: Option<Keys>,
    /// Our host, perhaps with port, in the Contact towards it.
    pub advertise: Option<String>,
    /// Our address of media towards it.
    pub media_advertise: Option<IpAddr>,
    /// Reliable provisional responses (RFC 3262).
    pub reliable: Reliable,
    /// How its health is watched; `None`: not at all.
    pub probe: Option<Probe>,
    /// When the next way is tried.
    pub failover: Failover,
    /// What happens to headers.
    pub headers: HeaderRules,
    /// Numbers in URIs carry `user=phone` (RFC 3261 §19.1.1).
    pub user_phone: bool,
    /// It takes no new calls; those under way go on.
    pub drain: bool,
}

/// Whether provisional responses are acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reliable {
    /// Never, and 100rel is not offered.
    Off,
    /// If the trunk wants it.
    #[default]
    Supported,
    /// The trunk must do it.
    Required,
}

impl Trunk {
    pub(super) fn read(node: &Node, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let mut fields = node.fields("a trunk", mistakes)?;
        let name = fields.need("name", "carrier", mistakes);
        let name = name.and_then(|node| self::name(node, mistakes));
        let servers = fields.need("server", "sip:trunk.example", mistakes);
        let servers = servers.and_then(|node| server::read(node, mistakes));
        let mut take = |name| fields.take(name, mistakes);
        let (domain, register, login) = (take("domain"), take("register"), take("login"));
        let (allow, certificates, numbers) = (take("allow"), take("certificates"), take("numbers"));
        let (numbering, caller_id, identity) = (take("numbering"), take("caller_id"), take("identity"));
        let (limits, codecs, headers) = (take("limits"), take("codecs"), take("headers"));
        let (advertise, media_advertise) = (take("advertise"), take("media_advertise"));
        let (reliable, probe, failover) = (take("reliable"), take("probe"), take("failover"));
        let (user_phone, drain) = (take("user_phone"), take("drain"));
        let (srtp, keys) = (take("srtp"), take("keys"));
        fields.finish(mistakes);

        let domain = optional(domain, |node| self::domain(node, mistakes));
        let registered = choice::or_default(register, |node| account::read(node, true, office, mistakes));
        let known = choice::or_default(login, |node| account::read(node, false, office, mistakes));
        let allow = list(allow, SOURCES_MAX, mistakes, source::read);
        let certificates = list(certificates, CERTIFICATES_MAX, mistakes, self::domain);
        let numbers = list(numbers, NUMBERS_MAX, mistakes, numbers::read);
        let numbering = choice::or_default(numbering, |node| Numbering::read(node, mistakes));
        let caller_id = choice::or_default(caller_id, |node| CallerId::read(node, mistakes));
        let identity = choice::or_default(identity, |node| Identity::read(node, mistakes));
        let limits = choice::or_default(limits, |node| self::limits(node, mistakes));
        let codecs = choice::or_default(codecs, |node| media::codecs(node, mistakes));
        let srtp = optional(srtp, |node| Srtp::read(node, mistakes));
        let keys = optional(keys, |node| Keys::read(node, mistakes));
        let headers = choice::or_default(headers, |node| HeaderRules::read(node, mistakes));
        let advertise = optional(advertise, |node| address::host_port(node, mistakes));
        let media_advertise = optional(media_advertise, |node| address::ip(node, mistakes));
        let reliable = choice::or_default(reliable, |node| choice::word(node, &RELIABLE, mistakes));
        let probe = match probe {
            Some(node) => Probe::read(node, mistakes),
            None => Some(Some(Probe::default())),
        };
        let failover = choice::or_default(failover, |node| Failover::read(node, mistakes));
        let user_phone = choice::or_default(user_phone, |node| choice::flag(node, mistakes));
        let drain = choice::or_default(drain, |node| choice::flag(node, mistakes));

        let (servers, (channels, calls_per_second)) = (servers?, limits?);
        let first = servers.first()?.host.clone();
        Some(Self {
            name: name?,
            domain: domain?.unwrap_or(first),
            servers,
            accounts: registered?.into_iter().chain(known?).collect(),
            allow: allow?,
            certificates: certificates?,
            numbers: numbers?,
            numbering: numbering?,
            caller_id: caller_id?,
            identity: identity?,
            channels,
            calls_per_second,
            codecs: codecs?,
            srtp: srtp?,
            keys: keys?,
            advertise: advertise?,
            media_advertise: media_advertise?,
            reliable: reliable?,
            probe: probe?,
            failover: failover?,
            headers: headers?,
            user_phone: user_phone?,
            drain: drain?,
        })
    }
}

fn optional<T>(node: Option<&Node>, read: impl FnOnce(&Node) -> Option<T>) -> Option<Option<T>> {
    match node {
        Some(node) => read(node).map(Some),
        None => Some(None),
    }
}

fn list<T>(
    node: Option<&Node>,
    most: usize,
    mistakes: &mut Mistakes<'_>,
    read: impl Fn(&Node, &mut Mistakes<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let Some(node) = node else { return Some(Vec::new()) };
    let items = choice::one_or_more(node, most, mistakes)?;
    choice::each(items, mistakes, read)
}

fn name(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let text = node.text("a name like carrier", mistakes)?;
    let sound = (1..=NAME_CHARS_MAX).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !sound {
        let message = format!("`{text}` cannot be a trunk's name");
        let help = format!("take 1 to {NAME_CHARS_MAX} of a-z, 0-9 and -");
        mistakes.say("bad-trunk-name", node.span, message, help);
    }
    sound.then(|| text.to_owned())
}

fn domain(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let text = node.text("a domain like trunk.example", mistakes)?;
    let sound = address::is_host_name(text) || text.parse::<IpAddr>().is_ok();
    if !sound {
        let help = "write a name like trunk.example, without sip: and without a port";
        mistakes.say("bad-domain", node.span, format!("`{text}` is not a domain"), help);
    }
    sound.then(|| text.to_lowercase())
}

/// `{channels: 30, calls_per_second: 5}`.
fn limits(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<(Option<usize>, Option<u32>)> {
    let mut fields = node.fields("`limits`", mistakes)?;
    let channels = optional(fields.take("channels", mistakes), |node| {
        node.count(1..=100_000, mistakes)
    });
    let pace = optional(fields.take("calls_per_second", mistakes), |node| {
        node.count(1..=10_000, mistakes)
    });
    fields.finish(mistakes);
    let channels = channels?.and_then(|count| usize::try_from(count).ok());
    let pace = pace?.and_then(|count| u32::try_from(count).ok());
    Some((channels, pace))
}
