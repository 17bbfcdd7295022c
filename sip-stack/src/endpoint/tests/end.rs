//! Ends of calls (RFC 3261 §12.2.1.2, §15).

use crate::endpoint::tests::side::sdp;
use crate::endpoint::tests::world::{A, B, World};
use crate::user_agent::{Command, Farewell};

fn bye(world: &mut World, side: usize) {
    world.command(side, Command::Bye(Farewell::default()));
}

#[test]
fn both_sides_may_say_bye_at_once() {
    let mut world = World::established(1);
    bye(&mut world, A);
    bye(&mut world, B);
    world.run();
    assert_eq!(
        world.ladder(),
        ["a>b BYE", "b>a BYE", "b>a 200 BYE", "a>b 200 BYE"]
    );
    assert_eq!(
        (world.events(A), world.events(B)),
        (vec!["local bye".into()], vec!["local bye".into()])
    );
    world.assert_empty();
}

#[test]
fn a_callee_says_bye_only_after_the_ack() {
    let mut world = World::new(2);
    world.call();
    world.network.lose = vec!["ACK"];
    world.accept(sdp("answer"));
    bye(&mut world, B);
    world.run();
    let ladder = [
        "a>b INVITE",
        "b>a 200 INVITE",
        "a>b ACK (lost)",
        "b>a 200 INVITE",
        "a>b ACK",
        "b>a BYE",
        "a>b 200 BYE",
    ];
    assert_eq!(world.ladder(), ladder);
    assert_eq!(world.events(B), ["invited", "local bye", "confirmed -"]);
    world.assert_empty();
}

#[test]
fn a_bye_nobody_answers_is_given_up() {
    let mut world = World::established(3);
    world.network.loss = 100;
    bye(&mut world, A);
    world.run_ms(33_000);
    assert_eq!(world.ladder(), ["a>b BYE"; 11]);
    assert_eq!(
        world.sides[A].endpoint.transactions() + world.sides[A].usages.len(),
        0
    );
}

#[test]
fn an_owed_ack_is_sent_before_the_bye() {
    let mut world = World::new(4);
    world.call_with(None);
    world.accept(sdp("offer"));
    world.run_ms(50);
    bye(&mut world, A);
    world.run();
    assert_eq!(
        world.ladder(),
        [
            "a>b INVITE",
            "b>a 200 INVITE",
            "a>b ACK",
            "a>b BYE",
            "b>a 200 BYE"
        ]
    );
    world.assert_empty();
}

#[test]
fn a_request_answered_481_ends_the_dialog_without_bye() {
    let mut world = World::established(5);
    world.sides[B].usages.clear();
    let dialog = world.sides[A].usages[&1].dialog().unwrap();
    let theirs = crate::dialog::LocalDialog {
        call_id: dialog.id().call_id.clone(),
        local_tag: dialog.id().remote_tag.clone(),
    };
    let now = world.now;
    world.sides[B].feed(now, crate::endpoint::Input::Release { dialog: theirs });
    let command = Command::Request {
        method: crate::message::Method::Info,
        headers: Vec::new(),
        body: None,
    };
    world.command(A, command);
    world.run();
    assert_eq!(world.events(A), ["told INFO 481", "peer gone 481"]);
    assert_eq!(world.ladder(), ["a>b INFO", "b>a 481 INFO"]);
    world.assert_empty();
}

#[test]
fn a_request_that_is_never_answered_ends_the_dialog_with_bye() {
    let mut world = World::established(6);
    world.network.loss = 100;
    world.command(
        A,
        Command::Reinvite {
            offer: sdp("offer"),
            headers: Vec::new(),
        },
    );
    world.run_ms(70_000);
    assert_eq!(world.events(A), ["reinvite failed 408", "peer gone 408"]);
    assert!(world.ladder().contains(&"a>b BYE".to_string()));
    assert_eq!(
        world.sides[A].endpoint.transactions() + world.sides[A].usages.len(),
        0
    );
}

#[test]
fn a_bye_closes_the_peers_open_reinvite() {
    let mut world = World::established(7);
    world.command(
        A,
        Command::Reinvite {
            offer: sdp("offer"),
            headers: Vec::new(),
        },
    );
    world.run_ms(50);
    bye(&mut world, B);
    world.run();
    assert_eq!(world.events(B), ["reinvited offer", "local bye"]);
    assert_eq!(world.events(A), ["reinvite failed 487", "peer bye -"]);
    world.assert_empty();
}
