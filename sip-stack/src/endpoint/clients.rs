//! Our client transactions: requests out, responses in.

use std::collections::HashMap;
use std::time::Instant;

use bytes::Bytes;

use crate::endpoint::alarms::Whose;
use crate::endpoint::carrier::instead_of_udp;
use crate::endpoint::{DropReason, Effect, Endpoint, Owner};
use crate::flow::{Flow, Target};
use crate::message::{HeaderName, HostPort, Method, Request, Response, Transport, Via};
use crate::tokens::Branch;
use crate::transaction::uac::{self, Input};
use crate::transaction::{Client, ClientKey, Failure, InviteClient, cancel};
use crate::user_agent;

pub(super) type Clients = HashMap<ClientKey, Entry>;

#[derive(Debug)]
pub(super) struct Entry {
    machine: Machine,
    method: Method,
    way: Way,
    /// A large request on its way over TCP: itself by datagram, for a peer that has no TCP (§18.1.1).
    by_datagram: Option<Box<(Request, Way)>>,
    armed: Option<Instant>,
}

/// Who asked, and where the request goes.
#[derive(Clone, Debug)]
struct Way {
    /// `None`: nobody wants to hear of it (a CANCEL).
    owner: Option<Owner>,
    target: Target,
    sent_by: HostPort,
}

#[derive(Debug)]
enum Machine {
    Invite(Box<InviteClient>),
    Other(Client),
}

impl Endpoint {
    /// A request of an owner.
    pub(super) fn send(
        &mut self,
        now: Instant,
        (owner, branch): (Owner, Branch),
        mut request: Request,
        target: Target,
        out: &mut Vec<Effect>,
    ) {
        if self.is_full() {
            let input = user_agent::Input::Failed {
                branch,
                cause: Failure::Transport,
            };
            out.push(Effect::Dropped(DropReason::Overload));
            return out.push(Effect::Deliver { owner, input });
        }
        let sent_by = self.prepare(&mut request, branch, &target);
        let way = Way {
            owner: Some(owner),
            target,
            sent_by,
        };
        let Some(target) = instead_of_udp(&way.target, || request.to_bytes().len()) else {
            return self.open(now, branch, request, way, out);
        };
        let by_datagram = Box::new((request.clone(), way));
        request.headers_mut().pop_via();
        let sent_by = self.prepare(&mut request, branch, &target);
        let way = Way {
            owner: Some(owner),
            target,
            sent_by,
        };
        let key = ClientKey::new(branch, request.method());
        self.open(now, branch, request, way, out);
        if let Some(entry) = self.clients.get_mut(&key) {
            entry.by_datagram = Some(by_datagram);
        }
    }

    /// The ACK for a 2xx: it has no transaction.
    pub(super) fn send_ack(&mut self, mut request: Request, target: Target, out: &mut Vec<Effect>) {
        let branch = self.tokens.branch();
        self.prepare(&mut request, branch, &target);
        out.push(Effect::Transmit {
            target,
            bytes: request.to_bytes(),
            branch: None,
        });
    }

    /// A CANCEL is a transaction of its own, over the same way with the same branch (§9.1).
    pub(super) fn send_cancel(
        &mut self,
        now: Instant,
        branch: Branch,
        headers: &[(HeaderName, Bytes)],
        out: &mut Vec<Effect>,
    ) {
        let key = ClientKey {
            branch,
            is_cancel: false,
        };
        let Some(Entry {
            machine: Machine::Invite(invite),
            way,
            ..
        }) = self.clients.get(&key)
        else {
            return;
        };
        if !invite.is_pending()
            || self.clients.contains_key(&ClientKey {
                branch,
                is_cancel: true,
            })
        {
            return;
        }
        let mut request = cancel(invite.request());
        for (name, value) in headers {
            request.headers_mut().push(name.clone(), value);
        }
        let way = Way {
            owner: None,
            ..way.clone()
        };
        self.step_client(now, key, Input::Cancelled, out);
        self.open(now, branch, request, way, out);
    }

    /// A response arrived: its transaction is found by branch and method, and must name us (§17.1.3, §18.1.2).
    pub(super) fn answered(&mut self, now: Instant, response: Response, out: &mut Vec<Effect>) {
        match self.asker(&response) {
            Some(key) => self.step_client(now, key, Input::Response(response), out),
            None => out.push(Effect::Dropped(DropReason::StrayResponse)),
        }
    }

    fn asker(&self, response: &Response) -> Option<ClientKey> {
        let via = response.headers().via().ok()?;
        let method = response.headers().cseq().ok()?.method;
        let key = ClientKey::new(Branch::parse(via.branch()?)?, &method);
        let entry = self.clients.get(&key)?;
        let (ours, theirs) = (&entry.way.sent_by, via.sent_by());
        let names_us = ours.host.equivalent(&theirs.host) && ours.port == theirs.port;
        (entry.method == method && names_us).then_some(key)
    }

    /// The transport failed under a request.
    pub(super) fn send_failed(&mut self, now: Instant, branch: Branch, out: &mut Vec<Effect>) {
        for is_cancel in [false, true] {
            let key = ClientKey { branch, is_cancel };
            let by_datagram = self
                .clients
                .get_mut(&key)
                .and_then(|entry| entry.by_datagram.take());
            match by_datagram {
                Some(again) => {
                    let (request, way) = *again;
                    self.open(now, branch, request, way, out);
                }
                None => self.step_client(now, key, Input::SendFailed, out),
            }
        }
    }

    /// The connection under some requests is gone.
    pub(super) fn closed(&mut self, now: Instant, flow: &Flow, out: &mut Vec<Effect>) {
        let lost = |entry: &Entry| matches!(&entry.way.target, Target::Flow(used) if used == flow);
        let mut lost: Vec<ClientKey> = self
            .clients
            .iter()
            .filter(|(_, entry)| lost(entry))
            .map(|(key, _)| *key)
            .collect();
        lost.sort_by_key(|key| (key.branch, key.is_cancel));
        for key in lost {
            self.step_client(now, key, Input::SendFailed, out);
        }
    }

    /// Puts our Via on top (§18.1.1, RFC 3581 §3) and our name in.
    fn prepare(&self, request: &mut Request, branch: Branch, target: &Target) -> HostPort {
        let sent_by = self.config.own.towards(target);
        let mut via = Via::new(target.transport(), sent_by.clone())
            .with_branch(&branch.to_string())
            .with_rport();
        if via.transport() == Some(Transport::Tls) && !matches!(target, Target::Flow(_)) {
            // Requests may come back over the connection (RFC 5923 §8.1).
            via.params_mut().set_flag("alias");
        }
        let headers = request.headers_mut();
        // One that is forwarded keeps what its sender said of itself (§16.6 step 1).
        let is_ours = !headers.has(HeaderName::Via);
        headers.push_via(&via);
        if is_ours && !headers.has(HeaderName::UserAgent) {
            headers.push(HeaderName::UserAgent, &*self.config.product);
        }
        sent_by
    }

    fn open(&mut self, now: Instant, branch: Branch, request: Request, way: Way, out: &mut Vec<Effect>) {
        let timers = self.config.timers;
        let reliable = way.target.transport().is_reliable();
        let method = request.method().clone();
        let key = ClientKey::new(branch, &method);
        let mut effects = Vec::new();
        let machine = match method {
            Method::Invite => Machine::Invite(Box::new(InviteClient::start(
                request,
                reliable,
                timers,
                now,
                &mut effects,
            ))),
            _ => Machine::Other(Client::start(
                request.to_bytes(),
                reliable,
                timers,
                now,
                &mut effects,
            )),
        };
        let mut entry = Entry {
            machine,
            method,
            way,
            by_datagram: None,
            armed: None,
        };
        entry.perform(branch, effects, out);
        self.alarms
            .set(&mut entry.armed, entry.machine.deadline(), Whose::Client(key));
        self.clients.insert(key, entry);
    }

    /// An alarm of a client transaction went off.
    pub(super) fn wake_client(&mut self, now: Instant, key: ClientKey, at: Instant, out: &mut Vec<Effect>) {
        let Some(entry) = self.clients.get_mut(&key) else {
            return;
        };
        if entry.armed == Some(at) {
            entry.armed = None;
            self.step_client(now, key, Input::Timeout, out);
        }
    }

    fn step_client(&mut self, now: Instant, key: ClientKey, input: Input, out: &mut Vec<Effect>) {
        let Some(entry) = self.clients.get_mut(&key) else {
            return;
        };
        if matches!(input, Input::Response(_)) {
            entry.by_datagram = None;
        }
        let mut effects = Vec::new();
        entry.machine.handle(now, input, &mut effects);
        entry.perform(key.branch, effects, out);
        if entry.machine.is_over() {
            self.clients.remove(&key);
        } else {
            self.alarms
                .set(&mut entry.armed, entry.machine.deadline(), Whose::Client(key));
        }
    }
}

impl Entry {
    fn perform(&self, branch: Branch, effects: Vec<uac::Effect>, out: &mut Vec<Effect>) {
        for effect in effects {
            let input = match effect {
                uac::Effect::Send(bytes) => {
                    let target = self.way.target.clone();
                    out.push(Effect::Transmit {
                        target,
                        bytes,
                        branch: Some(branch),
                    });
                    continue;
                }
                uac::Effect::Deliver(response) => user_agent::Input::Response { branch, response },
                uac::Effect::Failed(cause) => user_agent::Input::Failed { branch, cause },
            };
            if let Some(owner) = self.way.owner {
                out.push(Effect::Deliver { owner, input });
            }
        }
    }
}

impl Machine {
    fn handle(&mut self, now: Instant, input: Input, out: &mut Vec<uac::Effect>) {
        match self {
            Self::Invite(machine) => machine.handle(now, input, out),
            Self::Other(machine) => machine.handle(now, input, out),
        }
    }

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
