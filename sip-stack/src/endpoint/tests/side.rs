//! One phone: an endpoint, its usages and what they told.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;

use crate::endpoint::{Effect, Endpoint, EndpointConfig, Input, Owner, ServerId};
use crate::flow::{Flow, Target};
use crate::message::{Body, Method, NameAddr, Request, Response, StatusCode, Transport, Uri};
use crate::tokens::Tokens;
use crate::user_agent::{
    self, Command, Ended, Event, Farewell, InviteUsage, LocalIdentity, OutgoingInvite, Terms,
};

pub(super) struct Side {
    pub(super) address: SocketAddr,
    pub(super) endpoint: Endpoint,
    pub(super) usages: BTreeMap<u64, InviteUsage>,
    pub(super) events: Vec<String>,
    /// What the user does on an event, without thinking.
    pub(super) habit: fn(&Event) -> Option<Command>,
    /// The last request that waits for an answer.
    pub(super) asked: Option<ServerId>,
    pub(super) outbox: Vec<(Target, Bytes)>,
    pub(super) terms: Terms,
    tokens: Tokens,
    last_owner: u64,
}

pub(super) fn sdp(text: &'static str) -> Option<Body> {
    Some(Body::new("application/sdp", text))
}

impl Side {
    pub(super) fn new(number: u8, seed: u8) -> Self {
        let address = SocketAddr::from(([10, 0, 0, number], 5060));
        let mut tokens = Tokens::from_seed([seed.wrapping_add(number.wrapping_mul(37)); 32]);
        let mut config = EndpointConfig::new("test");
        for transport in [Transport::Udp, Transport::Tcp] {
            config.listen(transport, address);
        }
        let endpoint = Endpoint::new(config, tokens.fork());
        Self {
            address,
            endpoint,
            usages: BTreeMap::new(),
            events: Vec::new(),
            habit: |_| None,
            asked: None,
            outbox: Vec::new(),
            terms: Terms::PLAIN,
            tokens,
            last_owner: 0,
        }
    }

    fn contact(&self) -> Uri {
        Uri::parse(format!("sip:phone@{}", self.address).as_bytes()).unwrap()
    }

    pub(super) fn call(&mut self, now: Instant, to: SocketAddr, transport: Transport, offer: Option<Body>) {
        let uri = Uri::parse(format!("sip:callee@{to}").as_bytes()).unwrap();
        let invite = OutgoingInvite {
            uri: uri.clone(),
            from: NameAddr::new(self.contact()),
            to: NameAddr::new(uri),
            contact: self.contact(),
            target: Target::Address {
                transport,
                remote: to,
            },
            route: Vec::new(),
            offer,
            max_forwards: 70,
            terms: self.terms,
            headers: Vec::new(),
        };
        self.last_owner += 1;
        let mut effects = Vec::new();
        let usage = InviteUsage::start(invite, &mut self.tokens, now, &mut effects);
        self.usages.insert(self.last_owner, usage);
        self.perform_usage(now, self.last_owner, effects);
    }

    /// Commands the latest usage.
    pub(super) fn command(&mut self, now: Instant, command: Command) {
        self.tell(now, self.last_owner, user_agent::Input::Command(command));
    }

    pub(super) fn receive(&mut self, now: Instant, flow: Flow, bytes: Bytes) {
        self.feed(now, Input::Received { flow, bytes });
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let usages = self.usages.values().filter_map(InviteUsage::deadline);
        usages.chain(self.endpoint.deadline()).min()
    }

    pub(super) fn wake(&mut self, now: Instant) {
        self.feed(now, Input::Timeout);
        let owners: Vec<u64> = self.usages.keys().copied().collect();
        for owner in owners {
            self.tell(now, owner, user_agent::Input::Timeout);
        }
    }

    pub(super) fn feed(&mut self, now: Instant, input: Input) {
        let mut effects = Vec::new();
        self.endpoint.handle(now, input, &mut effects);
        for effect in effects {
            match effect {
                Effect::Transmit { target, bytes, .. } => self.outbox.push((target, bytes)),
                Effect::Deliver { owner, input } => self.tell(now, owner.0, input),
                Effect::Stray { request, .. } => self.events.push(format!("stray {}", request.method())),
                Effect::Dropped(reason) => self.events.push(format!("dropped {}", reason.code())),
                Effect::Incoming {
                    flow,
                    transaction,
                    request,
                } if *request.method() == Method::Invite => {
                    self.invited(now, flow, transaction, request);
                }
                Effect::Incoming {
                    transaction, request, ..
                } => {
                    let response = Response::for_request(&request, StatusCode::METHOD_NOT_ALLOWED);
                    self.feed(
                        now,
                        Input::Respond {
                            transaction,
                            response,
                        },
                    );
                }
            }
        }
    }

    fn invited(&mut self, now: Instant, flow: Flow, transaction: ServerId, request: Request) {
        self.last_owner += 1;
        let owner = self.last_owner;
        self.feed(
            now,
            Input::Own {
                transaction,
                owner: Owner(owner),
            },
        );
        let local = LocalIdentity {
            contact: self.contact(),
            terms: self.terms,
        };
        let (mut effects, tokens) = (Vec::new(), &mut self.tokens);
        let started = InviteUsage::receive(
            request.clone(),
            transaction,
            flow,
            local,
            tokens,
            now,
            &mut effects,
        );
        match started {
            Ok(usage) => {
                self.events.push("invited".into());
                self.usages.insert(owner, usage);
                self.perform_usage(now, owner, effects);
                let invited = Event::ReinviteReceived { offer: None, request };
                if let Some(command) = (self.habit)(&invited) {
                    self.tell(now, owner, user_agent::Input::Command(command));
                }
            }
            Err(refusal) => {
                let response = refusal.response(&request);
                self.feed(
                    now,
                    Input::Respond {
                        transaction,
                        response,
                    },
                );
            }
        }
    }

    fn tell(&mut self, now: Instant, owner: u64, input: user_agent::Input) {
        let Some(usage) = self.usages.get_mut(&owner) else {
            return;
        };
        let mut effects = Vec::new();
        usage.handle(now, input, &mut effects);
        if usage.is_over() {
            self.usages.remove(&owner);
        }
        self.perform_usage(now, owner, effects);
    }

    fn perform_usage(&mut self, now: Instant, owner: u64, effects: Vec<user_agent::Effect>) {
        for effect in effects {
            let owner_id = Owner(owner);
            let input = match effect {
                user_agent::Effect::Request {
                    branch,
                    request,
                    target,
                } => Input::Request {
                    owner: owner_id,
                    branch,
                    request,
                    target,
                },
                user_agent::Effect::Ack { request, target } => Input::Ack { request, target },
                user_agent::Effect::Cancel { branch, headers } => Input::Cancel { branch, headers },
                user_agent::Effect::Respond {
                    transaction,
                    response,
                } => Input::Respond {
                    transaction,
                    response,
                },
                user_agent::Effect::Claim(dialog) => Input::Claim {
                    dialog,
                    owner: owner_id,
                },
                user_agent::Effect::Release(dialog) => Input::Release { dialog },
                user_agent::Effect::Event(event) => {
                    if let Event::OfferReceived { transaction, .. } = &event {
                        self.asked = Some(*transaction);
                    }
                    self.events.push(describe(&event));
                    if let Some(command) = (self.habit)(&event) {
                        self.tell(now, owner, user_agent::Input::Command(command));
                    }
                    continue;
                }
            };
            self.feed(now, input);
        }
    }
}

fn text(body: Option<&Body>) -> String {
    body.map_or("-".into(), |body| {
        String::from_utf8_lossy(&body.bytes).into_owned()
    })
}

fn reason(reason: Option<&Bytes>) -> String {
    reason.map_or("-".into(), |reason| String::from_utf8_lossy(reason).into_owned())
}

fn describe(event: &Event) -> String {
    match event {
        Event::Progress {
            status,
            body,
            needs_acknowledge,
            ..
        } => {
            let what = if *needs_acknowledge {
                "progress with offer"
            } else {
                "progress"
            };
            format!("{what} {status} {}", text(body.as_ref()))
        }
        Event::ProgressAcknowledged { answer } => format!("progress acknowledged {}", text(answer.as_ref())),
        Event::ProgressUnacknowledged => "progress never acknowledged".into(),
        Event::OfferReceived { offer, request, .. } => {
            format!("offered by {} {}", request.method(), text(Some(offer)))
        }
        Event::UpdateAnswered { body } => format!("update answered {}", text(body.as_ref())),
        Event::UpdateFailed { status, .. } => format!("update failed {status}"),
        Event::Answered {
            status,
            body,
            needs_acknowledge: false,
            ..
        } => {
            format!("answered {status} {}", text(body.as_ref()))
        }
        Event::Answered { body, .. } => format!("answered with offer {}", text(body.as_ref())),
        Event::Failed { status, .. } => format!("failed {status}"),
        Event::Confirmed { body } => format!("confirmed {}", text(body.as_ref())),
        Event::Cancelled { reason: why } => format!("cancelled {}", reason(why.as_ref())),
        Event::ReinviteReceived { offer, .. } => format!("reinvited {}", text(offer.as_ref())),
        Event::ReinviteCancelled => "reinvite cancelled".into(),
        Event::ReinviteConfirmed { body } => format!("reinvite confirmed {}", text(body.as_ref())),
        Event::ReinviteAnswered {
            body,
            needs_acknowledge: false,
        } => {
            format!("reinvite answered {}", text(body.as_ref()))
        }
        Event::ReinviteAnswered { body, .. } => {
            format!("reinvite answered with offer {}", text(body.as_ref()))
        }
        Event::ReinviteFailed { status, .. } => format!("reinvite failed {status}"),
        Event::Request { request, .. } => format!("asked {}", request.method()),
        Event::RequestAnswered { method, response } => format!("told {method} {}", response.status()),
        Event::Ended(Ended::PeerBye(Farewell { reason: why, .. })) => {
            format!("peer bye {}", reason(why.as_ref()))
        }
        Event::RefreshDue => "refresh due".into(),
        Event::Ended(Ended::SessionExpired) => "session expired".into(),
        Event::Ended(Ended::LocalBye) => "local bye".into(),
        Event::Ended(Ended::NeverAcknowledged) => "never acknowledged".into(),
        Event::Ended(Ended::PeerGone { status }) => format!("peer gone {status}"),
    }
}
