//! Limits and fan-out of a board.

mod members;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use sip_stack::endpoint::ServerId;
use sip_stack::flow::Flow;
use sip_stack::message::{Limits, Message, Method, Request, Response, StatusCode, Transport, Uri};
use sip_stack::tokens::Tokens;
use sip_stack::user_agent;

use super::limits::{BATCH_MAX, NARROW_BODY_BYTES_MAX, WATCHES_PER_USER_MAX};
use super::{Board, Counted, Effect, House, Input, Member, Registered};
use crate::call::{Lamp, LampDialog, LampState, LegId, Party, Role};
use crate::clock;
use crate::mail::{CallNumber, WatchNumber};

struct World {
    now: Instant,
    board: Board,
    sent: usize,
}

impl World {
    fn new() -> Self {
        let now = clock::now();
        let house = House {
            domain: String::from("office.example"),
            ..House::default()
        };
        let board = Board::new(now, house, (100..400).map(member), Tokens::from_seed([1; 32]));
        Self { now, board, sent: 0 }
    }

    fn subscribe(&mut self, watcher: u32, number: u32) -> Vec<Effect> {
        self.sent += 1;
        let text = format!(
            "SUBSCRIBE sip:{number}@office.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK{0}\r\n\
             From: <sip:{watcher}@office.example>;tag=t\r\nTo: <sip:{number}@office.example>\r\nCall-ID: {0}\r\n\
             CSeq: 1 SUBSCRIBE\r\nContact: <sip:{watcher}@192.0.2.9>\r\nEvent: dialog\r\nContent-Length: 0\r\n\r\n",
            self.sent
        );
        let Ok(Message::Request(request)) = Message::parse(Bytes::from(text), &Limits::default()) else {
            panic!("a request was written");
        };
        self.handle(Input::Subscribe {
            watcher: watcher.to_string(),
            request,
            transaction: ServerId(1),
            flow: flow(),
            contact: Uri::parse(b"sip:192.0.2.1").unwrap(),
        })
    }

    fn handle(&mut self, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.board.handle(self.now, input, &mut effects);
        effects
    }

    fn answer_all(&mut self, effects: &[Effect]) {
        for (watch, branch, request) in notifies(effects) {
            let response = Response::for_request(request, StatusCode::OK);
            let input = user_agent::Input::Response { branch, response };
            self.handle(Input::Sip { watch, input });
        }
    }
}

fn member(n: u32) -> Member {
    Member {
        extension: n.to_string(),
        name: format!("User {n}"),
        private: false,
    }
}

fn flow() -> Flow {
    Flow {
        transport: Transport::Udp,
        local: SocketAddr::from(([192, 0, 2, 1], 5060)),
        remote: SocketAddr::from(([192, 0, 2, 9], 5060)),
        connection: None,
    }
}

fn notifies(
    effects: &[Effect],
) -> impl Iterator<Item = (WatchNumber, sip_stack::endpoint::Branch, &Request)> {
    effects.iter().filter_map(|effect| match effect {
        Effect::Sip {
            watch,
            effect: user_agent::Effect::Request { branch, request, .. },
        } if *request.method() == Method::Notify => Some((*watch, *branch, request)),
        _ => None,
    })
}

fn lamp(state: LampState) -> Lamp {
    Lamp {
        leg: LegId(1),
        extension: String::from("100"),
        state,
        role: Role::Callee,
        remote: Some(Party {
            number: String::from("101"),
            name: Some(String::from("Zoë")),
        }),
        dialog: LampDialog {
            call_id: "0123456789abcdef0123456789abcdef".into(),
            local_tag: "0123456789abcdef".into(),
            remote_tag: "0123456789abcdef".into(),
        },
    }
}

#[test]
fn a_thousand_watchers_hear_of_a_change_batch_by_batch() {
    let mut world = World::new();
    for n in 0..1_000 {
        let effects = world.subscribe(101 + n % 200, 100);
        world.answer_all(&effects);
    }
    world.now += Duration::from_secs(1);
    while world.board.deadline().is_some_and(|at| at <= world.now) {
        let effects = world.handle(Input::Timeout);
        world.answer_all(&effects);
    }
    world.now += Duration::from_secs(1);
    let lamps = vec![lamp(LampState::Ringing)];
    let call = CallNumber(1);
    assert!(
        world.handle(Input::Call { call, lamps }).is_empty(),
        "nobody is told at once"
    );
    let mut told = 0;
    while world.board.deadline().is_some_and(|at| at <= world.now) {
        let effects = world.handle(Input::Timeout);
        let batch = notifies(&effects).count();
        assert!(batch <= BATCH_MAX);
        told += batch;
        world.answer_all(&effects);
    }
    assert_eq!(told, 1_000);
}

#[test]
fn two_changes_before_a_watchers_turn_are_told_once() {
    let mut world = World::new();
    let effects = world.subscribe(101, 100);
    world.answer_all(&effects);
    world.now += Duration::from_secs(1);
    for state in [LampState::Ringing, LampState::Talking] {
        world.handle(Input::Call {
            call: CallNumber(1),
            lamps: vec![lamp(state)],
        });
    }
    let effects = world.handle(Input::Timeout);
    let bodies: Vec<_> = notifies(&effects)
        .map(|(_, _, notify)| notify.body().clone())
        .collect();
    assert_eq!(bodies.len(), 1);
    assert!(String::from_utf8_lossy(&bodies[0]).contains("confirmed"));
}

#[test]
fn a_user_has_only_so_many_subscriptions() {
    let mut world = World::new();
    for n in 0..WATCHES_PER_USER_MAX {
        let number = 100 + u32::try_from(n % 300).unwrap();
        world.subscribe(101, number);
    }
    let effects = world.subscribe(101, 100);
    assert!(matches!(
        effects[..],
        [
            Effect::Counted(Counted::Full("subscriptions-of-user")),
            Effect::Counted(Counted::Refused(StatusCode::SERVICE_UNAVAILABLE)),
            Effect::Respond { .. }
        ]
    ));
    assert_eq!(world.board.subscriptions(), WATCHES_PER_USER_MAX);
    assert!(matches!(
        world.subscribe(102, 100)[..],
        [Effect::Counted(Counted::Subscribed), ..]
    ));
}

#[test]
fn a_notify_over_udp_stays_below_the_size_that_fragments() {
    let mut world = World::new();
    let effects = world.subscribe(101, 100);
    world.answer_all(&effects);
    world.now += Duration::from_secs(1);
    for call in 1..=6 {
        world.handle(Input::Call {
            call: CallNumber(call),
            lamps: vec![lamp(LampState::Ringing)],
        });
    }
    let effects = world.handle(Input::Timeout);
    let (_, _, notify) = notifies(&effects).next().unwrap();
    assert!(notify.body().len() <= NARROW_BODY_BYTES_MAX);
    // The endpoint adds a Via and a User-Agent of less than 150 bytes.
    assert!(
        notify.to_bytes().len() + 150 < 1_300,
        "{}",
        notify.to_bytes().len()
    );
}

#[test]
fn a_registration_that_runs_out_changes_the_lamp() {
    let mut world = World::new();
    let effects = world.subscribe(101, 100);
    world.answer_all(&effects);
    let expires_at = world.now + Duration::from_secs(60);
    world.handle(Input::Registered {
        extension: String::from("100"),
        phones: vec![Registered {
            contact: String::from("sip:100@192.0.2.7"),
            expires_at,
            gr: None,
        }],
    });
    let mut last = String::new();
    while let Some(at) = world
        .board
        .deadline()
        .filter(|at| *at <= expires_at + Duration::from_secs(1))
    {
        world.now = world.now.max(at);
        let effects = world.handle(Input::Timeout);
        if let Some((_, _, notify)) = notifies(&effects).next() {
            last = String::from_utf8_lossy(notify.body()).into_owned();
        }
        world.answer_all(&effects);
    }
    assert!(last.contains("<state>confirmed</state>"), "{last}");
}
