//! Runs one machine against a script and notes what it does, in milliseconds since its start.

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::message::{Limits, Message, Method, Request, Response, StatusCode};
use crate::transaction::{Client, InviteClient, InviteServer, Server, Timers, uac, uas};

pub(super) const TIMERS: fn() -> Timers = Timers::default;

pub(super) fn request(method: &str) -> Request {
    let text = format!(
        "{method} sip:b@10.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKone\r\n\
         Route: <sip:10.0.0.9;lr>\r\nFrom: <sip:a@10.0.0.1>;tag=1\r\nTo: <sip:b@10.0.0.2>\r\nCall-ID: x\r\n\
         CSeq: 7 {method}\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
    );
    match Message::parse(Bytes::from(text), &Limits::default()).unwrap() {
        Message::Request(request) => request,
        Message::Response(_) => unreachable!(),
    }
}

pub(super) fn response(code: u16) -> Response {
    Response::for_request(&request("INVITE"), StatusCode::new(code).unwrap())
}

/// What is common to the four machines.
pub(super) trait Machine {
    type Input;
    fn step(&mut self, now: Instant, input: Self::Input) -> Vec<String>;
    fn wake() -> Self::Input;
    fn next(&self) -> Option<Instant>;
    fn over(&self) -> bool;
}

fn label(bytes: &Bytes) -> String {
    match Message::parse(bytes.clone(), &Limits::default()).unwrap() {
        Message::Request(request) if *request.method() == Method::Ack => {
            format!("ACK {}", request.headers().cseq().unwrap().number)
        }
        Message::Request(request) => request.method().to_string(),
        Message::Response(response) => response.status().to_string(),
    }
}

pub(super) fn told_uac(effects: Vec<uac::Effect>) -> Vec<String> {
    let told = |effect: uac::Effect| match effect {
        uac::Effect::Send(bytes) => format!("send {}", label(&bytes)),
        uac::Effect::Deliver(response) => format!("deliver {}", response.status()),
        uac::Effect::Failed(failure) => format!("failed {failure:?}"),
    };
    effects.into_iter().map(told).collect()
}

fn told_uas(effects: Vec<uas::Effect>) -> Vec<String> {
    let told = |effect: uas::Effect| match effect {
        uas::Effect::Send(bytes) => format!("send {}", label(&bytes)),
        uas::Effect::Acknowledged => "acknowledged".into(),
        uas::Effect::Unacknowledged => "unacknowledged".into(),
    };
    effects.into_iter().map(told).collect()
}

macro_rules! machine {
    ($machine:ty, $side:ident, $told:ident) => {
        impl Machine for $machine {
            type Input = $side::Input;
            fn step(&mut self, now: Instant, input: Self::Input) -> Vec<String> {
                let mut effects = Vec::new();
                self.handle(now, input, &mut effects);
                $told(effects)
            }
            fn wake() -> Self::Input {
                $side::Input::Timeout
            }
            fn next(&self) -> Option<Instant> {
                self.deadline()
            }
            fn over(&self) -> bool {
                self.is_over()
            }
        }
    };
}

machine!(InviteClient, uac, told_uac);
machine!(Client, uac, told_uac);
machine!(InviteServer, uas, told_uas);
machine!(Server, uas, told_uas);

/// Gives the inputs at their milliseconds, hops to each deadline in between, and notes everything up to the end.
pub(super) fn run<M: Machine>(mut machine: M, start: Instant, script: Vec<(u64, M::Input)>) -> Vec<String> {
    let mut notes = Vec::new();
    let mut script = script.into_iter().peekable();
    loop {
        let planned = script.peek().map(|(ms, _)| start + Duration::from_millis(*ms));
        let next = [planned, machine.next()].into_iter().flatten().min();
        let Some(now) = next else { break };
        let input = match script.next_if(|_| planned == Some(now)) {
            Some((_, input)) => input,
            None => M::wake(),
        };
        let was_over = machine.over();
        let at = (now - start).as_millis();
        notes.extend(
            machine
                .step(now, input)
                .into_iter()
                .map(|note| format!("{at} {note}")),
        );
        if machine.over() && !was_over {
            notes.push(format!("{at} over"));
        }
    }
    notes
}

#[expect(clippy::disallowed_methods, reason = "virtual time starts anywhere")]
pub(super) fn start() -> Instant {
    Instant::now()
}
