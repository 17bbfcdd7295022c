//! What we write into Record-Route (RFC 3261 §16.6 step 4, RFC 5658), and the flows it may name (RFC 5626 §5.2).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::flow::{ConnectionId, Flow};
use crate::message::{NameAddr, SipUri, Transport};
use crate::proxy::mark::keyed;

/// Names flows in a URI so that nobody else can: the flow's numbers and a keyed hash.
#[derive(Clone, Debug)]
pub struct FlowKey([u8; 32]);

/// What a dialog's later requests pass us by: one entry for each side, or one for both where they are the same.
#[derive(Clone, Debug)]
pub struct RecordRoute {
    /// Our address as the sender reaches it.
    pub sender: SipUri,
    /// Our address as the target reaches it.
    pub target: SipUri,
}

impl RecordRoute {
    /// The entries, topmost first: the target's side is on top.
    pub fn entries(&self) -> Vec<NameAddr> {
        let loose = |uri: &SipUri| NameAddr::new(uri.clone().with_flag("lr"));
        if self.sender == self.target {
            return vec![loose(&self.target)];
        }
        vec![loose(&self.target), loose(&self.sender)]
    }
}

impl FlowKey {
    /// A key that lives as long as the flows it names.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// Our address with a flow in its user part.
    pub fn write(&self, own: &SipUri, flow: &Flow) -> SipUri {
        let mut bytes = encode(flow);
        let mac = keyed(&self.0, &bytes);
        bytes.extend_from_slice(&mac);
        own.with_user(&hex::encode(bytes))
    }

    /// The flow in a URI that we wrote; `None` for every other URI.
    pub fn read(&self, uri: &SipUri) -> Option<Flow> {
        let bytes = hex::decode(uri.user()?).ok()?;
        let (body, mac) = bytes.split_at_checked(bytes.len().checked_sub(8)?)?;
        // Not secret: a wrong guess tells nothing, and 64 bits are not guessed over a network.
        (keyed(&self.0, body) == mac).then(|| decode(body))?
    }
}

const TRANSPORTS: [Transport; 5] = [
    Transport::Udp,
    Transport::Tcp,
    Transport::Tls,
    Transport::Ws,
    Transport::Wss,
];

fn encode(flow: &Flow) -> Vec<u8> {
    let transport = TRANSPORTS
        .iter()
        .position(|one| *one == flow.transport)
        .unwrap_or(0);
    let mut bytes = vec![u8::try_from(transport).unwrap_or(0)];
    for address in [flow.local, flow.remote] {
        match address.ip() {
            IpAddr::V4(ip) => {
                bytes.push(4);
                bytes.extend_from_slice(&ip.octets());
            }
            IpAddr::V6(ip) => {
                bytes.push(6);
                bytes.extend_from_slice(&ip.octets());
            }
        }
        bytes.extend_from_slice(&address.port().to_be_bytes());
    }
    if let Some(ConnectionId(id)) = flow.connection {
        bytes.extend_from_slice(&id.to_be_bytes());
    }
    bytes
}

fn decode(bytes: &[u8]) -> Option<Flow> {
    let (transport, mut rest) = bytes.split_first()?;
    let transport = *TRANSPORTS.get(usize::from(*transport))?;
    let local = address(&mut rest)?;
    let remote = address(&mut rest)?;
    let connection = match rest {
        [] => None,
        id => Some(ConnectionId(u64::from_be_bytes(id.try_into().ok()?))),
    };
    Some(Flow {
        transport,
        local,
        remote,
        connection,
    })
}

fn address(bytes: &mut &[u8]) -> Option<SocketAddr> {
    let (family, rest) = bytes.split_first()?;
    let (ip, rest) = match family {
        4 => {
            let (octets, rest) = rest.split_first_chunk::<4>()?;
            (IpAddr::V4(Ipv4Addr::from(*octets)), rest)
        }
        _ => {
            let (octets, rest) = rest.split_first_chunk::<16>()?;
            (IpAddr::V6(Ipv6Addr::from(*octets)), rest)
        }
    };
    let (port, rest) = rest.split_first_chunk::<2>()?;
    *bytes = rest;
    Some(SocketAddr::new(ip, u16::from_be_bytes(*port)))
}
