//! The peers' transactions: requests in, responses out.

use std::collections::HashMap;
use std::time::Instant;

use bytes::Bytes;

use crate::endpoint::alarms::Whose;
use crate::endpoint::arrived::Arrived;
use crate::endpoint::{DropReason, Effect, Endpoint, Owner, challenge};
use crate::flow::Target;
use crate::message::{HeaderName, Method, Response, StatusCode};
use crate::transaction::uas::{self, Input};
use crate::transaction::{InviteServer, MergeKey, Server, ServerId, ServerKey};
use crate::user_agent;

/// The server transactions, and the ways to find them.
#[derive(Debug, Default)]
pub(super) struct Servers {
    entries: HashMap<ServerId, Entry>,
    by_key: HashMap<ServerKey, ServerId>,
    merges: HashMap<MergeKey, ServerId>,
    last_id: u64,
}

#[derive(Debug)]
struct Entry {
    machine: Machine,
    key: ServerKey,
    merge: Option<MergeKey>,
    reply_to: Target,
    owner: Option<Owner>,
    /// A CANCEL came before the INVITE had an owner: its Reason.
    cancelled: Option<Option<Bytes>>,
    armed: Option<Instant>,
}

#[derive(Debug)]
enum Machine {
    Invite(Box<InviteServer>),
    Other(Server),
}

impl Servers {
    pub(super) fn find(&self, key: &ServerKey) -> Option<ServerId> {
        self.by_key.get(key).copied()
    }

    pub(super) fn is_merged(&self, merge: Option<&MergeKey>) -> bool {
        merge.is_some_and(|merge| self.merges.contains_key(merge))
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn reply_to(&self, id: ServerId) -> Option<Target> {
        self.entries.get(&id).map(|entry| entry.reply_to.clone())
    }

    /// Whether nothing was answered yet: a client that has heard a 100 does not ask again (§17.1.1.2).
    fn is_silent(&self, id: ServerId) -> bool {
        self.entries.get(&id).is_some_and(|entry| match &entry.machine {
            Machine::Invite(machine) => machine.is_silent(),
            Machine::Other(machine) => machine.is_silent(),
        })
    }

    pub(super) fn remove(&mut self, id: ServerId) {
        let Some(entry) = self.entries.remove(&id) else {
            return;
        };
        self.by_key.remove(&entry.key);
        if let Some(merge) = entry.merge
            && self.merges.get(&merge) == Some(&id)
        {
            self.merges.remove(&merge);
        }
    }
}

impl Endpoint {
    /// Opens the transaction of a request that came for the first time.
    pub(super) fn admit(&mut self, now: Instant, arrived: &Arrived, owner: Option<Owner>) -> ServerId {
        let Arrived {
            request,
            key,
            merge,
            reply_to,
            flow,
        } = arrived;
        let reliable = flow.transport.is_reliable();
        let timers = self.config.timers;
        let servers = &mut self.servers;
        servers.last_id += 1;
        let id = ServerId(servers.last_id);
        let machine = match request.method() {
            Method::Invite => Machine::Invite(Box::new(InviteServer::start(request, reliable, timers, now))),
            _ => Machine::Other(Server::start(reliable, timers, now)),
        };
        let mut entry = Entry {
            machine,
            key: key.clone(),
            merge: merge.clone(),
            reply_to: reply_to.clone(),
            owner,
            cancelled: None,
            armed: None,
        };
        self.alarms
            .set(&mut entry.armed, entry.machine.deadline(), Whose::Server(id));
        servers.by_key.insert(key.clone(), id);
        if let Some(merge) = merge.clone() {
            servers.merges.entry(merge).or_insert(id);
        }
        servers.entries.insert(id, entry);
        id
    }

    /// Answers a request ourselves.
    pub(super) fn refuse(
        &mut self,
        now: Instant,
        arrived: &Arrived,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        let id = self.admit(now, arrived, None);
        self.respond(now, id, Response::for_request(&arrived.request, status), out);
    }

    /// Answers a request for its owner.
    pub(super) fn respond(
        &mut self,
        now: Instant,
        id: ServerId,
        mut response: Response,
        out: &mut Vec<Effect>,
    ) {
        if !self.servers.entries.contains_key(&id) {
            return out.push(Effect::Dropped(DropReason::LateAnswer));
        }
        if challenge::is_challenge(&response) && self.servers.is_silent(id) {
            return self.challenge(id, response, out);
        }
        self.complete(&mut response);
        self.step_server(now, id, Input::Respond(response), out);
    }

    /// Sends a response of another element, unchanged.
    pub(super) fn pass(&mut self, now: Instant, id: ServerId, response: Response, out: &mut Vec<Effect>) {
        if !self.servers.entries.contains_key(&id) {
            return out.push(Effect::Dropped(DropReason::LateAnswer));
        }
        self.step_server(now, id, Input::Respond(response), out);
    }

    /// Adds a To tag where one is missing (§8.2.6.2), and our name.
    pub(super) fn complete(&mut self, response: &mut Response) {
        if response.status() != StatusCode::TRYING
            && let Ok(to) = response.headers().to()
            && to.tag().is_none()
        {
            let to = to.with_tag(&self.tokens.tag());
            response.headers_mut().set(HeaderName::To, to.to_bytes());
        }
        if !response.headers().has(HeaderName::Server) {
            response
                .headers_mut()
                .push(HeaderName::Server, &*self.config.product);
        }
    }

    /// The owner of an INVITE is known; a CANCEL that came earlier is told now.
    pub(super) fn own(&mut self, id: ServerId, owner: Owner, out: &mut Vec<Effect>) {
        let Some(entry) = self.servers.entries.get_mut(&id) else {
            return;
        };
        entry.owner = Some(owner);
        if let Some(reason) = entry.cancelled.take() {
            out.push(Effect::Deliver {
                owner,
                input: user_agent::Input::Cancelled { reason },
            });
        }
    }

    /// A CANCEL for this INVITE: without effect if it is answered already (§9.2).
    pub(super) fn cancel(&mut self, id: ServerId, reason: Option<Bytes>, out: &mut Vec<Effect>) {
        let Some(entry) = self.servers.entries.get_mut(&id) else {
            return;
        };
        if !matches!(&entry.machine, Machine::Invite(invite) if invite.is_pending()) {
            return;
        }
        match entry.owner {
            Some(owner) => {
                out.push(Effect::Deliver {
                    owner,
                    input: user_agent::Input::Cancelled { reason },
                });
            }
            None => entry.cancelled = Some(reason),
        }
    }

    /// An alarm of a server transaction went off.
    pub(super) fn wake_server(&mut self, now: Instant, id: ServerId, at: Instant, out: &mut Vec<Effect>) {
        let Some(entry) = self.servers.entries.get_mut(&id) else {
            return;
        };
        if entry.armed == Some(at) {
            entry.armed = None;
            self.step_server(now, id, Input::Timeout, out);
        }
    }

    /// Takes one step of a transaction; `true`: the input was the ACK of a 2xx, which is for the dialog's owner.
    pub(super) fn step_server(
        &mut self,
        now: Instant,
        id: ServerId,
        input: Input,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Some(entry) = self.servers.entries.get_mut(&id) else {
            return false;
        };
        let mut effects = Vec::new();
        match &mut entry.machine {
            Machine::Invite(machine) => machine.handle(now, input, &mut effects),
            Machine::Other(machine) => machine.handle(now, input, &mut effects),
        }
        let mut acknowledged = false;
        for effect in effects {
            match effect {
                uas::Effect::Send(bytes) => {
                    out.push(Effect::Transmit {
                        target: entry.reply_to.clone(),
                        bytes,
                        branch: None,
                    });
                }
                uas::Effect::Acknowledged => acknowledged = true,
                // Nobody is left to be told: the request was refused.
                uas::Effect::Unacknowledged => {}
            }
        }
        if entry.machine.is_over() {
            self.servers.remove(id);
        } else {
            self.alarms
                .set(&mut entry.armed, entry.machine.deadline(), Whose::Server(id));
        }
        acknowledged
    }
}

impl Machine {
    fn deadline(&self) -> Option<Instant> {
        match self {
            Self::Invite(machine) => machine.deadline(),
            Self::Other(machine) => machine.deadline(),
        }
    }

    fn is_over(&self) -> bool {
        match self {
            Self::Invite(machine) => machine.is_over(),
            Self::Other(machine) => machine.is_over(),
        }
    }
}
