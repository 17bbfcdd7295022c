//! The signalling task: owns the endpoint and stands between transports, calls and services.

use std::time::Instant;

use metrics::counter;
use sip_stack::endpoint::{DropReason, Effect, Endpoint, Input, Owner, ServerId, on_behalf};
use sip_stack::flow::Flow;
use sip_stack::message::{HeaderName, Method, Request, Response, StatusCode};
use sip_stack::transaction::Failure;
use sip_stack::transport::{Inbound, Transports};
use sip_stack::user_agent;
use tokio::sync::mpsc;

use super::captures::Captures;
use super::directory::Directory;
use super::finder::Finder;
use crate::actor::admission::Admission;
use crate::clock;
use crate::edge::{Conduct, Offence, Verdict};
use crate::mail::{Addressee, ToCall, ToSignalling};
use crate::service::capabilities;
use crate::service::edge::Gate;
use crate::service::events::{Events, Letter};
use crate::service::proxy::{Full, Proxy, takes};
use crate::service::registrar::{ClosedFlows, Registrar, Registration};
use crate::service::trunk::ToTrunks;

/// Letters taken in one turn before the effects' timers are looked at again.
const TURN_MAX: usize = 128;

/// When a refused sender may come again, in seconds.
const RETRY_AFTER_S: &str = "5";

/// The signalling task's state.
#[derive(Debug)]
pub struct Signalling {
    /// Who is listened to.
    pub gate: Gate,
    /// The live calls' messages, if they are kept, and where they go.
    pub captures: Option<Captures>,
    /// The SIP endpoint.
    pub endpoint: Endpoint,
    /// Its sockets.
    pub transports: Transports,
    /// The live calls.
    pub directory: Directory,
    /// Where REGISTER goes.
    pub registrar: Registrar,
    /// Connections that the registrar is still to hear of.
    pub closed: ClosedFlows,
    /// Where answers to the trunks' own requests go.
    pub trunks: mpsc::Sender<ToTrunks>,
    /// Where requests between users go.
    pub proxy: Proxy,
    /// Who knows where names lead.
    pub finder: Finder,
    /// Where SUBSCRIBE and PUBLISH go.
    pub events: Events,
    /// What decides about a new INVITE.
    pub admission: Admission,
}

impl Signalling {
    /// Runs until every sender of `mail` is gone.
    pub async fn run(mut self, mut inbound: mpsc::Receiver<Inbound>, mut mail: mpsc::Receiver<ToSignalling>) {
        let mut effects = Vec::new();
        let registrar = self.registrar.clone();
        loop {
            let capture = self.captures.as_ref().and_then(Captures::deadline);
            let deadline = self.endpoint.deadline().into_iter().chain(capture).min();
            tokio::select! {
                letter = mail.recv() => match letter {
                    Some(letter) => {
                        self.take_letter(clock::now(), letter, &mut effects);
                        for _ in 0..TURN_MAX {
                            let Ok(letter) = mail.try_recv() else { break };
                            self.take_letter(clock::now(), letter, &mut effects);
                        }
                    }
                    None => return,
                },
                () = registrar.room(), if self.closed.is_waiting() => self.closed.tell(&registrar),
                Some(arrived) = inbound.recv(), if !self.closed.is_full() => {
                    self.take_inbound(clock::now(), arrived, &mut effects);
                    for _ in 0..TURN_MAX {
                        let Ok(arrived) = inbound.try_recv() else { break };
                        self.take_inbound(clock::now(), arrived, &mut effects);
                    }
                }
                () = clock::until(deadline) => {
                    if let Some(captures) = &mut self.captures {
                        captures.hand_over(clock::now());
                    }
                    self.endpoint.handle(clock::now(), Input::Timeout, &mut effects);
                    self.perform(clock::now(), &mut effects);
                }
            }
        }
    }

    fn take_letter(&mut self, now: Instant, letter: ToSignalling, effects: &mut Vec<Effect>) {
        match letter {
            ToSignalling::Sip { owner, effect } => {
                let Some(effect) = self.finder.take(owner, effect) else {
                    return;
                };
                if let Some(captures) = &mut self.captures {
                    captures.follow(owner, &effect);
                }
                if let Some(input) = on_behalf(owner, effect) {
                    self.endpoint.handle(now, input, effects);
                }
            }
            ToSignalling::Unlocated { owner, branch } => {
                let cause = Failure::Transport;
                self.deliver(owner, user_agent::Input::Failed { branch, cause });
            }
            ToSignalling::Pass {
                transaction,
                response,
            } => {
                let input = Input::Pass {
                    transaction,
                    response,
                };
                self.endpoint.handle(now, input, effects);
            }
            ToSignalling::HopFailed { target, retry_after } => {
                self.finder.hop_failed(&target, retry_after);
            }
            ToSignalling::Respond {
                transaction,
                response,
            } => {
                self.endpoint.handle(
                    now,
                    Input::Respond {
                        transaction,
                        response,
                    },
                    effects,
                );
            }
            ToSignalling::Conduct { from, conduct } => self.gate.note(now, from, &conduct),
            ToSignalling::Edge(order) => self.gate.obey(now, order),
            ToSignalling::Recorded { call, record } => {
                if let Some(captures) = &mut self.captures {
                    captures.tap.end(now, call, record);
                }
            }
            ToSignalling::ShowCapture { call, reply } => {
                let shown = self.captures.as_ref().and_then(|captures| captures.show(&call));
                // Whoever asked may have gone.
                let _ = reply.send(shown);
            }
            ToSignalling::Drain => self.admission.drain(),
        }
        self.perform(now, effects);
    }

    fn take_inbound(&mut self, now: Instant, inbound: Inbound, effects: &mut Vec<Effect>) {
        match inbound {
            Inbound::Message { flow, bytes } => {
                let from = flow.remote.ip();
                match self.gate.judge(now, from, &bytes) {
                    Verdict::Pass => {
                        if let Some(captures) = &mut self.captures {
                            captures.tap.received(now, &flow, &bytes);
                        }
                        self.endpoint
                            .handle(now, Input::Received { flow, bytes }, effects);
                    }
                    Verdict::Busy => self.endpoint.handle(now, Input::Excess { flow, bytes }, effects),
                    Verdict::Drop(_) => return,
                }
                if effects.iter().any(is_malformed) {
                    let (user, offence) = (None, Offence::Malformed);
                    self.gate.note(now, from, &Conduct::Offended { user, offence });
                }
            }
            Inbound::SendFailed { branch, target } => {
                counter!("softswitch_sip_send_failed_total").increment(1);
                self.finder.hop_failed(&target, None);
                if let Some(branch) = branch {
                    self.endpoint.handle(now, Input::SendFailed { branch }, effects);
                }
            }
            Inbound::Refused {
                transport,
                remote,
                why,
            } => tracing::debug!(%transport, %remote, %why, "a connection was refused or ended"),
            Inbound::Closed { flow } => {
                self.closed.push(flow, &self.registrar);
                self.tell_trunks(ToTrunks::Closed(flow));
                self.endpoint.handle(now, Input::Closed { flow }, effects);
            }
        }
        self.perform(now, effects);
    }

    /// Performs the endpoint's effects; answering some of them makes new ones.
    fn perform(&mut self, now: Instant, effects: &mut Vec<Effect>) {
        let mut next = Vec::new();
        while !effects.is_empty() {
            for effect in effects.drain(..) {
                match effect {
                    Effect::Transmit {
                        target,
                        bytes,
                        branch,
                    } => {
                        if let Some(captures) = &mut self.captures {
                            captures.tap.sent(now, &target, &bytes);
                        }
                        self.transports.send(target, bytes, branch);
                    }
                    Effect::Incoming {
                        flow,
                        transaction,
                        mut request,
                    } => {
                        self.gate.screen(now, flow.remote.ip(), &mut request);
                        if let Some(input) = self.incoming(now, flow, transaction, request) {
                            self.endpoint.handle(now, input, &mut next);
                        }
                    }
                    Effect::Stray { flow, request } => {
                        if let Err(full) = self.proxy.acknowledge(flow, request) {
                            lost(&full);
                        }
                    }
                    Effect::Deliver { owner, input } => {
                        if let Some(input) = self.deliver(owner, input) {
                            self.endpoint.handle(now, input, &mut next);
                        }
                    }
                    Effect::Dropped(reason) => {
                        counter!("softswitch_sip_dropped_total", "reason" => reason.code()).increment(1);
                    }
                }
            }
            std::mem::swap(effects, &mut next);
        }
    }

    fn tell_trunks(&self, letter: ToTrunks) {
        if self.trunks.try_send(letter).is_err() {
            counter!("softswitch_trunk_letters_lost_total").increment(1);
        }
    }

    /// Hands on what the endpoint has for an owner. What has to be answered at once is returned.
    fn deliver(&self, owner: Owner, input: user_agent::Input) -> Option<Input> {
        match Addressee::of_owner(owner)? {
            Addressee::Leg(number, leg) => {
                let undelivered = self.directory.deliver(number, ToCall::Sip { leg, input }).err()?;
                counter!("softswitch_call_letters_lost_total").increment(1);
                tracing::warn!(call = %number, why = %undelivered.why, "a message for a call was lost");
                let (transaction, response) = undelivered.answer()?;
                Some(Input::Respond {
                    transaction,
                    response,
                })
            }
            Addressee::Trunk(slot) => {
                self.tell_trunks(ToTrunks::Heard { slot, input });
                None
            }
            Addressee::Passage(passage) => {
                if let Err(full) = self.proxy.deliver(passage, input) {
                    lost(&full);
                }
                None
            }
            Addressee::Watch(watch) => {
                let input = Box::new(input);
                self.events(Letter::Sip { watch, input })
            }
            Addressee::Notice(notice) => {
                let input = Box::new(input);
                self.events(Letter::Told { notice, input })
            }
        }
    }

    /// Hands a letter to the events task; a request that it has no room for is answered 503.
    fn events(&self, letter: Letter) -> Option<Input> {
        let letter = self.events.post(letter).err()?;
        counter!("softswitch_events_letters_lost_total").increment(1);
        let (transaction, request) = letter.request()?;
        Some(Input::Respond {
            transaction,
            response: Response::for_request(request, StatusCode::SERVICE_UNAVAILABLE),
        })
    }

    /// A request that belongs to no call yet. What it answers at once is returned.
    fn incoming(
        &mut self,
        now: Instant,
        flow: Flow,
        transaction: ServerId,
        request: Request,
    ) -> Option<Input> {
        let method = request.method().to_string();
        counter!("softswitch_sip_requests_total", "method" => method_label(request.method(), &method))
            .increment(1);
        if let Some(about) = self.admission.referred(&request) {
            let referred = self.admission.refer(about, (flow, transaction), &request);
            let response = *referred.err()?;
            return Some(Input::Respond {
                transaction,
                response,
            });
        }
        if is_forwarded(&request) {
            return self.forward(flow, transaction, request);
        }
        if let Some(response) = capabilities::refuse(&request) {
            return Some(Input::Respond {
                transaction,
                response,
            });
        }
        match request.method() {
            Method::Register => self.register(flow, transaction, request),
            Method::Invite => self.invite(now, flow, transaction, &request),
            Method::Subscribe | Method::Publish => self.events(Letter::Request {
                flow,
                transaction,
                request: Box::new(request),
            }),
            Method::Options => Some(Input::Respond {
                transaction,
                response: capabilities::describe(&request),
            }),
            _ => Some(Input::Respond {
                transaction,
                response: capabilities::not_allowed(&request),
            }),
        }
    }

    /// What is neither for a call nor for a service goes on to its user's phones.
    fn forward(&mut self, flow: Flow, transaction: ServerId, request: Request) -> Option<Input> {
        let mut response = Response::for_request(&request, StatusCode::SERVICE_UNAVAILABLE);
        let full = self.proxy.forward(flow, transaction, request).err()?;
        lost(&full);
        response.headers_mut().push(HeaderName::RetryAfter, RETRY_AFTER_S);
        Some(Input::Respond {
            transaction,
            response,
        })
    }

    fn register(&mut self, flow: Flow, transaction: ServerId, request: Request) -> Option<Input> {
        let refused = self
            .registrar
            .register(Registration {
                flow,
                transaction,
                request,
            })
            .err()?;
        let response = Response::for_request(&refused.request, StatusCode::SERVICE_UNAVAILABLE);
        Some(Input::Respond {
            transaction: refused.transaction,
            response,
        })
    }

    fn invite(
        &mut self,
        now: Instant,
        flow: Flow,
        transaction: ServerId,
        request: &Request,
    ) -> Option<Input> {
        let certified = self.transports.names(&flow);
        let admitted = self
            .admission
            .admit(now, flow, transaction, request, certified.as_deref());
        match admitted {
            Ok(seat) => {
                if let Some(captures) = &mut self.captures {
                    captures.begin(seat.call, request);
                }
                Some(Input::Own {
                    transaction,
                    owner: seat.call.owner(seat.leg),
                })
            }
            Err(response) => Some(Input::Respond {
                transaction,
                response: *response,
            }),
        }
    }
}

/// Whether a message could not be read.
fn is_malformed(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Dropped(DropReason::Malformed(_) | DropReason::Refused(_))
    )
}

/// A request of a dialog comes here only if the dialog is none of ours and has a Route.
fn is_forwarded(request: &Request) -> bool {
    let in_dialog = || request.headers().to().is_ok_and(|to| to.tag().is_some());
    takes(request) || (*request.method() != Method::Register && in_dialog())
}

fn lost(full: &Full) {
    counter!("softswitch_proxy_letters_lost_total").increment(1);
    tracing::warn!(%full, "a message through the proxy was lost");
}

/// Unknown methods share a label, so that a peer cannot grow the metrics.
fn method_label(method: &Method, written: &str) -> String {
    match method {
        Method::Other(_) => String::from("other"),
        _ => written.to_owned(),
    }
}
