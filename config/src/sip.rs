//! `sip`: where phones reach the switch, and how long they may register.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use yaml::{Mistakes, Node, Value};

use crate::{address, listener};

const LISTENERS_MAX: usize = 16;
const REGISTRATION: RangeInclusive<Duration> = Duration::from_secs(10)..=Duration::from_secs(7 * 24 * 3_600);
const TRANSPORTS: [(&str, SipTransport); 2] = [("udp", SipTransport::Udp), ("tcp", SipTransport::Tcp)];

/// Where phones reach the switch, and how long they may register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sip {
    /// Addresses to listen on, at least one; port 0 takes a free one.
    pub listen: Vec<SipListen>,
    /// Host, perhaps with port, that peers are told; `None`: the address of the route to the peer.
    pub advertise: Option<String>,
    /// The longest registration that is granted.
    pub max_registration: Duration,
    /// The shortest; RFC 3261 §10.3 lets a registrar refuse only wishes below one hour.
    pub min_registration: Duration,
}

/// One address to listen on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SipListen {
    /// How.
    pub transport: SipTransport,
    /// Where.
    pub address: SocketAddr,
    /// What peers are told of this one, before what `sip.advertise` says.
    pub advertise: Option<String>,
}

/// How SIP is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SipTransport {
    /// RFC 3261 §18, datagrams.
    Udp,
    /// RFC 3261 §18, a stream.
    Tcp,
}

impl Default for Sip {
    fn default() -> Self {
        let everywhere = SocketAddr::from(([0, 0, 0, 0], 5060));
        let listen = TRANSPORTS.map(|(_, transport)| SipListen {
            transport,
            address: everywhere,
            advertise: None,
        });
        Self {
            listen: listen.to_vec(),
            advertise: None,
            max_registration: Duration::from_secs(3_600),
            min_registration: Duration::from_secs(60),
        }
    }
}

impl Sip {
    pub(crate) fn read(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let Some(node) = node else {
            return Some(Self::default());
        };
        let default = Self::default();
        let mut fields = node.fields("`sip`", mistakes)?;
        let listen = match fields.take("listen", mistakes) {
            Some(node) => listeners(node, mistakes),
            None => Some(default.listen),
        };
        let advertise = match fields.take("advertise", mistakes) {
            Some(node) => address::host_port(node, mistakes).map(Some),
            None => Some(None),
        };
        let longest = fields.take("max_registration", mistakes);
        let max_registration = match longest {
            Some(node) => node.duration(REGISTRATION, mistakes),
            None => Some(default.max_registration),
        };
        let min_registration = match fields.take("min_registration", mistakes) {
            Some(node) => node.duration(*REGISTRATION.start()..=Duration::from_secs(3_600), mistakes),
            None => Some(default.min_registration),
        };
        fields.finish(mistakes);
        let (max_registration, min_registration) = (max_registration?, min_registration?);
        if min_registration > max_registration {
            let span = longest.map_or(node.span, |node| node.span);
            let shortest = yaml::duration_text(min_registration);
            let message = format!("the longest registration is shorter than the shortest, {shortest}");
            mistakes.say(
                "bad-order",
                span,
                message,
                "raise `max_registration` or lower `min_registration`",
            );
        }
        Some(Self {
            listen: listen?,
            advertise: advertise?,
            max_registration,
            min_registration,
        })
    }
}

fn listeners(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Vec<SipListen>> {
    let items = node.items("`listen`", mistakes)?;
    if !(1..=LISTENERS_MAX).contains(&items.len()) {
        let message = format!("{} addresses to listen on", items.len());
        mistakes.say(
            "bad-count",
            node.span,
            message,
            format!("name 1 to {LISTENERS_MAX}, like [udp://0.0.0.0:5060]"),
        );
        return None;
    }
    let mut listen: Vec<SipListen> = Vec::new();
    let mut all_read = true;
    for item in items {
        let Some(found) = listen_on(item, mistakes) else {
            all_read = false;
            continue;
        };
        let same = |other: &SipListen| other.transport == found.transport && other.address == found.address;
        if found.address.port() != 0 && listen.iter().any(same) {
            mistakes.say(
                "port-twice",
                item.span,
                "this address is listened on twice",
                "remove one of them",
            );
        }
        listen.push(found);
    }
    all_read.then_some(listen)
}

/// `udp://0.0.0.0:5060`, or `{address: udp://0.0.0.0:5060, advertise: 203.0.113.7}`.
fn listen_on(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<SipListen> {
    let Value::Map(_) = &node.value else {
        let (transport, address) = listener::read(node, &TRANSPORTS, mistakes)?;
        return Some(SipListen {
            transport,
            address,
            advertise: None,
        });
    };
    let mut fields = node.fields("a listener", mistakes)?;
    let listener = fields.need("address", "udp://0.0.0.0:5060", mistakes);
    let listener = listener.and_then(|node| listener::read(node, &TRANSPORTS, mistakes));
    let advertise = fields.take("advertise", mistakes);
    let advertise = advertise.and_then(|node| address::host_port(node, mistakes));
    fields.finish(mistakes);
    let (transport, address) = listener?;
    Some(SipListen {
        transport,
        address,
        advertise,
    })
}
