//! `dns`: who is asked where domains of SIP lead.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::Duration;

use yaml::{Mistakes, Node};

const SERVERS_MAX: usize = 8;
const PORT: u16 = 53;
const TIMEOUT: RangeInclusive<Duration> = Duration::from_millis(100)..=Duration::from_secs(10);

/// Who is asked where domains lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dns {
    /// The servers in their order; none: those of the system.
    pub servers: Vec<SocketAddr>,
    /// How long one question may take; it is asked twice.
    pub timeout: Duration,
}

impl Default for Dns {
    fn default() -> Self {
        Self {
            servers: Vec::new(),
            timeout: Duration::from_secs(2),
        }
    }
}

impl Dns {
    pub(crate) fn read(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let default = Self::default();
        let Some(node) = node else {
            return Some(default);
        };
        let mut fields = node.fields("`dns`", mistakes)?;
        let servers = match fields.take("servers", mistakes) {
            Some(node) => servers(node, mistakes),
            None => Some(default.servers),
        };
        let timeout = match fields.take("timeout", mistakes) {
            Some(node) => node.duration(TIMEOUT, mistakes),
            None => Some(default.timeout),
        };
        fields.finish(mistakes);
        Some(Self {
            servers: servers?,
            timeout: timeout?,
        })
    }
}

fn servers(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Vec<SocketAddr>> {
    let items = node.items("`servers`", mistakes)?;
    if items.len() > SERVERS_MAX {
        let message = format!("{} servers to ask", items.len());
        mistakes.say(
            "bad-count",
            node.span,
            message,
            format!("name {SERVERS_MAX} at most"),
        );
        return None;
    }
    let read: Vec<Option<SocketAddr>> = items.iter().map(|item| server(item, mistakes)).collect();
    read.into_iter().collect()
}

fn server(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<SocketAddr> {
    let text = node.text("the address of a DNS server", mistakes)?;
    let with_port = |ip: IpAddr| SocketAddr::new(ip, PORT);
    let address = text.parse().or_else(|_| text.parse().map(with_port)).ok();
    if address.is_none() {
        let message = format!("`{text}` is not the address of a DNS server");
        let help = "write an address like 192.0.2.53, perhaps with :port; a name cannot be looked up without a server";
        mistakes.say("bad-address", node.span, message, help);
    }
    address
}
