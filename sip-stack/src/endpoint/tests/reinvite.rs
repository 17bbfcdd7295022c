//! Changing a session that stands (RFC 3261 §14).

use crate::endpoint::tests::side::sdp;
use crate::endpoint::tests::world::{A, B, World};
use crate::message::{HeaderName, Method, StatusCode};
use crate::user_agent::{Command, Event, Farewell};

fn reinvite(world: &mut World, side: usize, offer: Option<crate::message::Body>) {
    world.command(
        side,
        Command::Reinvite {
            offer,
            headers: Vec::new(),
        },
    );
}

#[test]
fn either_side_may_change_the_session() {
    for (from, to) in [(A, B), (B, A)] {
        let mut world = World::established(1);
        reinvite(&mut world, from, sdp("hold"));
        world.run_ms(50);
        assert_eq!(world.events(to), ["reinvited hold"]);
        world.command(
            to,
            Command::AcceptReinvite {
                body: sdp("held"),
                headers: Vec::new(),
            },
        );
        world.run_ms(50);
        assert_eq!(world.events(from), ["reinvite answered held"]);
        assert_eq!(world.events(to), ["reinvite confirmed -"]);
        world.command(from, Command::Bye(Farewell::default()));
        world.run();
        world.assert_empty();
    }
}

#[test]
fn an_offerless_reinvite_gets_an_offer_in_the_2xx_and_the_answer_in_the_ack() {
    let mut world = World::established(2);
    reinvite(&mut world, B, None);
    world.run_ms(50);
    assert_eq!(world.events(A), ["reinvited -"]);
    world.command(
        A,
        Command::AcceptReinvite {
            body: sdp("full offer"),
            headers: Vec::new(),
        },
    );
    world.run_ms(50);
    assert_eq!(world.events(B), ["reinvite answered with offer full offer"]);
    world.command(
        B,
        Command::Acknowledge {
            answer: sdp("answer"),
        },
    );
    world.run_ms(50);
    assert_eq!(world.events(A), ["reinvite confirmed answer"]);
}

#[test]
fn a_refused_reinvite_leaves_the_session_as_it_was() {
    let mut world = World::established(3);
    reinvite(&mut world, A, sdp("video"));
    world.run_ms(50);
    let status = StatusCode::NOT_ACCEPTABLE_HERE;
    world.command(
        B,
        Command::RejectReinvite {
            status,
            headers: Vec::new(),
        },
    );
    world.run_ms(50);
    assert_eq!(world.events(A), ["reinvite failed 488"]);
    assert_eq!((world.sides[A].usages.len(), world.sides[B].usages.len()), (1, 1));
}

#[test]
fn a_reinvite_wanted_before_the_ack_waits_for_it() {
    let mut world = World::new(4);
    world.call();
    world.network.lose = vec!["ACK"];
    world.accept(sdp("answer"));
    reinvite(&mut world, B, sdp("at once"));
    world.run_ms(5000);
    assert_eq!(world.events(A), ["answered 200 answer", "reinvited at once"]);
    assert_eq!(world.events(B), ["invited", "confirmed -"]);
}

#[test]
fn a_reinvite_confirms_a_2xx_whose_ack_was_lost() {
    let mut world = World::new(5);
    world.call();
    world.network.lose = vec!["ACK"];
    world.accept(sdp("answer"));
    world.run_ms(50);
    reinvite(&mut world, A, sdp("more"));
    world.run_ms(50);
    assert_eq!(world.events(B), ["invited", "confirmed -", "reinvited more"]);
}

#[test]
fn lost_messages_of_a_reinvite_are_repeated() {
    let mut world = World::established(6);
    world.sides[B].habit = |event| match event {
        Event::ReinviteReceived { .. } => Some(Command::AcceptReinvite {
            body: sdp("answer"),
            headers: Vec::new(),
        }),
        _ => None,
    };
    world.network.lose = vec!["INVITE", "200 INVITE", "ACK"];
    reinvite(&mut world, A, sdp("offer"));
    world.run_ms(5000);
    assert_eq!(world.events(A), ["reinvite answered answer"]);
    assert_eq!(world.events(B), ["reinvited offer", "reinvite confirmed -"]);
}

#[test]
fn a_2xx_to_a_reinvite_that_is_never_acknowledged_ends_the_call() {
    let mut world = World::established(7);
    reinvite(&mut world, A, sdp("offer"));
    world.run_ms(50);
    world.network.lose = vec!["ACK"; 20];
    world.command(
        B,
        Command::AcceptReinvite {
            body: sdp("answer"),
            headers: Vec::new(),
        },
    );
    world.run();
    assert_eq!(world.events(B), ["reinvited offer", "never acknowledged"]);
    assert_eq!(world.events(A), ["reinvite answered answer", "peer bye -"]);
    world.assert_empty();
}

#[test]
fn the_target_follows_the_contact_of_an_accepted_reinvite() {
    let mut world = World::established(8);
    let before = world.sides[B].usages[&1]
        .dialog()
        .unwrap()
        .remote_target()
        .clone();
    let contact = "<sip:phone@10.0.0.1:5060;moved=yes>";
    let headers = vec![(crate::message::HeaderName::Supported, "x".into())];
    world.command(
        A,
        Command::Reinvite {
            offer: sdp("offer"),
            headers,
        },
    );
    let outgoing = world.ladder();
    assert_eq!(outgoing, ["a>b INVITE"]);
    world.network.rewrite = Some((
        "<sip:phone@10.0.0.1:5060>\r\nSupported",
        format!("{contact}\r\nSupported"),
    ));
    world.run_ms(50);
    world.command(
        B,
        Command::AcceptReinvite {
            body: sdp("answer"),
            headers: Vec::new(),
        },
    );
    world.run_ms(50);
    let after = world.sides[B].usages[&1]
        .dialog()
        .unwrap()
        .remote_target()
        .clone();
    assert_ne!(before, after);
}

#[test]
fn what_requires_an_unknown_extension_gets_420_and_changes_nothing() {
    let headers = || vec![(HeaderName::Require, "Timer, precondition".into())];
    let offer = || sdp("offer");
    let info = Command::Request {
        method: Method::Info,
        headers: headers(),
        body: None,
    };
    let (offer_a, offer_b) = (offer(), offer());
    for (command, method) in [
        (
            Command::Reinvite {
                offer: offer_a,
                headers: headers(),
            },
            "INVITE",
        ),
        (
            Command::Update {
                offer: offer_b,
                headers: headers(),
            },
            "UPDATE",
        ),
        (info, "INFO"),
    ] {
        let mut world = World::established(12);
        world.command(A, command);
        world.run_ms(100);
        let refusal = world.network.last(&format!("420 {method}"));
        assert!(refusal.contains("\r\nUnsupported: precondition\r\n"), "{refusal}");
        assert!(world.events(B).is_empty(), "{method}");
        assert_eq!((world.sides[A].usages.len(), world.sides[B].usages.len()), (1, 1));
    }
}
