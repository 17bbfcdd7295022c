//! `server`: where a trunk is.

use yaml::{Mistakes, Node, Value};

use super::choice;
use crate::address;

const SERVERS_MAX: usize = 8;
const SCHEME: &str = "sip:";
const TRANSPORTS: [(&str, TrunkTransport); 3] = [
    ("udp", TrunkTransport::Udp),
    ("tcp", TrunkTransport::Tcp),
    ("tls", TrunkTransport::Tls),
];

/// One server of a trunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrunkServer {
    /// A name or an address (IPv6 without brackets). A name alone leads where DNS says (RFC 3263).
    pub host: String,
    /// `None`: for a name whatever DNS says, else the transport's own.
    pub port: Option<u16>,
    /// How it is reached. `None`: for a name whatever DNS prefers, else UDP.
    pub transport: Option<TrunkTransport>,
    /// Lower comes first.
    pub priority: u16,
    /// Among servers of one priority, how often it is chosen.
    pub weight: u16,
}

/// How a trunk is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrunkTransport {
    /// Datagrams.
    Udp,
    /// A stream.
    Tcp,
    /// An encrypted stream.
    Tls,
}

impl TrunkTransport {
    /// The name in settings and SIP.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
        }
    }
}

/// One server, or a list of them.
pub(super) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Vec<TrunkServer>> {
    let items = choice::one_or_more(node, SERVERS_MAX, mistakes)?;
    choice::each(items, mistakes, server)
}

/// `sip:host:port;transport=tls`, or `{uri: …, priority: 10, weight: 50}`.
fn server(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<TrunkServer> {
    if let Value::Scalar(_) = &node.value {
        return uri(node, mistakes);
    }
    let mut fields = node.fields("a server", mistakes)?;
    let server = fields.need("uri", "sip:trunk.example", mistakes);
    let server = server.and_then(|node| uri(node, mistakes));
    let mut number =
        |name, least, default: u16, mistakes: &mut Mistakes<'_>| match fields.take(name, mistakes) {
            Some(node) => node
                .count(least..=u64::from(u16::MAX), mistakes)
                .and_then(|count| u16::try_from(count).ok()),
            None => Some(default),
        };
    let priority = number("priority", 0, 0, mistakes);
    let weight = number("weight", 1, 1, mistakes);
    fields.finish(mistakes);
    Some(TrunkServer {
        priority: priority?,
        weight: weight?,
        ..server?
    })
}

fn uri(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<TrunkServer> {
    let text = node.text("a URI like sip:trunk.example:5060;transport=tcp", mistakes)?;
    let server = parse(text);
    if server.is_none() {
        let help = "write sip:HOST, perhaps with :PORT and ;transport=udp, tcp or tls";
        mistakes.say(
            "bad-server",
            node.span,
            format!("`{text}` is not the URI of a trunk's server"),
            help,
        );
    }
    server
}

fn parse(text: &str) -> Option<TrunkServer> {
    let rest = text.strip_prefix(SCHEME)?;
    let (host_port, transport) = match rest.split_once(';') {
        Some((host_port, param)) => {
            let name = param.strip_prefix("transport=")?;
            let (_, transport) = TRANSPORTS.iter().find(|(known, _)| *known == name)?;
            (host_port, Some(*transport))
        }
        None => (rest, None),
    };
    let (host, port) = split(host_port)?;
    let sound = host.parse::<std::net::IpAddr>().is_ok() || address::is_host_name(host);
    sound.then(|| TrunkServer {
        host: host.to_owned(),
        port,
        transport,
        priority: 0,
        weight: 1,
    })
}

/// `host`, `host:port`, `[v6]` or `[v6]:port`.
fn split(text: &str) -> Option<(&str, Option<u16>)> {
    let port = |text: &str| text.parse::<u16>().ok().filter(|port| *port > 0);
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        return match rest.strip_prefix(':') {
            Some(digits) => Some((host, Some(port(digits)?))),
            None => rest.is_empty().then_some((host, None)),
        };
    }
    match text.split_once(':') {
        Some((host, digits)) => Some((host, Some(port(digits)?))),
        None => Some((text, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_read_with_port_and_transport() {
        let read = |text| parse(text).map(|server| (server.host, server.port, server.transport));
        let expect = |host: &str, port, transport| Some((host.to_owned(), port, transport));
        assert_eq!(read("sip:trunk.example"), expect("trunk.example", None, None));
        assert_eq!(
            read("sip:192.0.2.1:5070;transport=tls"),
            expect("192.0.2.1", Some(5070), Some(TrunkTransport::Tls))
        );
        assert_eq!(
            read("sip:[2001:db8::1]:5060"),
            expect("2001:db8::1", Some(5060), None)
        );
        for wrong in [
            "trunk.example",
            "sip:",
            "sip:a:0",
            "sip:a:70000",
            "sip:a;transport=ws",
            "sip:[::1",
            "sip:me@a",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
