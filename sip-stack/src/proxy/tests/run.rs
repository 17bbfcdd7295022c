//! One context with its clock, its branches in the order they were forwarded, and what it sent back.

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::flow::Target;
use crate::message::{
    HeaderName, Limits, Message, Method, Request, Response, StatusCode, Transport, Uri, Via,
};
use crate::proxy::{Arrived, Context, Effect, ForwardTarget, Input, LoopMark};
use crate::tokens::{Branch, Tokens};
use crate::transaction::Failure;

pub(super) const SECRET: [u8; 32] = [9; 32];

pub(super) fn request(method: &str, more: &str) -> Request {
    let text = format!(
        "{method} sip:bob@office.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKclient\r\n\
         Max-Forwards: 70\r\nFrom: <sip:alice@office.example>;tag=a\r\nTo: <sip:bob@office.example>\r\n\
         Call-ID: c\r\nCSeq: 1 {method}\r\n{more}Content-Length: 0\r\n\r\n"
    );
    parse(&text)
}

pub(super) fn parse(text: &str) -> Request {
    match Message::parse(Bytes::copy_from_slice(text.as_bytes()), &Limits::default()) {
        Ok(Message::Request(request)) => request,
        other => panic!("no request: {other:?}"),
    }
}

/// A phone at a port of 192.0.2.9.
pub(super) fn phone(port: u16, q: u16) -> ForwardTarget {
    ForwardTarget {
        uri: Some(format!("sip:bob@192.0.2.9:{port}").parse::<Uri>().unwrap()),
        routes: Vec::new(),
        hops: vec![hop(port)],
        record_route: None,
        q,
        other_flows: Vec::new(),
    }
}

pub(super) fn hop(port: u16) -> Target {
    Target::Address {
        transport: Transport::Udp,
        remote: ([192, 0, 2, 9], port).into(),
    }
}

pub(super) struct Run {
    pub(super) now: Instant,
    context: Context,
    sent: Vec<(Branch, Request, Target)>,
    pub(super) cancelled: Vec<usize>,
    pub(super) back: Vec<Response>,
    pub(super) dead: Vec<Target>,
}

impl Run {
    pub(super) fn start(request: Request, targets: Vec<ForwardTarget>) -> Self {
        let now = some_moment();
        let mark = LoopMark::of(&request, &SECRET);
        let arrived = Arrived {
            unrouted: request.clone(),
            request,
            mark,
            targets,
        };
        let mut out = Vec::new();
        let context = Context::start(now, arrived, Tokens::from_seed([1; 32]), &mut out);
        let mut run = Self {
            now,
            context,
            sent: Vec::new(),
            cancelled: Vec::new(),
            back: Vec::new(),
            dead: Vec::new(),
        };
        run.take(out);
        run
    }

    pub(super) fn invite(targets: Vec<ForwardTarget>) -> Self {
        Self::start(request("INVITE", ""), targets)
    }

    /// How many copies were forwarded.
    pub(super) fn forwarded(&self) -> usize {
        self.sent.len()
    }

    /// The copy of a branch, with our Via.
    pub(super) fn copy(&self, branch: usize) -> Request {
        let (branch, request, _) = &self.sent[branch];
        let mut request = request.clone();
        let own = "198.51.100.1:5060".parse::<std::net::SocketAddr>().unwrap();
        let via = Via::new(Transport::Udp, own.into()).with_branch(&branch.to_string());
        request.headers_mut().push_via(&via);
        request
    }

    /// The ports that copies went to.
    pub(super) fn ports(&self) -> Vec<u16> {
        let port = |target: &Target| match target {
            Target::Address { remote, .. } => remote.port(),
            other => panic!("{other:?}"),
        };
        self.sent.iter().map(|(_, _, target)| port(target)).collect()
    }

    pub(super) fn answer(&mut self, branch: usize, code: u16) {
        self.answer_with(branch, code, &[]);
    }

    pub(super) fn answer_with(&mut self, branch: usize, code: u16, headers: &[(HeaderName, &str)]) {
        let mut response = Response::for_request(&self.copy(branch), StatusCode::new(code).unwrap());
        let to = response.headers().to().unwrap().with_tag(&format!("b{branch}"));
        response.headers_mut().set(HeaderName::To, to.to_bytes());
        for (name, value) in headers {
            response.headers_mut().push(name.clone(), value);
        }
        let branch = self.sent[branch].0;
        self.handle(Input::Response { branch, response });
    }

    pub(super) fn fail(&mut self, branch: usize, cause: Failure) {
        let branch = self.sent[branch].0;
        self.handle(Input::Failed { branch, cause });
    }

    pub(super) fn cancel(&mut self, reason: Option<&'static str>) {
        let reason = reason.map(|reason| Bytes::from_static(reason.as_bytes()));
        self.handle(Input::Cancelled { reason });
    }

    /// Lets time pass, with a step at each deadline on the way.
    pub(super) fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(at) = self.context.deadline().filter(|at| *at <= end && *at > self.now) {
            self.now = at;
            self.handle(Input::Timeout);
        }
        self.now = end;
    }

    pub(super) fn handle(&mut self, input: Input) {
        let mut out = Vec::new();
        self.context.handle(self.now, input, &mut out);
        self.take(out);
    }

    /// The status codes that were sent back.
    pub(super) fn codes(&self) -> Vec<u16> {
        self.back
            .iter()
            .map(|response| response.status().code())
            .collect()
    }

    pub(super) fn is_over(&self) -> bool {
        self.context.is_over(self.now)
    }

    fn take(&mut self, out: Vec<Effect>) {
        for effect in out {
            match effect {
                Effect::Forward {
                    branch,
                    request,
                    target,
                } => self.sent.push((branch, request, target)),
                Effect::Cancel { branch, .. } => {
                    let at = self.sent.iter().position(|(own, ..)| *own == branch).unwrap();
                    self.cancelled.push(at);
                }
                Effect::Pass(response) => {
                    let via = response.headers().via().unwrap();
                    assert_eq!(via.branch(), Some("z9hG4bKclient"), "our Via is taken off");
                    self.back.push(response);
                }
                Effect::Respond(response) => self.back.push(response),
                Effect::HopFailed { target, .. } => self.dead.push(target),
            }
        }
    }
}

pub(super) fn message() -> Request {
    let request = request("MESSAGE", "");
    assert_eq!(*request.method(), Method::Message);
    request
}

#[expect(
    clippy::disallowed_methods,
    reason = "where a test's time begins does not matter"
)]
fn some_moment() -> Instant {
    Instant::now()
}
