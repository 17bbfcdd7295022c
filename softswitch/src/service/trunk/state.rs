//! How the trunks stand, behind one lock that is held for moments only.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use config::{Trunk, TrunkServer, TrunkTransport};
use media::codec::Codec;
use sip_stack::locate::{Answers, Dead, Hop, Policy};
use sip_stack::message::{SipUri, Transport, Uri};
use sip_stack::tokens::Tokens;
use sip_stack::user_agent::Terms;

use super::health::Health;
use super::local::Local;
use crate::call::{WayId, host};
use crate::service::pace::Pace;

/// Places of one server that are probed and told apart; a name that leads to more has the first of them.
const HOPS_MAX: usize = 8;

/// All trunks: what the settings say, and how they stand.
#[derive(Debug)]
pub(super) struct House {
    pub(super) trunks: Vec<Trunk>,
    /// Each trunk's codecs, best first.
    pub(super) codecs: Vec<Vec<Codec>>,
    /// What every peer is asked for and granted.
    pub(super) terms: Terms,
    pub(super) local: Local,
    live: Mutex<Live>,
}

/// What changes.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) trunks: Vec<LiveTrunk>,
    pub(super) tokens: Tokens,
    /// Hops that failed lately.
    pub(super) dead: Dead,
}

/// How one trunk stands.
#[derive(Debug)]
pub(super) struct LiveTrunk {
    /// It takes no new calls, in either direction.
    pub(super) drained: bool,
    /// Calls it carries.
    pub(super) channels: usize,
    pub(super) pace: Option<Pace>,
    pub(super) servers: Vec<LiveServer>,
    pub(super) accounts: Vec<LiveAccount>,
}

/// Where one server is, and how it stands there.
#[derive(Debug)]
pub(super) struct LiveServer {
    /// What DNS says of it; nothing at first, unless it is written as an address.
    pub(super) answers: Answers,
    pub(super) hops: Vec<LiveHop>,
}

/// One of the places that a server's name leads to.
#[derive(Debug)]
pub(super) struct LiveHop {
    pub(super) transport: Transport,
    pub(super) remote: SocketAddr,
    pub(super) health: Health,
}

/// How one account stands.
#[derive(Debug)]
pub(super) struct LiveAccount {
    pub(super) registered: bool,
    /// The server at which it is registered.
    pub(super) registrar: Option<(Transport, SocketAddr)>,
    pub(super) contact: Option<Uri>,
    /// Calls for this account carry it back to us; nobody else can know it.
    pub(super) line: Box<str>,
    /// What that server said calls shall go by (RFC 3608); another one need not know those hops.
    pub(super) route: Vec<Bytes>,
}

impl House {
    pub(super) fn new(
        trunks: Vec<Trunk>,
        (codecs, terms): (&[Codec], Terms),
        local: Local,
        tokens: Tokens,
        now: std::time::Instant,
    ) -> Self {
        let mut tokens = tokens;
        let live = trunks
            .iter()
            .map(|trunk| LiveTrunk::new(trunk, &local, &mut tokens, now))
            .collect();
        let own = |trunk: &Trunk| -> Vec<Codec> {
            let named = trunk.codecs.iter();
            named.filter_map(|codec| Codec::from_name(codec.name())).collect()
        };
        let codecs = trunks.iter().map(|trunk| match own(trunk) {
            own if own.is_empty() => codecs.to_vec(),
            own => own,
        });
        Self {
            codecs: codecs.collect(),
            terms,
            local,
            live: Mutex::new(Live {
                trunks: live,
                tokens,
                dead: Dead::default(),
            }),
            trunks,
        }
    }

    pub(super) fn live(&self) -> MutexGuard<'_, Live> {
        // A panic elsewhere cannot leave it half-changed: each change is one assignment.
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LiveTrunk {
    fn new(trunk: &Trunk, local: &Local, tokens: &mut Tokens, now: std::time::Instant) -> Self {
        let servers = trunk.servers.iter();
        let servers = servers.map(|server| LiveServer::new(server, local, tokens.fork()));
        let servers = servers.collect();
        let account = |_: &config::TrunkAccount| LiveAccount {
            registered: false,
            registrar: None,
            contact: None,
            line: tokens.call_id(),
            route: Vec::new(),
        };
        Self {
            drained: trunk.drain,
            channels: 0,
            pace: trunk
                .calls_per_second
                .map(|per_second| Pace::new(per_second, now)),
            servers,
            accounts: trunk.accounts.iter().map(account).collect(),
        }
    }

    /// How a way stands. `None`: its server's name leads there no more.
    pub(super) fn hop(&self, way: WayId) -> Option<&LiveHop> {
        self.servers.get(way.server)?.hops.iter().find(|hop| hop.is(way))
    }

    /// The same, to be changed.
    pub(super) fn hop_mut(&mut self, way: WayId) -> Option<&mut LiveHop> {
        let server = self.servers.get_mut(way.server)?;
        server.hops.iter_mut().find(|hop| hop.is(way))
    }

    /// All its ways, as the trunk with this place.
    pub(super) fn ways(&self, trunk: usize) -> impl Iterator<Item = WayId> {
        let servers = self.servers.iter().enumerate();
        servers.flat_map(move |(server, live)| {
            live.hops.iter().map(move |hop| WayId {
                trunk,
                server,
                transport: hop.transport,
                remote: hop.remote,
            })
        })
    }

    /// None of its accounts that should be registered is.
    pub(super) fn is_unregistered(&self, trunk: &Trunk) -> bool {
        let mut wanted = trunk
            .accounts
            .iter()
            .zip(&self.accounts)
            .filter(|(account, _)| account.register)
            .peekable();
        wanted.peek().is_some() && wanted.all(|(_, live)| !live.registered)
    }
}

impl LiveServer {
    fn new(server: &TrunkServer, local: &Local, tokens: Tokens) -> Self {
        let policy = Policy::of_listeners(&local.listeners);
        let carried = server.transport.map(transport);
        let policy = match carried {
            Some(carried) => policy.also(carried),
            None => policy,
        };
        let answers = Answers::none(uri(server), policy);
        let mut server = Self {
            hops: Vec::new(),
            answers: answers.clone(),
        };
        server.learn(answers, tokens);
        server
    }

    /// DNS has said something; a hop that stays keeps its health. Where it says nothing of use, all stays as it was.
    pub(super) fn learn(&mut self, answers: Answers, tokens: Tokens) {
        let Ok(found) = answers.hops(tokens) else { return };
        self.answers = answers;
        let hop = |hop: Hop| {
            let known = self
                .hops
                .iter()
                .find(|own| (own.transport, own.remote) == (hop.transport, hop.remote));
            LiveHop {
                transport: hop.transport,
                remote: hop.remote,
                health: known.map(|known| known.health).unwrap_or_default(),
            }
        };
        self.hops = found.into_iter().take(HOPS_MAX).map(hop).collect();
    }

    /// It is written as an address, and so is where it is.
    pub(super) fn is_numeric(&self) -> bool {
        self.answers.uri().host().ip().is_some()
    }
}

impl LiveHop {
    fn is(&self, way: WayId) -> bool {
        (self.transport, self.remote) == (way.transport, way.remote)
    }
}

/// A server as DNS is asked for it.
fn uri(server: &TrunkServer) -> SipUri {
    let host = match server.host.parse::<IpAddr>() {
        Ok(ip) => ip.into(),
        Err(_) => host(&server.host),
    };
    let mut uri = SipUri::new(None, host);
    if let Some(port) = server.port {
        uri = uri.with_port(port);
    }
    match server.transport {
        Some(transport) => uri.with_param("transport", transport.name()),
        None => uri,
    }
}

const fn transport(transport: TrunkTransport) -> Transport {
    match transport {
        TrunkTransport::Udp => Transport::Udp,
        TrunkTransport::Tcp => Transport::Tcp,
        TrunkTransport::Tls => Transport::Tls,
    }
}
