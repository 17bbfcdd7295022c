//! UPDATE, early and confirmed (RFC 3311).

use crate::endpoint::tests::side::sdp;
use crate::endpoint::tests::world::{A, B, World};
use crate::message::{Body, StatusCode};
use crate::user_agent::{Command, Event, Farewell, Reliable, Terms};

fn update(world: &mut World, side: usize, offer: Option<Body>) {
    world.command(
        side,
        Command::Update {
            offer,
            headers: Vec::new(),
        },
    );
}

fn agreeable(event: &Event) -> Option<Command> {
    match event {
        Event::OfferReceived { transaction, .. } => Some(Command::Respond {
            transaction: *transaction,
            status: StatusCode::OK,
            headers: Vec::new(),
            body: sdp("yes"),
        }),
        Event::ReinviteReceived { offer: Some(_), .. } => Some(Command::AcceptReinvite {
            body: sdp("yes"),
            headers: Vec::new(),
        }),
        _ => None,
    }
}

/// A call that is still ringing, with offer and answer through.
fn early(seed: u8) -> World {
    let mut world = World::new(seed);
    for side in [A, B] {
        world.sides[side].terms.reliable = Reliable::Supported;
    }
    world.call();
    world.progress(183, sdp("answer"));
    world.run_ms(50);
    world.forget();
    world
}

#[test]
fn either_side_may_offer_anew_before_the_answer() {
    for (from, to) in [(A, B), (B, A)] {
        let mut world = early(1);
        world.sides[to].habit = agreeable;
        update(&mut world, from, sdp("new"));
        world.run_ms(50);
        assert_eq!(world.events(from), ["update answered yes"]);
        assert_eq!(world.events(to), ["offered by UPDATE new"]);
        world.accept(None);
        world.run_ms(50);
        assert_eq!(world.events(A), ["answered 200 -"]);
    }
}

#[test]
fn an_early_update_waits_until_the_first_answer_is_through() {
    let mut world = World::new(2);
    for side in [A, B] {
        world.sides[side].terms.reliable = Reliable::Supported;
    }
    world.sides[B].habit = |event| agreeable(event).filter(|_| matches!(event, Event::OfferReceived { .. }));
    world.call();
    world.progress(180, None);
    world.run_ms(50);
    update(&mut world, A, sdp("new"));
    world.run_ms(50);
    assert_eq!(world.ladder(), ["a>b INVITE", "b>a 180 INVITE"]);
    world.progress(183, sdp("answer"));
    world.run_ms(100);
    assert_eq!(world.events(A).last().unwrap(), "update answered yes");
}

#[test]
fn an_update_changes_a_confirmed_session() {
    for (from, to) in [(A, B), (B, A)] {
        let mut world = World::established(3);
        world.sides[to].habit = agreeable;
        update(&mut world, from, sdp("new"));
        world.run_ms(50);
        assert_eq!(world.events(from), ["update answered yes"]);
        assert_eq!(world.ladder().len(), 2, "no ACK");
    }
}

#[test]
fn an_update_without_offer_is_answered_at_once_and_refreshes_the_target() {
    let mut world = World::established(4);
    world.network.rewrite = Some((
        "<sip:phone@10.0.0.1:5060>",
        "<sip:phone@10.0.0.1:5060;moved=yes>".into(),
    ));
    update(&mut world, A, None);
    world.run_ms(50);
    assert_eq!(world.ladder(), ["a>b UPDATE", "b>a 200 UPDATE"]);
    assert!(
        world
            .network
            .last("200 UPDATE")
            .contains("Contact: <sip:phone@10.0.0.2:5060>")
    );
    assert!(world.events(B).is_empty());
    let target = world.sides[B].usages[&1]
        .dialog()
        .unwrap()
        .remote_target()
        .clone();
    assert!(target.to_string().contains("moved=yes"), "{target}");
}

#[test]
fn crossing_updates_are_both_refused_491_and_tried_again() {
    for seed in 1..=20 {
        let mut world = World::established(seed);
        world.sides[A].habit = agreeable;
        world.sides[B].habit = agreeable;
        update(&mut world, A, sdp("of a"));
        update(&mut world, B, sdp("of b"));
        world.run_ms(50);
        let ladder = ["a>b UPDATE", "b>a UPDATE", "b>a 491 UPDATE", "a>b 491 UPDATE"];
        assert_eq!(world.ladder(), ladder);
        world.run_ms(5_000);
        assert_eq!(world.events(A), ["offered by UPDATE of b", "update answered yes"]);
        assert_eq!(world.events(B), ["update answered yes", "offered by UPDATE of a"]);
    }
}

#[test]
fn a_second_update_while_the_first_is_unanswered_gets_500_with_retry_after() {
    let mut world = World::established(5);
    update(&mut world, A, sdp("one"));
    world.run_ms(50);
    let second = world
        .network
        .last("UPDATE")
        .replace("branch=z9hG4bK", "branch=z9hG4bKx");
    let cseq = second
        .lines()
        .find_map(|line| line.strip_prefix("CSeq: "))
        .unwrap()
        .to_owned();
    let number: u32 = cseq.split(' ').next().unwrap().parse().unwrap();
    let second = second.replace(&cseq, &format!("{} UPDATE", number + 1));
    world.inject(&second.replace("\r\n", "\n"));
    let refusal = world.network.last("500 UPDATE");
    assert!(refusal.contains("Retry-After: "), "{refusal}");
}

#[test]
fn an_update_waits_for_an_open_reinvite() {
    let mut world = World::established(6);
    world.command(
        A,
        Command::Reinvite {
            offer: sdp("offer"),
            headers: Vec::new(),
        },
    );
    world.run_ms(50);
    update(&mut world, B, sdp("mine"));
    world.run_ms(50);
    assert!(!world.ladder().iter().any(|line| line.contains("UPDATE")));
}

#[test]
fn a_refused_update_leaves_the_session_and_481_ends_it() {
    for (status, ended) in [(488, false), (481, true)] {
        let mut world = World::established(7);
        update(&mut world, A, sdp("new"));
        world.run_ms(50);
        let refusal = world.network.last("UPDATE");
        assert!(refusal.contains("new"));
        let status = StatusCode::new(status).unwrap();
        world.answer_asked(B, status);
        world.run_ms(50);
        let events = world.events(A);
        assert_eq!(events[0], format!("update failed {status}"));
        assert_eq!(events.len() == 2, ended, "{events:?}");
    }
}

#[test]
fn an_update_after_the_end_is_answered_481() {
    let mut world = World::established(8);
    update(&mut world, A, None);
    world.run_ms(50);
    let update = world
        .network
        .last("UPDATE")
        .replace("branch=z9hG4bK", "branch=z9hG4bKx");
    world.command(B, Command::Bye(Farewell::default()));
    world.run();
    world.inject(&update.replace("\r\n", "\n"));
    assert_eq!(world.ladder().last().unwrap(), "b>a 481 UPDATE");
}

#[test]
fn the_prack_may_bring_a_new_offer_and_its_200_the_answer() {
    let mut world = World::new(9);
    for side in [A, B] {
        world.sides[side].terms = Terms {
            reliable: Reliable::Supported,
            ..Terms::PLAIN
        };
    }
    world.sides[B].habit = |event| match event {
        Event::OfferReceived { .. } => agreeable(event),
        _ => None,
    };
    world.call();
    world.progress(183, sdp("answer"));
    world.network.lose = vec!["PRACK"];
    world.run_ms(50);
    let prack = world.network.last("PRACK");
    let typed = "Content-Type: application/sdp\r\nContent-Length: 3\r\n";
    let with_offer = prack.replace("Content-Length: 0\r\n", typed) + "new";
    world.inject(&with_offer.replace("\r\n", "\n"));
    assert_eq!(world.events(B), ["invited", "offered by PRACK new"]);
    assert!(world.network.last("200 PRACK").ends_with("yes"));
}
