//! The task that keeps what is known of the trunks fresh: registrations, probes, names.

use std::time::Instant;

use metrics::{counter, gauge};
use sip_stack::flow::Flow;
use sip_stack::registration::{Effect, Input, Registration, Status};
use sip_stack::tokens::{Branch, Tokens};
use sip_stack::user_agent;
use tokio::sync::{mpsc, oneshot};

use super::names::{Found, Names};
use super::probe::Next;
use super::probes::Probes;
use super::register::{self, AccountId};
use super::{Trunks, options};
use crate::call::WayId;
use crate::clock;
use crate::mail::{Addressee, ToSignalling};
use crate::service::locate::Locator;

/// Accounts that are registered; a slot more than these is an owner's number.
const ACCOUNTS_MAX: usize = 0xFFFF;

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
    /// What finds the servers.
    pub locator: Locator,
}

/// Registers, probes and resolves.
#[derive(Debug)]
pub struct TrunkTask {
    trunks: Trunks,
    signalling: mpsc::Sender<ToSignalling>,
    tokens: Tokens,
    /// Each has a slot of its own; the next one is the probes'.
    accounts: Vec<(AccountId, Option<Registration>)>,
    probes: Probes,
    names: Names,
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
            locator,
        } = parts;
        let now = clock::now();
        let accounts = register::all(&trunks.house).into_iter().take(ACCOUNTS_MAX);
        let accounts = accounts.map(|id| (id, None)).collect();
        let mut probes = Probes::default();
        probes.follow(&trunks.house, now, &mut tokens);
        Self {
            trunks,
            signalling,
            tokens,
            accounts,
            probes,
            names: Names::new(locator, now),
            stopping: None,
        }
    }

    /// Runs until it is stopped, or until nobody can write to it any more.
    pub async fn run(mut self, mut mail: mpsc::Receiver<ToTrunks>) {
        loop {
            if self.is_done() {
                return;
            }
            let deadline = self.deadline();
            tokio::select! {
                letter = mail.recv() => match letter {
                    Some(letter) => self.take(letter).await,
                    None => return,
                },
                found = self.names.next() => self.follow(found).await,
                () = clock::until(deadline) => self.timeout().await,
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
        let rest = self.probes.deadline().into_iter().chain([self.names.deadline()]);
        accounts.chain(rest).min()
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
                self.probes = Probes::default();
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
        let found = match input {
            user_agent::Input::Response { branch, response } if response.status().is_final() => {
                self.probes.heard(now, branch, Some(response.status()))
            }
            user_agent::Input::Failed { branch, .. } => self.probes.heard(now, branch, None),
            _ => None,
        };
        if let Some((way, next)) = found {
            self.go_on(way, next).await;
        }
    }

    async fn timeout(&mut self) {
        let now = clock::now();
        if self.names.deadline() <= now && self.stopping.is_none() {
            self.begin(now).await;
        }
        self.names.timeout(now, &self.trunks.house);
        for slot in 0..self.accounts.len() {
            self.step(now, slot, Input::Timeout).await;
        }
        for (way, next) in self.probes.timeout(now, &mut self.tokens) {
            self.go_on(way, next).await;
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
            standing.registrar = machine
                .server()
                .filter(|_| registered)
                .and_then(|server| Some((server.transport(), server.remote()?)));
            standing.route = machine.service_route().to_vec();
        }
    }

    async fn go_on(&mut self, way: WayId, next: Next) {
        match next {
            Next::Nothing => {}
            Next::Ask(branch) => self.ask(way, branch).await,
            Next::Found { alive } => self.trunks.probed(way, alive),
        }
    }

    async fn ask(&mut self, way: WayId, branch: Branch) {
        let Some((request, target)) = options::compose(&self.trunks.house, way, &mut self.tokens) else {
            return;
        };
        let effect = user_agent::Effect::Request {
            branch,
            request,
            target,
        };
        self.send(self.accounts.len(), effect).await;
    }

    async fn send(&self, slot: usize, effect: user_agent::Effect) {
        let owner = Addressee::Trunk(u16::try_from(slot).unwrap_or(u16::MAX)).owner();
        // The signalling task ends last; without it there is nobody to tell.
        let _ = self.signalling.send(ToSignalling::Sip { owner, effect }).await;
    }

    /// Names have led somewhere: registrations and probes follow.
    async fn follow(&mut self, found: Found) {
        let now = clock::now();
        self.names.learn(&self.trunks.house, found);
        self.probes.follow(&self.trunks.house, now, &mut self.tokens);
        if self.stopping.is_none() {
            self.begin(now).await;
        }
    }
}
