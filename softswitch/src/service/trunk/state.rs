//! How the trunks stand, behind one lock that is held for moments only.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use config::{Trunk, TrunkTransport};
use media::codec::Codec;
use sip_stack::message::{Transport, Uri};
use sip_stack::tokens::Tokens;
use sip_stack::user_agent::Terms;

use super::health::Health;
use super::local::Local;
use crate::service::pace::Pace;

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
}

/// How one trunk stands.
#[derive(Debug)]
pub(super) struct LiveTrunk {
    /// Calls it carries.
    pub(super) channels: usize,
    pub(super) pace: Option<Pace>,
    pub(super) servers: Vec<LiveServer>,
    pub(super) accounts: Vec<LiveAccount>,
}

/// How one server stands.
#[derive(Debug, Default)]
pub(super) struct LiveServer {
    /// Where it is; `None`: its name has not been resolved.
    pub(super) remote: Option<SocketAddr>,
    pub(super) health: Health,
}

/// How one account stands.
#[derive(Debug)]
pub(super) struct LiveAccount {
    pub(super) registered: bool,
    pub(super) contact: Option<Uri>,
    /// Calls for this account carry it back to us; nobody else can know it.
    pub(super) line: Box<str>,
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
            .map(|trunk| LiveTrunk::new(trunk, &mut tokens, now))
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
            live: Mutex::new(Live { trunks: live, tokens }),
            trunks,
        }
    }

    pub(super) fn live(&self) -> MutexGuard<'_, Live> {
        // A panic elsewhere cannot leave it half-changed: each change is one assignment.
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LiveTrunk {
    fn new(trunk: &Trunk, tokens: &mut Tokens, now: std::time::Instant) -> Self {
        let server = |server: &config::TrunkServer| LiveServer {
            remote: literal(server),
            ..LiveServer::default()
        };
        let account = |_: &config::TrunkAccount| LiveAccount {
            registered: false,
            contact: None,
            line: tokens.call_id(),
            route: Vec::new(),
        };
        Self {
            channels: 0,
            pace: trunk
                .calls_per_second
                .map(|per_second| Pace::new(per_second, now)),
            servers: trunk.servers.iter().map(server).collect(),
            accounts: trunk.accounts.iter().map(account).collect(),
        }
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

/// The address of a server that is written as one.
fn literal(server: &config::TrunkServer) -> Option<SocketAddr> {
    let ip = server.host.parse().ok()?;
    Some(SocketAddr::new(ip, port(server)))
}

pub(super) fn port(server: &config::TrunkServer) -> u16 {
    server
        .port
        .unwrap_or_else(|| transport(server.transport).default_port())
}

pub(super) const fn transport(transport: TrunkTransport) -> Transport {
    match transport {
        TrunkTransport::Udp => Transport::Udp,
        TrunkTransport::Tcp => Transport::Tcp,
        TrunkTransport::Tls => Transport::Tls,
    }
}
