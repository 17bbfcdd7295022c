//! A scripted phone: the real endpoint and the real dialog, with a script for a user.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Instant;

use bytes::Bytes;
use media::codec::Codec;
use media::offer_answer::{MediaAddress, Negotiator};
use sip_stack::endpoint::on_behalf;
use sip_stack::endpoint::{Effect, Endpoint, EndpointConfig, Input, Owner, ServerId};
use sip_stack::flow::{Flow, Target};
use sip_stack::message::{HeaderName, Method, NameAddr, Request, Response, StatusCode, Transport, Uri};
use sip_stack::tokens::Tokens;
use sip_stack::user_agent::{self, Command, Farewell, InviteUsage, LocalIdentity, OutgoingInvite, Terms};
use softswitch::call;

use super::node::{Node, Packet, address, flow};
use super::script::{Action, OnRing};
use super::sdp::{By, without_events};

pub(super) struct SimPhone {
    name: &'static str,
    extension: &'static str,
    address: SocketAddr,
    switch: SocketAddr,
    pub(super) on_ring: OnRing,
    pub(super) terms: Terms,
    endpoint: Endpoint,
    tokens: Tokens,
    /// The calls, by the endpoint's name for them.
    pub(super) lines: BTreeMap<u64, Line>,
    next_line: u64,
    /// How requests within a call are answered, if not 200.
    pub(super) refuses: Option<StatusCode>,
    pub(super) refuses_offers: Option<StatusCode>,
    knows_no_events: bool,
    /// What it takes for its own address.
    media_ip: IpAddr,
    farewell: Farewell,
    /// What responses to INVITEs say.
    says: &'static [(&'static str, &'static str)],
}

pub(super) struct Line {
    usage: InviteUsage,
    pub(super) negotiator: Negotiator,
    pub(super) confirmed: bool,
    /// The far end's, before the answer.
    pub(super) early_tag: Option<Box<str>>,
    incoming: bool,
    pub(super) answer_at: Option<Instant>,
}

impl SimPhone {
    pub(super) fn new(
        name: &'static str,
        extension: &'static str,
        address: SocketAddr,
        switch: SocketAddr,
        seed: u8,
        on_ring: OnRing,
    ) -> Self {
        let mut tokens = Tokens::from_seed([seed; 32]);
        let endpoint = Endpoint::new(EndpointConfig::new(name), tokens.fork());
        let lines = BTreeMap::new();
        Self {
            name,
            extension,
            address,
            switch,
            on_ring,
            terms: Terms::PLAIN,
            endpoint,
            tokens,
            lines,
            next_line: 1,
            refuses: None,
            refuses_offers: None,
            knows_no_events: false,
            media_ip: address.ip(),
            farewell: Farewell::default(),
            says: &[],
        }
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn act(&mut self, now: Instant, action: Action, out: &mut Vec<Packet>) {
        match action {
            Action::Dial(number) => self.dial(now, number, true, &[], out),
            Action::DialWithoutOffer(number) => self.dial(now, number, false, &[], out),
            Action::DialWith(number, headers) => self.dial(now, number, true, headers, out),
            Action::SendRaw(bytes) => {
                out.push(Packet {
                    from: self.address,
                    to: self.switch,
                    bytes: Bytes::from(bytes),
                });
            }
            Action::Answer => self.each_line(now, Self::answer, out),
            Action::HangUp => self.each_line(now, Self::hang_up, out),
            Action::HangUpSaying(reason, user_to_user) => {
                self.farewell = Farewell {
                    reason: Some(Bytes::from_static(reason.as_bytes())),
                    user_to_user: Some(Bytes::from_static(user_to_user.as_bytes())),
                };
                self.each_line(now, Self::hang_up, out);
            }
            Action::SayInAnswers(headers) => self.says = headers,
            Action::HangUpLine(line) => self.hang_up(now, line, out),
            Action::Say(said) => self.say(now, &said, out),
            Action::ReferToLine(line, other) => self.refer_to_line(now, (line, other), out),
            // The world does it: it knows the other phone.
            Action::ReferToPhone(..)
            | Action::DialReplacing(..)
            | Action::AskReplacing(..)
            | Action::DialJoining(..)
            | Action::AskJoining(..) => {}
            Action::MoveBehindNat => self.media_ip = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 7)),
            Action::ForgetEvents => self.knows_no_events = true,
            Action::Refuse(status) => self.refuses = Some(status),
            Action::RefuseOffers(status) => self.refuses_offers = Some(status),
            Action::Hold => self.reoffer(now, "sendonly", By::Reinvite, out),
            Action::Resume => self.reoffer(now, "sendrecv", By::Reinvite, out),
            Action::UpdateHold => self.reoffer(now, "sendonly", By::Update, out),
            Action::AskForOffer => self.ask_for_offer(now, out),
        }
    }

    fn each_line(
        &mut self,
        now: Instant,
        act: fn(&mut Self, Instant, u64, &mut Vec<Packet>),
        out: &mut Vec<Packet>,
    ) {
        for id in self.lines.keys().copied().collect::<Vec<_>>() {
            act(self, now, id, out);
        }
    }

    pub(super) fn media_address(&self) -> MediaAddress {
        MediaAddress {
            ip: self.media_ip,
            rtp_port: 40_000,
            rtcp_port: 40_001,
            fingerprint: None,
            ice: None,
        }
    }

    fn contact(&self) -> Uri {
        call::address_of_record(self.extension, &self.address.ip().to_string())
    }

    pub(super) fn dial(
        &mut self,
        now: Instant,
        number: &str,
        with_offer: bool,
        headers: &[(&'static str, &str)],
        out: &mut Vec<Packet>,
    ) {
        let mut negotiator = Negotiator::new(7, vec![Codec::Pcmu]);
        let offer = with_offer.then(|| {
            let offer = negotiator.offer(&self.media_address());
            call::sdp_body(if self.knows_no_events {
                without_events(&offer)
            } else {
                offer
            })
        });
        let uri = call::address_of_record(number, "office.example");
        let invite = OutgoingInvite {
            to: NameAddr::new(uri.clone()),
            uri,
            from: NameAddr::new(call::address_of_record(self.extension, "office.example")),
            contact: self.contact(),
            target: Target::Address {
                transport: Transport::Udp,
                remote: self.switch,
            },
            route: Vec::new(),
            offer,
            max_forwards: 70,
            terms: self.terms,
            headers: lines(headers),
        };
        let mut effects = Vec::new();
        let usage = InviteUsage::start(invite, &mut self.tokens, now, &mut effects);
        let id = self.take_line(usage, negotiator, false);
        self.pass(now, id, effects, out);
    }

    fn take_line(&mut self, usage: InviteUsage, negotiator: Negotiator, incoming: bool) -> u64 {
        let id = self.next_line;
        self.next_line += 1;
        self.lines.insert(
            id,
            Line {
                usage,
                negotiator,
                confirmed: false,
                early_tag: None,
                incoming,
                answer_at: None,
            },
        );
        id
    }

    pub(super) fn answer(&mut self, now: Instant, id: u64, out: &mut Vec<Packet>) {
        let address = self.media_address();
        let Some(line) = self
            .lines
            .get_mut(&id)
            .filter(|line| line.incoming && !line.confirmed)
        else {
            return;
        };
        line.answer_at = None;
        line.confirmed = true;
        let sdp = if line.negotiator.has_remote() {
            line.negotiator
                .answer(&address)
                .map(|(sdp, _)| sdp)
                .unwrap_or_default()
        } else {
            line.negotiator.offer(&address)
        };
        self.tell(
            now,
            id,
            Command::Accept {
                body: Some(call::sdp_body(sdp)),
                headers: self.said(),
            },
            out,
        );
    }

    fn refuse(&mut self, now: Instant, id: u64, out: &mut Vec<Packet>) {
        if let Some(line) = self.lines.get_mut(&id) {
            line.answer_at = None;
        }
        let reject = Command::Reject {
            status: StatusCode::BUSY_HERE,
            headers: Vec::new(),
        };
        self.tell(now, id, reject, out);
    }

    pub(super) fn said(&self) -> Vec<(HeaderName, Bytes)> {
        lines(self.says)
    }

    fn hang_up(&mut self, now: Instant, id: u64, out: &mut Vec<Packet>) {
        let Some(line) = self.lines.get(&id) else { return };
        let command = match (line.confirmed, line.incoming) {
            (true, _) => Command::Bye(self.farewell.clone()),
            (false, false) => Command::Cancel {
                reason: self.farewell.reason.clone(),
            },
            (false, true) => Command::Reject {
                status: StatusCode::DECLINE,
                headers: Vec::new(),
            },
        };
        self.tell(now, id, command, out);
    }

    /// A Replaces value as the far end of the dialog reads it; the dialog may be an early one.
    pub(super) fn replaces(&self, line: u64) -> Option<String> {
        let line = self.lines.get(&line)?;
        let (ours, theirs) = (line.usage.local_dialog(), line.usage.dialog());
        let tag = theirs.map(|dialog| dialog.id().remote_tag.clone());
        let tag = tag.or_else(|| line.early_tag.clone())?;
        let (call_id, from_tag) = (&ours.call_id, &ours.local_tag);
        Some(format!("{call_id};to-tag={tag};from-tag={from_tag}"))
    }

    pub(super) fn tell(&mut self, now: Instant, id: u64, command: Command, out: &mut Vec<Packet>) {
        self.line_input(now, id, user_agent::Input::Command(command), out);
    }

    fn line_input(&mut self, now: Instant, id: u64, input: user_agent::Input, out: &mut Vec<Packet>) {
        let mut effects = Vec::new();
        if let Some(line) = self.lines.get_mut(&id) {
            line.usage.handle(now, input, &mut effects);
        }
        self.pass(now, id, effects, out);
        self.lines.retain(|_, line| !line.usage.is_over());
    }

    fn pass(&mut self, now: Instant, id: u64, effects: Vec<user_agent::Effect>, out: &mut Vec<Packet>) {
        for effect in effects {
            match effect {
                user_agent::Effect::Event(event) => self.hear(now, id, event, out),
                effect => {
                    if let Some(input) = on_behalf(Owner(id), effect) {
                        self.feed(now, input, out);
                    }
                }
            }
        }
    }

    fn feed(&mut self, now: Instant, input: Input, out: &mut Vec<Packet>) {
        let mut effects = Vec::new();
        self.endpoint.handle(now, input, &mut effects);
        for effect in effects {
            match effect {
                Effect::Transmit { target, bytes, .. } => {
                    if let Some(to) = address(&target) {
                        out.push(Packet {
                            from: self.address,
                            to,
                            bytes,
                        });
                    }
                }
                Effect::Incoming {
                    flow,
                    transaction,
                    request,
                } => {
                    self.incoming(now, flow, transaction, &request, out);
                }
                Effect::Deliver { owner, input } => self.line_input(now, owner.0, input, out),
                Effect::Stray { .. } | Effect::Dropped(_) => {}
            }
        }
    }

    fn incoming(
        &mut self,
        now: Instant,
        flow: Flow,
        transaction: ServerId,
        request: &Request,
        out: &mut Vec<Packet>,
    ) {
        if *request.method() != Method::Invite || self.on_ring == OnRing::Silent {
            let status = match (request.method(), self.on_ring) {
                (Method::Message | Method::Subscribe | Method::Notify, OnRing::Reject(status)) => status,
                (Method::Message | Method::Subscribe | Method::Notify, _) => StatusCode::OK,
                _ => StatusCode::METHOD_NOT_ALLOWED,
            };
            let response = Response::for_request(request, status);
            if self.on_ring != OnRing::Silent {
                self.feed(
                    now,
                    Input::Respond {
                        transaction,
                        response,
                    },
                    out,
                );
            }
            return;
        }
        if self.on_ring == OnRing::Challenge && !request.headers().has(HeaderName::ProxyAuthorization) {
            let mut response = Response::for_request(request, StatusCode::PROXY_AUTHENTICATION_REQUIRED);
            let challenge = "Digest realm=\"carrier\", nonce=\"n\", qop=\"auth\"";
            response
                .headers_mut()
                .push(HeaderName::ProxyAuthenticate, challenge);
            return self.feed(
                now,
                Input::Respond {
                    transaction,
                    response,
                },
                out,
            );
        }
        let owner = Owner(self.next_line);
        self.feed(now, Input::Own { transaction, owner }, out);
        let mut negotiator = Negotiator::new(9, vec![Codec::Pcmu]);
        if let Some(offer) = request.session_part() {
            // Whether the offer fits is the negotiator's test, not the flow's.
            let _ = negotiator.receive_offer(&offer.bytes);
        }
        let local = LocalIdentity {
            contact: self.contact(),
            terms: self.terms,
        };
        let mut effects = Vec::new();
        let (request, tokens) = (request.clone(), &mut self.tokens);
        let refused = request.clone();
        match InviteUsage::receive(request, transaction, flow, local, tokens, now, &mut effects) {
            Ok(usage) => {
                let id = self.take_line(usage, negotiator, true);
                self.pass(now, id, effects, out);
                self.ring(now, id, out);
            }
            Err(refusal) => {
                let response = refusal.response(&refused);
                self.feed(
                    now,
                    Input::Respond {
                        transaction,
                        response,
                    },
                    out,
                );
            }
        }
    }
}

fn lines(headers: &[(&'static str, &str)]) -> Vec<(HeaderName, Bytes)> {
    let line = |(name, value): &(&'static str, &str)| {
        let value = Bytes::copy_from_slice(value.as_bytes());
        (HeaderName::from_static(name), value)
    };
    headers.iter().map(line).collect()
}

impl Node for SimPhone {
    fn receive(&mut self, now: Instant, packet: Packet, out: &mut Vec<Packet>) {
        let flow = flow(self.address, packet.from);
        self.feed(
            now,
            Input::Received {
                flow,
                bytes: packet.bytes,
            },
            out,
        );
    }

    fn deadline(&self) -> Option<Instant> {
        let lines = self
            .lines
            .values()
            .flat_map(|line| [line.usage.deadline(), line.answer_at])
            .flatten();
        lines.chain(self.endpoint.deadline()).min()
    }

    fn timeout(&mut self, now: Instant, out: &mut Vec<Packet>) {
        self.feed(now, Input::Timeout, out);
        for id in self.lines.keys().copied().collect::<Vec<_>>() {
            let Some(line) = self.lines.get(&id) else { continue };
            if line.answer_at.is_some_and(|at| at <= now) {
                if matches!(self.on_ring, OnRing::RejectAfter(_)) {
                    self.refuse(now, id, out);
                } else {
                    self.answer(now, id, out);
                }
            } else if line.usage.deadline().is_some_and(|at| at <= now) {
                self.line_input(now, id, user_agent::Input::Timeout, out);
            }
        }
    }
}
