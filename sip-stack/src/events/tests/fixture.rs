//! A subscription and everything it said.

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::events::{Acceptance, Effect, Ended, Input, Subscription, Terms, Wish};
use crate::flow::Flow;
use crate::message::{Body, HeaderName, Limits, Message, Request, Response, StatusCode, Transport, Uri};
use crate::tokens::{Branch, Tokens};
use crate::transaction::{Failure, ServerId};
use crate::user_agent;

pub(super) const TERMS: Terms = Terms {
    least: Duration::from_secs(60),
    most: Duration::from_secs(3_600),
    usual: Duration::from_secs(1_800),
    gap: Duration::from_millis(500),
};

pub(super) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(super) fn request(method: &str, cseq: u32, more: &str, body: &str) -> Request {
    let length = body.len();
    let text = format!(
        "{method} sip:102@office.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.11;branch=z9hG4bK{cseq}\r\n\
         From: <sip:101@office.example>;tag=far\r\nTo: <sip:102@office.example>\r\nCall-ID: x\r\n\
         CSeq: {cseq} {method}\r\nContact: <sip:101@192.0.2.11>\r\n{more}Content-Length: {length}\r\n\r\n{body}"
    );
    match Message::parse(Bytes::from(text), &Limits::default()).unwrap() {
        Message::Request(request) => request,
        Message::Response(_) => unreachable!(),
    }
}

pub(super) fn flow() -> Flow {
    Flow {
        transport: Transport::Udp,
        local: "192.0.2.1:5060".parse().unwrap(),
        remote: "192.0.2.11:5060".parse().unwrap(),
        connection: None,
    }
}

/// A notifier's subscription with an owner that always has the state of the moment.
pub(super) struct World {
    pub(super) began: Instant,
    pub(super) now: Instant,
    subscription: Subscription,
    /// The state of the moment.
    pub(super) state: &'static str,
    /// One line for each thing that was said.
    pub(super) said: Vec<String>,
    pub(super) open: Option<Branch>,
    pub(super) last: Option<Request>,
    pub(super) ended: Option<Ended>,
    cseq: u32,
}

impl World {
    /// A subscription for which `more` stands in the SUBSCRIBE.
    #[expect(clippy::disallowed_methods, reason = "virtual time starts anywhere")]
    pub(super) fn subscribed(more: &str) -> Self {
        let began = Instant::now();
        let subscribe = request("SUBSCRIBE", 1, more, "");
        let with = Acceptance {
            wish: Wish::read(&subscribe, &TERMS).unwrap(),
            terms: TERMS,
            contact: Uri::parse(b"sip:192.0.2.1").unwrap(),
            headers: Vec::new(),
        };
        let mut effects = Vec::new();
        let tokens = Tokens::from_seed([1; 32]);
        let subscription =
            Subscription::accept(began, &subscribe, ServerId(1), flow(), with, tokens, &mut effects).unwrap();
        let mut world = Self {
            began,
            now: began,
            subscription,
            state: "idle",
            said: Vec::new(),
            open: None,
            last: None,
            ended: None,
            cseq: 1,
        };
        world.perform(effects);
        world
    }

    /// What has been said since the last look.
    pub(super) fn heard(&mut self) -> Vec<String> {
        std::mem::take(&mut self.said)
    }

    pub(super) fn handle(&mut self, input: Input) {
        let mut effects = Vec::new();
        self.subscription.handle(self.now, input, &mut effects);
        self.perform(effects);
    }

    pub(super) fn change(&mut self, state: &'static str) {
        self.state = state;
        self.handle(Input::Changed);
    }

    /// The subscriber answers the open NOTIFY.
    pub(super) fn answer(&mut self, code: u16, more: &[(HeaderName, &str)]) {
        let branch = self.open.take().unwrap();
        let mut response = Response::for_request(self.last.as_ref().unwrap(), StatusCode::new(code).unwrap());
        for (name, value) in more {
            response.headers_mut().push(name.clone(), value);
        }
        self.handle(Input::Sip(user_agent::Input::Response { branch, response }));
    }

    pub(super) fn fail(&mut self, cause: Failure) {
        let branch = self.open.take().unwrap();
        self.handle(Input::Sip(user_agent::Input::Failed { branch, cause }));
    }

    /// A request of the subscriber within the dialog.
    pub(super) fn receive(&mut self, method: &str, more: &str) {
        self.cseq += 1;
        self.handle(Input::Sip(user_agent::Input::Request {
            request: request(method, self.cseq, more, ""),
            transaction: Some(ServerId(1)),
            flow: flow(),
        }));
    }

    /// Lets time pass to the next deadline; when that is, since the beginning.
    pub(super) fn hop(&mut self) -> Duration {
        self.now = self.subscription.deadline().unwrap();
        self.handle(Input::Timeout);
        self.now - self.began
    }

    pub(super) fn is_over(&self) -> bool {
        self.subscription.is_over() && self.subscription.deadline().is_none()
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Sip(effect) => self.sip(effect),
                Effect::StateWanted => {
                    let body = Body::new("text/plain", self.state);
                    self.handle(Input::State(Some(body)));
                }
                Effect::Ended(ended) => self.ended = Some(ended),
            }
        }
    }

    fn sip(&mut self, effect: user_agent::Effect) {
        let text = |value: Option<std::borrow::Cow<'_, str>>| value.unwrap_or_default().into_owned();
        match effect {
            user_agent::Effect::Request { branch, request, .. } => {
                let standing = text(request.headers().text(HeaderName::SubscriptionState));
                let body = String::from_utf8_lossy(request.body()).into_owned();
                self.said.push(format!("{} {standing} {body}", request.method()));
                assert!(self.open.is_none(), "one NOTIFY at a time");
                self.open = Some(branch);
                self.last = Some(request);
            }
            user_agent::Effect::Respond { response, .. } => {
                let expires = text(response.headers().text(HeaderName::Expires));
                self.said.push(
                    format!("{} {expires}", response.status().code())
                        .trim_end()
                        .to_owned(),
                );
            }
            user_agent::Effect::Claim(_) => self.said.push(String::from("claim")),
            user_agent::Effect::Release(_) => self.said.push(String::from("release")),
            _ => panic!("a subscription asks for nothing else"),
        }
    }
}
