//! The table of RFC 3261 §10.2 in virtual time.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::*;
use crate::auth::{Login, LoginError};
use crate::flow::Target;
use crate::message::{HeaderName, NameAddr, Request, Response, StatusCode, Transport, Uri};
use crate::tokens::{Branch, Tokens};
use crate::transaction::Failure;

fn uri(text: &str) -> Uri {
    Uri::parse(text.as_bytes()).unwrap()
}

fn server(last: u8, transport: Transport) -> Target {
    Target::Address {
        transport,
        remote: SocketAddr::from(([198, 51, 100, last], 5060)),
    }
}

/// A registration, its clock, and what it asked for.
struct Desk {
    now: Instant,
    began: Instant,
    registration: Registration,
    told: Vec<String>,
    asked: Vec<(Branch, Request, Target)>,
}

impl Desk {
    #[expect(clippy::disallowed_methods, reason = "virtual time starts anywhere")]
    fn new(servers: &[u8], transport: Transport) -> Self {
        let account = Account {
            address: NameAddr::new(uri("sip:office@carrier.example")),
            registrar: uri("sip:carrier.example"),
            contact: uri("sip:office@192.0.2.1"),
            servers: servers.iter().map(|last| server(*last, transport)).collect(),
            login: Login::new("office", "secret"),
            expires_s: 600,
            persistent: true,
        };
        let now = Instant::now();
        Self {
            now,
            began: now,
            registration: Registration::new(account, &mut Tokens::from_seed([5; 32])),
            told: Vec::new(),
            asked: Vec::new(),
        }
    }

    fn give(&mut self, input: Input) {
        let mut out = Vec::new();
        self.registration.handle(self.now, input, &mut out);
        for effect in out {
            match effect {
                Effect::Request {
                    branch,
                    request,
                    target,
                } => self.asked.push((branch, request, target)),
                other => self.told.push(format!("{other:?}")),
            }
        }
    }

    fn last(&self) -> &(Branch, Request, Target) {
        self.asked.last().unwrap()
    }

    fn answer(&mut self, code: u16, headers: &[(HeaderName, &str)]) {
        let (branch, request, _) = self.last();
        let mut response = Response::for_request(request, StatusCode::new(code).unwrap());
        for (name, value) in headers {
            response.headers_mut().push(name.clone(), value);
        }
        let branch = *branch;
        self.give(Input::Response { branch, response });
    }

    fn fail(&mut self, cause: Failure) {
        let branch = self.last().0;
        self.give(Input::Failed { branch, cause });
    }

    /// Lets time pass to the deadline; how long that took, in seconds.
    fn wait(&mut self) -> u64 {
        let before = self.now;
        self.now = self.registration.deadline().unwrap();
        self.give(Input::Timeout);
        (self.now - before).as_secs()
    }

    fn header(&self, name: HeaderName) -> String {
        self.last()
            .1
            .headers()
            .text(name)
            .unwrap_or_default()
            .into_owned()
    }
}

const CHALLENGE: (HeaderName, &str) = (
    HeaderName::WwwAuthenticate,
    "Digest realm=\"carrier\", nonce=\"n\", qop=\"auth\"",
);

fn registered() -> Desk {
    let mut desk = Desk::new(&[1], Transport::Udp);
    desk.give(Input::Register);
    desk.answer(
        200,
        &[(HeaderName::Contact, "<sip:office@192.0.2.1>;expires=300")],
    );
    desk
}

#[test]
fn a_challenge_is_answered_with_the_same_call_id_and_the_next_cseq() {
    let mut desk = Desk::new(&[1], Transport::Udp);
    desk.give(Input::Register);
    assert_eq!(desk.header(HeaderName::Expires), "600");
    let (call_id, cseq) = (
        desk.header(HeaderName::CallId),
        desk.last().1.headers().cseq().unwrap(),
    );
    desk.answer(401, &[CHALLENGE]);
    assert_eq!(desk.header(HeaderName::CallId), call_id);
    assert_eq!(desk.last().1.headers().cseq().unwrap().number, cseq.number + 1);
    assert!(desk.header(HeaderName::Authorization).contains("nc=00000001"));
    desk.answer(200, &[]);
    assert_eq!(desk.told, ["Registered"]);
}

#[test]
fn a_refresh_comes_before_the_binding_runs_out_with_the_known_nonce() {
    let mut desk = Desk::new(&[1], Transport::Udp);
    desk.give(Input::Register);
    desk.answer(401, &[CHALLENGE]);
    desk.answer(
        200,
        &[(
            HeaderName::Contact,
            "<sip:other@x>;expires=9, <sip:office@192.0.2.1>;expires=300",
        )],
    );
    assert!((240..=270).contains(&desk.wait()));
    assert!(desk.header(HeaderName::Authorization).contains("nc=00000002"));
    desk.answer(200, &[(HeaderName::Expires, "100")]);
    assert!((80..=90).contains(&desk.wait()));
}

#[test]
fn a_refused_password_is_not_tried_again_for_minutes() {
    let mut desk = Desk::new(&[1, 2], Transport::Udp);
    desk.give(Input::Register);
    desk.answer(401, &[CHALLENGE]);
    desk.answer(401, &[CHALLENGE]);
    assert_eq!(desk.asked.len(), 2);
    let status = desk.registration.status(desk.now);
    assert!(matches!(
        status,
        Status::Failed {
            fault: Fault::Login(LoginError::Refused),
            ..
        }
    ));
    assert!((150..=300).contains(&desk.wait()));
}

#[test]
fn a_short_wish_is_lengthened_by_423_and_senseless_ones_are_not_followed() {
    let mut desk = Desk::new(&[1], Transport::Udp);
    desk.give(Input::Register);
    desk.answer(423, &[(HeaderName::MinExpires, "1800")]);
    assert_eq!(desk.header(HeaderName::Expires), "1800");
    desk.answer(423, &[(HeaderName::MinExpires, "60")]);
    assert_eq!(desk.asked.len(), 2);
    assert_eq!(desk.told.len(), 1);
}

#[test]
fn the_next_server_is_asked_at_once_and_after_the_last_the_waits_grow_to_a_bound() {
    let mut desk = Desk::new(&[1, 2], Transport::Udp);
    desk.give(Input::Register);
    assert_eq!(desk.last().2, server(1, Transport::Udp));
    desk.answer(503, &[]);
    assert_eq!(desk.last().2, server(2, Transport::Udp));
    desk.fail(Failure::Timeout);
    let mut waits = Vec::new();
    for _ in 0..9 {
        waits.push(desk.wait());
        desk.fail(Failure::Transport);
        desk.fail(Failure::Timeout);
    }
    assert!(
        (15..=30).contains(&waits[0]) && (30..=60).contains(&waits[1]),
        "{waits:?}"
    );
    assert!(
        waits.iter().all(|wait| *wait <= 1_800) && waits[8] >= 900,
        "{waits:?}"
    );
}

#[test]
fn a_server_in_use_stays_so_while_its_name_leads_there() {
    let mut desk = Desk::new(&[1, 2], Transport::Udp);
    desk.give(Input::Register);
    desk.answer(503, &[]);
    desk.answer(200, &[]);
    let udp = |last| server(last, Transport::Udp);
    desk.registration.move_to(vec![udp(3), udp(2), udp(1)]);
    assert_eq!(desk.registration.server(), Some(&udp(2)));
    desk.registration.move_to(vec![udp(4), udp(3)]);
    assert_eq!(desk.registration.server(), Some(&udp(4)));
    desk.registration.move_to(Vec::new());
    assert_eq!(desk.registration.server(), Some(&udp(4)));
}

#[test]
fn a_server_that_names_a_time_is_left_alone_for_it() {
    let mut desk = Desk::new(&[1], Transport::Udp);
    desk.give(Input::Register);
    desk.answer(503, &[(HeaderName::RetryAfter, "600")]);
    assert_eq!(desk.wait(), 600);
    desk.answer(503, &[(HeaderName::RetryAfter, "999999999")]);
    assert_eq!(desk.wait(), 3_600);
}

#[test]
fn what_is_forbidden_is_asked_for_rarely_and_no_other_server_is_bothered() {
    let mut desk = Desk::new(&[1, 2], Transport::Udp);
    desk.give(Input::Register);
    desk.answer(403, &[]);
    assert_eq!(desk.asked.len(), 1);
    assert!(desk.wait() >= 150);
}

#[test]
fn a_binding_outlives_a_failed_refresh() {
    let mut desk = registered();
    desk.wait();
    desk.answer(500, &[]);
    assert!(matches!(
        desk.registration.status(desk.now),
        Status::Registered { .. }
    ));
    assert_eq!(
        desk.registration.fault(),
        Some(Fault::Refused(StatusCode::SERVER_INTERNAL_ERROR))
    );
    let later = desk.began + Duration::from_secs(301);
    assert!(matches!(desk.registration.status(later), Status::Failed { .. }));
}

#[test]
fn a_lost_connection_is_made_good_at_once() {
    let mut desk = Desk::new(&[1], Transport::Tcp);
    desk.give(Input::Register);
    desk.answer(200, &[]);
    desk.give(Input::ConnectionLost {
        remote: SocketAddr::from(([198, 51, 100, 9], 5060)),
    });
    assert!(desk.registration.deadline().unwrap() > desk.now + Duration::from_secs(60));
    desk.give(Input::ConnectionLost {
        remote: SocketAddr::from(([198, 51, 100, 1], 5060)),
    });
    assert!(desk.wait() <= 1);
    assert_eq!(desk.asked.len(), 2);
}

#[test]
fn a_contact_is_taken_back_with_expires_0() {
    let mut desk = registered();
    desk.give(Input::Unregister);
    assert_eq!(desk.header(HeaderName::Expires), "0");
    desk.answer(401, &[CHALLENGE]);
    assert_eq!(desk.header(HeaderName::Expires), "0");
    desk.answer(200, &[]);
    assert_eq!(desk.told, ["Registered", "Unregistered"]);
    assert_eq!(desk.registration.status(desk.now), Status::Idle);
    assert_eq!(desk.registration.deadline(), None);
}

#[test]
fn a_contact_given_up_while_it_is_asked_for_is_taken_back_after() {
    let mut desk = Desk::new(&[1], Transport::Udp);
    desk.give(Input::Register);
    desk.give(Input::Unregister);
    desk.answer(200, &[]);
    assert_eq!(desk.header(HeaderName::Expires), "0");
    desk.answer(200, &[]);
    assert_eq!(desk.told, ["Unregistered"]);
}

#[test]
fn what_was_never_bound_is_given_up_without_a_word() {
    let mut desk = Desk::new(&[1], Transport::Udp);
    desk.give(Input::Unregister);
    assert!(desk.asked.is_empty());
    assert_eq!(desk.told, ["Unregistered"]);
}

#[test]
fn a_service_route_is_kept_and_a_strangers_answer_is_passed_over() {
    let mut desk = Desk::new(&[1], Transport::Udp);
    desk.give(Input::Register);
    let stranger = Input::Failed {
        branch: Tokens::from_seed([8; 32]).branch(),
        cause: Failure::Timeout,
    };
    desk.give(stranger);
    desk.answer(
        200,
        &[(HeaderName::ServiceRoute, "<sip:edge.carrier.example;lr>")],
    );
    assert_eq!(
        desk.registration.service_route(),
        ["<sip:edge.carrier.example;lr>"]
    );
    assert_eq!(desk.told, ["Registered"]);
}

#[test]
fn who_does_not_insist_hears_of_the_failure_and_waits() {
    let mut desk = Desk::new(&[1], Transport::Udp);
    desk.registration = {
        let mut tokens = Tokens::from_seed([6; 32]);
        let account = Account {
            address: NameAddr::new(uri("sip:101@office.example")),
            registrar: uri("sip:office.example"),
            contact: uri("sip:101@192.0.2.9"),
            servers: vec![server(1, Transport::Udp)],
            login: Login::new("101", "secret"),
            expires_s: 60,
            persistent: false,
        };
        Registration::new(account, &mut tokens)
    };
    desk.give(Input::Register);
    desk.answer(500, &[]);
    assert_eq!(desk.registration.deadline(), None);
    assert_eq!(desk.told.len(), 1);
    desk.give(Input::Register);
    assert_eq!(desk.asked.len(), 2);
}
