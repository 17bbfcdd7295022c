//! The phone's task: its endpoint, its lines and its registration.

use std::collections::HashMap;
use std::net::SocketAddr;

use sip_stack::endpoint::{Effect, Endpoint, EndpointConfig, Input, ServerId, on_behalf};
use sip_stack::flow::Flow;
use sip_stack::message::{Method, Request, Response, SipUri, StatusCode, Uri};
use sip_stack::tokens::Tokens;
use sip_stack::transport::{Inbound, Listener, TransportLimits, Transports};
use sip_stack::user_agent::{self, Command, InviteUsage, LocalIdentity, Terms};
use tokio::sync::mpsc;

use super::account::Account;
use super::audio::{Audio, Heard};
use super::handle::{Incoming, PhoneError, Wish};
use super::line::{Line, LineId, State};
use super::registration::{self, Registration};
use crate::call::number_of;
use crate::clock;

/// Wishes and rings that may wait.
const QUEUE_MAX: usize = 64;

/// Switches a phone on.
pub(super) async fn start(
    account: Account,
    bind: SocketAddr,
) -> Result<(mpsc::Sender<Wish>, mpsc::Receiver<Incoming>), PhoneError> {
    let listener = Listener::new(account.transport, bind);
    let mut config = EndpointConfig::new("softswitch-phone");
    let (transports, inbound) = Transports::bind(&[listener], TransportLimits::default(), None)?;
    let local = transports.local().first().map_or(bind, |(_, local)| *local);
    config.listen(account.transport, local);
    let mut tokens = Tokens::from_os();
    let contact = contact(&account, local);
    let (wish_sender, wishes) = mpsc::channel(QUEUE_MAX);
    let (ring, incoming) = mpsc::channel(QUEUE_MAX);
    let task = Task {
        endpoint: Endpoint::new(config, tokens.fork()),
        registration: Registration::default(),
        transports,
        contact,
        account,
        lines: HashMap::new(),
        next_line: 1,
        tokens,
        wish_sender: wish_sender.downgrade(),
        ring,
    };
    tokio::spawn(task.run(inbound, wishes));
    Ok((wish_sender, incoming))
}

fn contact(account: &Account, local: SocketAddr) -> Uri {
    let uri = SipUri::new(Some(&account.extension), local.ip().into()).with_port(local.port());
    Uri::Sip(match account.transport.is_reliable() {
        true => uri.with_param("transport", "tcp"),
        false => uri,
    })
}

pub(super) struct Task {
    pub(super) account: Account,
    pub(super) contact: Uri,
    endpoint: Endpoint,
    transports: Transports,
    registration: Registration,
    pub(super) lines: HashMap<LineId, Line>,
    next_line: u64,
    pub(super) tokens: Tokens,
    /// For the calls that ring; weak, so that the phone goes off when its user drops it.
    wish_sender: mpsc::WeakSender<Wish>,
    ring: mpsc::Sender<Incoming>,
}

impl Task {
    async fn run(mut self, mut inbound: mpsc::Receiver<Inbound>, mut wishes: mpsc::Receiver<Wish>) {
        loop {
            let lines = self.lines.values().filter_map(|line| line.usage.deadline());
            let others = [self.endpoint.deadline(), self.registration.deadline()];
            let deadline = lines.chain(others.into_iter().flatten()).min();
            tokio::select! {
                wish = wishes.recv() => match wish {
                    Some(wish) => self.grant(wish).await,
                    None => return,
                },
                Some(arrived) = inbound.recv() => match arrived {
                    Inbound::Message { flow, bytes } => self.feed(Input::Received { flow, bytes }).await,
                    Inbound::SendFailed { branch: Some(branch), .. } => {
                        self.feed(Input::SendFailed { branch }).await;
                    }
                    Inbound::Closed { flow } => self.feed(Input::Closed { flow }).await,
                    Inbound::SendFailed { .. } | Inbound::Refused { .. } => {}
                },
                () = clock::until(deadline) => self.timeout().await,
            }
            self.lines
                .retain(|_, line| line.state != State::Over || !line.usage.is_over());
        }
    }

    async fn timeout(&mut self) {
        let now = clock::now();
        self.feed(Input::Timeout).await;
        for input in self.registration.timeout(now) {
            self.feed(input).await;
        }
        let due: Vec<LineId> = self
            .lines
            .iter()
            .filter(|(_, line)| line.usage.deadline().is_some_and(|at| at <= now))
            .map(|(id, _)| *id)
            .collect();
        for id in due {
            self.line_input(id, user_agent::Input::Timeout).await;
        }
    }

    async fn grant(&mut self, wish: Wish) {
        let now = clock::now();
        match wish {
            Wish::Register { expires_s, reply } => {
                let (who, tokens) = ((&self.account, &self.contact), &mut self.tokens);
                for input in self.registration.start(now, who, tokens, expires_s, reply) {
                    self.feed(input).await;
                }
            }
            Wish::Dial {
                number,
                hz,
                events,
                reply,
            } => {
                let id = self.fresh_line();
                // The user may have given up while we were busy.
                let _ = reply.send(id);
                self.dial(id, number, hz, events).await;
            }
            Wish::Answer { line, hz } => self.on_line(line, |line| line.pick_up(now, hz)).await,
            Wish::Reject { line, status } => self.on_line(line, |line| line.reject(now, status)).await,
            Wish::HangUp { line } => self.on_line(line, |line| line.hang_up(now)).await,
            Wish::Heard { line, reply } => {
                let heard = self
                    .lines
                    .get(&line)
                    .map_or(Heard::default(), |line| line.audio.heard());
                let _ = reply.send(heard);
            }
        }
    }

    fn fresh_line(&mut self) -> LineId {
        self.next_line += 1;
        LineId(self.next_line)
    }

    async fn on_line(&mut self, id: LineId, act: impl FnOnce(&mut Line) -> Vec<user_agent::Effect>) {
        let effects = self.lines.get_mut(&id).map(act).unwrap_or_default();
        self.pass(id, effects).await;
    }

    async fn line_input(&mut self, id: LineId, input: user_agent::Input) {
        let now = clock::now();
        self.on_line(id, |line| line.handle(now, input)).await;
    }

    /// Sends on what a line's dialog wants of the endpoint.
    pub(super) async fn pass(&mut self, id: LineId, effects: Vec<user_agent::Effect>) {
        for effect in effects {
            if let Some(input) = on_behalf(id.owner(), effect) {
                self.feed(input).await;
            }
        }
        if let Some(challenge) = self.lines.get_mut(&id).and_then(|line| line.challenge.take()) {
            Box::pin(self.answer_challenge(id, &challenge)).await;
        }
    }

    /// Feeds the endpoint and performs what it wants.
    pub(super) async fn feed(&mut self, input: Input) {
        let mut effects = Vec::new();
        self.endpoint.handle(clock::now(), input, &mut effects);
        for effect in effects {
            match effect {
                Effect::Transmit {
                    target,
                    bytes,
                    branch,
                } => self.transports.send(target, bytes, branch),
                Effect::Incoming {
                    flow,
                    transaction,
                    request,
                } => {
                    Box::pin(self.incoming(flow, transaction, request)).await;
                }
                Effect::Deliver {
                    owner: registration::OWNER,
                    input,
                } => {
                    for next in self.registration.handle(clock::now(), input) {
                        Box::pin(self.feed(next)).await;
                    }
                }
                Effect::Deliver { owner, input } => {
                    Box::pin(self.line_input(LineId(owner.0), input)).await;
                }
                Effect::Stray { .. } | Effect::Dropped(_) => {}
            }
        }
    }

    async fn incoming(&mut self, flow: Flow, transaction: ServerId, request: Request) {
        if *request.method() != Method::Invite {
            let response = Response::for_request(&request, StatusCode::METHOD_NOT_ALLOWED);
            self.feed(Input::Respond {
                transaction,
                response,
            })
            .await;
            return;
        }
        let id = self.fresh_line();
        self.feed(Input::Own {
            transaction,
            owner: id.owner(),
        })
        .await;
        let response = match self.take_call(id, flow, transaction, &request).await {
            Ok(effects) => {
                self.pass(id, effects).await;
                let ringing = Command::Progress {
                    status: StatusCode::RINGING,
                    body: None,
                    headers: Vec::new(),
                };
                self.line_input(id, user_agent::Input::Command(ringing)).await;
                return;
            }
            Err(status) => Response::for_request(&request, status),
        };
        self.feed(Input::Respond {
            transaction,
            response,
        })
        .await;
    }

    async fn take_call(
        &mut self,
        id: LineId,
        flow: Flow,
        transaction: ServerId,
        request: &Request,
    ) -> Result<Vec<user_agent::Effect>, StatusCode> {
        let wishes = self
            .wish_sender
            .upgrade()
            .ok_or(StatusCode::TEMPORARILY_UNAVAILABLE)?;
        let audio = Audio::open(flow.local.ip())
            .await
            .map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
        let mut negotiator = self.account.negotiator(&mut self.tokens);
        if let Some(offer) = request.session_part() {
            negotiator
                .receive_offer(&offer.bytes)
                .map_err(|_| StatusCode::NOT_ACCEPTABLE_HERE)?;
        }
        let from = caller_number(request);
        let local = LocalIdentity {
            contact: self.contact.clone(),
            terms: Terms::PLAIN,
        };
        let mut effects = Vec::new();
        let usage = InviteUsage::receive(
            request.clone(),
            transaction,
            flow,
            local,
            &mut self.tokens,
            clock::now(),
            &mut effects,
        )
        .map_err(|refusal| refusal.status)?;
        let (incoming, events) = Incoming::new(id, wishes, from);
        let line = Line {
            usage,
            negotiator,
            audio,
            state: State::Ringing,
            hz: None,
            unchallenged: None,
            challenge: None,
            events,
        };
        self.lines.insert(id, line);
        // A phone whose user takes no calls rings until the caller gives up.
        let _ = self.ring.try_send(incoming);
        Ok(effects)
    }
}

fn caller_number(request: &Request) -> String {
    request
        .headers()
        .from()
        .ok()
        .and_then(|from| number_of(from.uri()))
        .unwrap_or_default()
}
