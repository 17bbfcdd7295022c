//! The task that keeps what is known of the trunks fresh: registrations, probes, names.

use std::time::{Duration, Instant};

use metrics::{counter, gauge};
use sip_stack::flow::Flow;
use sip_stack::message::{CSeq, HeaderName, Method, NameAddr, Request, SipUri, Uri};
use sip_stack::registration::{Effect, Input, Registration, Status};
use sip_stack::tokens::{Branch, Tokens};
use sip_stack::user_agent;
use tokio::sync::{mpsc, oneshot};

use super::probe::{Next, Probe};
use super::register::{self, AccountId};
use super::state::{port, transport};
use super::{Trunks, caller};
use crate::call::{WayId, host};
use crate::clock;
use crate::mail::{Addressee, ToSignalling};

/// How often names are looked up again.
const NAMES_EVERY: Duration = Duration::from_secs(60);
/// How long one look-up may take.
const NAME_WITHIN: Duration = Duration::from_secs(3);
/// Registrations and probes together.
const SLOTS_MAX: usize = 0xFFFF;

/// Letters the task's mailbox holds; one that is lost is made good by a repetition.
pub const TRUNKS_MAILBOX_MAX: usize = 1_024;

/// A letter to the task.
#[expect(
    clippy::large_enum_variant,
    reason = "the large variant is nearly all there is"
)]
#[derive(Debug)]
pub enum ToTrunks {
    /// The endpoint has something for one of the task's requests.
    Heard {
        /// Whose it is: the low bits of the owner.
        slot: u16,
        /// What came.
        input: user_agent::Input,
    },
    /// A connection is gone.
    Closed(Flow),
    /// Take every registration back and say so.
    Stop(oneshot::Sender<()>),
}

/// What the task is made of.
#[derive(Debug)]
pub struct TrunkTaskParts {
    /// What it keeps fresh.
    pub trunks: Trunks,
    /// Where SIP goes.
    pub signalling: mpsc::Sender<ToSignalling>,
    /// Its own source of branches and ids.
    pub tokens: Tokens,
}

/// Registers, probes and resolves.
#[derive(Debug)]
pub struct TrunkTask {
    trunks: Trunks,
    signalling: mpsc::Sender<ToSignalling>,
    tokens: Tokens,
    /// First the accounts, then the probed servers: a slot is a place in both together.
    accounts: Vec<(AccountId, Option<Registration>)>,
    probes: Vec<(WayId, Probe)>,
    names_at: Instant,
    stopping: Option<oneshot::Sender<()>>,
}

impl TrunkTask {
    /// Nothing has been sent yet.
    #[must_use]
    pub fn new(parts: TrunkTaskParts) -> Self {
        let TrunkTaskParts {
            trunks,
            signalling,
            mut tokens,
        } = parts;
        let now = clock::now();
        let accounts: Vec<_> = register::all(&trunks.house)
            .into_iter()
            .map(|id| (id, None))
            .collect();
        let mut probes = Vec::new();
        for (trunk, settings) in trunks.house.trunks.iter().enumerate() {
            let Some(probe) = settings.probe else { continue };
            for server in 0..settings.servers.len() {
                probes.push((WayId { trunk, server }, Probe::new(probe, now, &mut tokens)));
            }
        }
        probes.truncate(SLOTS_MAX.saturating_sub(accounts.len()));
        Self {
            trunks,
            signalling,
            tokens,
            accounts,
            probes,
            names_at: now,
            stopping: None,
        }
    }

    /// Runs until it is stopped, or until nobody can write to it any more.
    pub async fn run(mut self, mut mail: mpsc::Receiver<ToTrunks>) {
        loop {
            if self.is_done() {
                return;
            }
            tokio::select! {
                letter = mail.recv() => match letter {
                    Some(letter) => self.take(letter).await,
                    None => return,
                },
                () = clock::until(self.deadline()) => self.timeout().await,
            }
        }
    }

    /// Every registration was taken back, as was wanted.
    fn is_done(&mut self) -> bool {
        let now = clock::now();
        let bound = |(_, machine): &(AccountId, Option<Registration>)| {
            machine
                .as_ref()
                .is_some_and(|machine| machine.status(now) != Status::Idle)
        };
        if self.stopping.is_none() || self.accounts.iter().any(bound) {
            return false;
        }
        if let Some(reply) = self.stopping.take() {
            // Whoever asked may have stopped waiting.
            let _ = reply.send(());
        }
        true
    }

    fn deadline(&self) -> Option<Instant> {
        let accounts = self
            .accounts
            .iter()
            .filter_map(|(_, machine)| machine.as_ref()?.deadline());
        let probes = self.probes.iter().map(|(_, probe)| probe.deadline());
        accounts.chain(probes).chain([self.names_at]).min()
    }

    async fn take(&mut self, letter: ToTrunks) {
        let now = clock::now();
        match letter {
            ToTrunks::Heard { slot, input } => self.heard(now, usize::from(slot), input).await,
            ToTrunks::Closed(flow) => {
                for slot in 0..self.accounts.len() {
                    self.step(now, slot, Input::ConnectionLost { remote: flow.remote })
                        .await;
                }
            }
            ToTrunks::Stop(reply) => {
                self.stopping = Some(reply);
                self.probes.clear();
                for slot in 0..self.accounts.len() {
                    self.step(now, slot, Input::Unregister).await;
                }
            }
        }
    }

    async fn heard(&mut self, now: Instant, slot: usize, input: user_agent::Input) {
        if slot < self.accounts.len() {
            match input {
                user_agent::Input::Response { branch, response } => {
                    self.step(now, slot, Input::Response { branch, response }).await;
                }
                user_agent::Input::Failed { branch, cause } => {
                    self.step(now, slot, Input::Failed { branch, cause }).await;
                }
                _ => {}
            }
            return;
        }
        let index = slot - self.accounts.len();
        let Some((_, probe)) = self.probes.get_mut(index) else {
            return;
        };
        let next = match input {
            user_agent::Input::Response { branch, response } if response.status().is_final() => {
                probe.heard(now, branch, Some(response.status()))
            }
            user_agent::Input::Failed { branch, .. } => probe.heard(now, branch, None),
            _ => Next::Nothing,
        };
        self.go_on(index, next).await;
    }

    async fn timeout(&mut self) {
        let now = clock::now();
        if self.names_at <= now {
            self.resolve().await;
            self.names_at = clock::now() + NAMES_EVERY;
            self.begin(now).await;
        }
        for slot in 0..self.accounts.len() {
            self.step(now, slot, Input::Timeout).await;
        }
        for index in 0..self.probes.len() {
            let Some((_, probe)) = self.probes.get_mut(index) else {
                continue;
            };
            let next = probe.timeout(now, &mut self.tokens);
            self.go_on(index, next).await;
        }
    }

    /// Starts the registrations whose servers have become known; the others follow a server that has moved.
    async fn begin(&mut self, now: Instant) {
        for slot in 0..self.accounts.len() {
            let Some((id, machine)) = self.accounts.get_mut(slot) else {
                continue;
            };
            if let Some(machine) = machine {
                machine.move_to(register::servers(&self.trunks.house, id.trunk));
                continue;
            }
            *machine = register::machine(&self.trunks.house, *id, &mut self.tokens);
            self.step(now, slot, Input::Register).await;
        }
    }

    async fn step(&mut self, now: Instant, slot: usize, input: Input) {
        let Some((id, Some(machine))) = self.accounts.get_mut(slot) else {
            return;
        };
        let (id, mut effects) = (*id, Vec::new());
        machine.handle(now, input, &mut effects);
        self.tell(now, slot, id, &effects);
        for effect in effects {
            if let Effect::Request {
                branch,
                request,
                target,
            } = effect
            {
                self.send(
                    slot,
                    user_agent::Effect::Request {
                        branch,
                        request,
                        target,
                    },
                )
                .await;
            }
        }
    }

    /// Lets people and calls know how a registration stands.
    fn tell(&self, now: Instant, slot: usize, id: AccountId, effects: &[Effect]) {
        let house = &self.trunks.house;
        let (Some(trunk), Some((_, Some(machine)))) = (house.trunks.get(id.trunk), self.accounts.get(slot))
        else {
            return;
        };
        let name = trunk.name.as_str();
        let account = trunk
            .accounts
            .get(id.account)
            .map_or("", |account| account.username.as_str());
        for effect in effects {
            match effect {
                Effect::Registered => tracing::info!(trunk = name, account, "registered"),
                Effect::Unregistered => tracing::info!(trunk = name, account, "not registered any more"),
                Effect::Failed(fault) => {
                    counter!("softswitch_trunk_registration_failures_total", "trunk" => name.to_owned())
                        .increment(1);
                    let again_s = machine.deadline().map(|at| (at - now).as_secs());
                    tracing::warn!(trunk = name, account, %fault, again_s, "registering failed");
                }
                Effect::Request { .. } => {}
            }
        }
        let registered = matches!(machine.status(now), Status::Registered { .. });
        let labels = [("trunk", name.to_owned()), ("account", account.to_owned())];
        gauge!("softswitch_trunk_registered", &labels).set(if registered { 1.0 } else { 0.0 });
        let mut live = house.live();
        let standing = live
            .trunks
            .get_mut(id.trunk)
            .and_then(|trunk| trunk.accounts.get_mut(id.account));
        if let Some(standing) = standing {
            standing.registered = registered;
            standing.route = machine.service_route().to_vec();
        }
    }

    async fn go_on(&mut self, index: usize, next: Next) {
        let Some((way, _)) = self.probes.get(index) else {
            return;
        };
        let way = *way;
        match next {
            Next::Nothing => {}
            Next::Ask(branch) => self.ask(index, way, branch).await,
            Next::Found { alive } => self.trunks.probed(way, alive),
        }
    }

    async fn ask(&mut self, index: usize, way: WayId, branch: Branch) {
        let house = &self.trunks.house;
        let known = house
            .live()
            .trunks
            .get(way.trunk)
            .and_then(|trunk| trunk.servers.get(way.server)?.remote);
        let (Some(trunk), Some(remote)) = (house.trunks.get(way.trunk), known) else {
            return;
        };
        let Some(carried) = trunk
            .servers
            .get(way.server)
            .map(|server| transport(server.transport))
        else {
            return;
        };
        let (Some(flow), Some(target)) = (
            house.local.flow(carried, remote),
            house.local.target(carried, remote, &trunk.domain),
        ) else {
            return;
        };
        let server = Uri::Sip(SipUri::new(None, host(&trunk.domain)));
        let own = house.local.contact(&flow, None, trunk.advertise.as_deref());
        let from = NameAddr::new(caller::uri(trunk, "ping")).with_tag(&self.tokens.tag());
        let mut request = Request::new(Method::Options, server.clone());
        let headers = request.headers_mut();
        headers.push(HeaderName::MaxForwards, "70");
        headers.push(HeaderName::From, from.to_bytes());
        headers.push(HeaderName::To, NameAddr::new(server).to_bytes());
        headers.push(HeaderName::CallId, &*self.tokens.call_id());
        headers.push(HeaderName::CSeq, CSeq::new(1, Method::Options).to_string());
        headers.push(HeaderName::Contact, NameAddr::new(own).to_bytes());
        headers.push(HeaderName::Accept, "application/sdp");
        let slot = self.accounts.len() + index;
        self.send(
            slot,
            user_agent::Effect::Request {
                branch,
                request,
                target,
            },
        )
        .await;
    }

    async fn send(&self, slot: usize, effect: user_agent::Effect) {
        // Slots are fewer than an owner has room for.
        let owner = Addressee::Trunk(u16::try_from(slot).unwrap_or(u16::MAX)).owner();
        // The signalling task ends last; without it there is nobody to tell.
        let _ = self.signalling.send(ToSignalling::Sip { owner, effect }).await;
    }

    /// Looks the names of servers up. A name that cannot be found keeps the address it had.
    async fn resolve(&self) {
        for (index, trunk) in self.trunks.house.trunks.iter().enumerate() {
            for (place, server) in trunk.servers.iter().enumerate() {
                if server.host.parse::<std::net::IpAddr>().is_ok() {
                    continue;
                }
                let asked = tokio::net::lookup_host((server.host.as_str(), port(server)));
                let found = tokio::time::timeout(NAME_WITHIN, asked).await;
                let Some(remote) = found.ok().and_then(Result::ok).and_then(|mut all| all.next()) else {
                    tracing::warn!(
                        trunk = trunk.name,
                        host = server.host,
                        "the server's name cannot be found"
                    );
                    continue;
                };
                let mut live = self.trunks.house.live();
                if let Some(standing) = live
                    .trunks
                    .get_mut(index)
                    .and_then(|live| live.servers.get_mut(place))
                {
                    standing.remote = Some(remote);
                }
            }
        }
    }
}
