//! Single requests against one endpoint (RFC 3261 §8.2, §9.2, §12.2.2, §17.2.3, §18.2; RFC 3581).

use crate::endpoint::tests::side::sdp;
use crate::endpoint::tests::world::{A, B, World};
use crate::message::{Method, StatusCode};
use crate::user_agent::{Command, Event};

const OPTIONS: &str = "OPTIONS sip:b@10.0.0.2 SIP/2.0
Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKone
From: <sip:a@10.0.0.1>;tag=1
To: <sip:b@10.0.0.2>
Call-ID: x
CSeq: 1 OPTIONS
Max-Forwards: 70
Content-Length: 0

";

fn of(method: &str) -> String {
    OPTIONS.replace("OPTIONS", method)
}

#[test]
fn a_repeated_request_gets_the_same_answer_again() {
    let mut world = World::new(1);
    world.inject(OPTIONS);
    let first = world.network.last("405 OPTIONS");
    world.inject(OPTIONS);
    assert_eq!(world.ladder(), ["b>a 405 OPTIONS", "b>a 405 OPTIONS"]);
    assert_eq!(first, world.network.last("405 OPTIONS"));
    assert!(first.contains("\r\nTo: <sip:b@10.0.0.2>;tag="), "{first}");
    world.run();
    world.assert_empty();
}

#[test]
fn a_request_of_rfc_2543_without_branch_is_told_from_its_repetition() {
    let mut world = World::new(2);
    let old = OPTIONS.replace(";branch=z9hG4bKone", "");
    world.inject(&old);
    world.inject(&old);
    world.inject(&old.replace("CSeq: 1 ", "CSeq: 2 "));
    assert_eq!(world.ladder().len(), 3);
    assert_eq!(world.sides[B].endpoint.transactions(), 2);
}

#[test]
fn the_same_request_by_another_way_is_merged_482() {
    let mut world = World::new(3);
    world.inject(OPTIONS);
    world.inject(&OPTIONS.replace("z9hG4bKone", "z9hG4bKtwo"));
    assert_eq!(world.ladder(), ["b>a 405 OPTIONS", "b>a 482 OPTIONS"]);
}

#[test]
fn a_merged_request_that_is_forwarded_is_no_error() {
    let mut world = World::new(3);
    world.sides[B].endpoint.config.forwards = Some(|_| true);
    world.inject(OPTIONS);
    world.inject(&OPTIONS.replace("z9hG4bKone", "z9hG4bKtwo"));
    assert_eq!(world.ladder(), ["b>a 405 OPTIONS", "b>a 405 OPTIONS"]);
}

#[test]
fn requests_of_unknown_dialogs_are_answered_481_but_an_ack_is_not() {
    let mut world = World::new(4);
    for method in ["BYE", "INVITE", "INFO", "CANCEL"] {
        let inside = of(method).replace("To: <sip:b@10.0.0.2>", "To: <sip:b@10.0.0.2>;tag=none");
        world.inject(&inside.replace("z9hG4bKone", &format!("z9hG4bK{method}")));
        assert_eq!(world.ladder(), [format!("b>a 481 {method}")]);
    }
    world.inject(&of("ACK"));
    assert_eq!(world.ladder(), [""; 0]);
    assert_eq!(world.events(B), ["dropped stray_ack"]);
}

#[test]
fn a_foreign_tag_in_a_known_dialog_is_answered_481() {
    let mut world = World::established(5);
    world.command(
        A,
        Command::Request {
            method: Method::Info,
            headers: Vec::new(),
            body: None,
        },
    );
    let info = world.network.last("INFO").replace("\r\n", "\n");
    let ours = info
        .lines()
        .find(|line| line.starts_with("From"))
        .unwrap()
        .to_owned();
    let via = info
        .lines()
        .find(|line| line.starts_with("Via"))
        .unwrap()
        .to_owned();
    world.run_ms(50);
    world.forget();
    let strange = info.replace(&ours, "From: <sip:x@10.0.0.1>;tag=strange");
    world.inject(&strange.replace(&via, "Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKnew"));
    assert_eq!(world.ladder(), ["b>a 481 INFO"]);
}

#[test]
fn a_lower_cseq_is_answered_500_and_a_gap_is_fine() {
    let mut world = World::established(6);
    world.sides[B].habit = |event| match event {
        Event::Request { transaction, .. } => Some(Command::Respond {
            transaction: *transaction,
            status: StatusCode::OK,
            headers: Vec::new(),
            body: sdp("done"),
        }),
        _ => None,
    };
    world.command(
        A,
        Command::Request {
            method: Method::Info,
            headers: Vec::new(),
            body: None,
        },
    );
    let info = world.network.last("INFO").replace("\r\n", "\n");
    world.run_ms(50);
    assert_eq!(world.events(A), ["told INFO 200"]);
    world.forget();
    let cseq = info
        .lines()
        .find(|line| line.starts_with("CSeq"))
        .unwrap()
        .to_owned();
    let via = info
        .lines()
        .find(|line| line.starts_with("Via"))
        .unwrap()
        .to_owned();
    for (number, expected) in [(900_000, "b>a 200 INFO"), (5, "b>a 500 INFO")] {
        let via_new = format!("Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK{number}");
        world.inject(
            &info
                .replace(&cseq, &format!("CSeq: {number} INFO"))
                .replace(&via, &via_new),
        );
        assert_eq!(world.ladder(), [expected]);
    }
}

#[test]
fn options_within_a_dialog_is_answered_inside() {
    let mut world = World::established(7);
    world.command(
        A,
        Command::Request {
            method: Method::Options,
            headers: Vec::new(),
            body: None,
        },
    );
    world.run_ms(50);
    assert_eq!(
        (world.events(A), world.events(B)),
        (vec!["told OPTIONS 200".into()], vec![])
    );
}

#[test]
fn a_response_goes_to_the_source_port_if_asked_else_to_the_port_in_via() {
    for (via, to, received) in [
        ("10.0.0.1:5080", ":5080", false),
        ("10.0.0.1:5080;rport", ":5060", true),
        ("phone.example:5080", ":5080", true),
    ] {
        let mut world = World::new(8);
        world.inject(&OPTIONS.replace("10.0.0.1:5060;branch", &format!("{via};branch")));
        let answer = world.network.last("405 OPTIONS");
        assert_eq!(answer.contains("received=10.0.0.1"), received, "{answer}");
        assert!(
            world.network.last_to("405 OPTIONS").to_string().ends_with(to),
            "{via}"
        );
    }
}

#[test]
fn a_malformed_request_is_answered_400_and_forgotten() {
    let mut world = World::new(9);
    world.inject(&OPTIONS.replace("CSeq: 1 OPTIONS", "CSeq: 1 BYE"));
    assert_eq!(world.ladder().len(), 1);
    assert_eq!(world.events(B), ["dropped refused"]);
    world.inject("nonsense\n\n");
    world.inject("\n\n");
    assert_eq!(world.events(B), ["dropped malformed", "dropped keep_alive"]);
    assert_eq!(world.ladder(), [""; 0]);
    world.assert_empty();
}

#[test]
fn an_invite_without_contact_is_answered_400() {
    let mut world = World::new(10);
    world.inject(&of("INVITE"));
    assert_eq!(world.ladder(), ["b>a 400 INVITE"]);
}

#[test]
fn a_full_endpoint_answers_503_and_keeps_no_state() {
    let mut world = World::new(11);
    world.sides[B].endpoint.config.transactions_max = 1;
    world.inject(OPTIONS);
    world.inject(
        &OPTIONS
            .replace("z9hG4bKone", "z9hG4bKtwo")
            .replace("Call-ID: x", "Call-ID: y"),
    );
    assert_eq!(world.ladder(), ["b>a 405 OPTIONS", "b>a 503 OPTIONS"]);
    assert_eq!(world.sides[B].endpoint.transactions(), 1);
}

#[test]
fn a_register_with_a_to_tag_is_outside_every_dialog() {
    let mut world = World::new(12);
    world.inject(&of("REGISTER").replace("To: <sip:b@10.0.0.2>", "To: <sip:b@10.0.0.2>;tag=old"));
    assert_eq!(world.ladder(), ["b>a 405 REGISTER"]);
}
