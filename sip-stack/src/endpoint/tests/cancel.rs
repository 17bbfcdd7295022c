//! CANCEL and its races (RFC 3261 §9, §15).

use crate::endpoint::tests::side::sdp;
use crate::endpoint::tests::world::{A, B, World};
use crate::user_agent::{Command, Farewell};

fn cancel(world: &mut World) {
    world.command(
        A,
        Command::Cancel {
            reason: Some("SIP;cause=200".into()),
        },
    );
}

#[test]
fn after_a_provisional_response_cancel_is_sent_at_once() {
    let mut world = World::new(1);
    world.call();
    world.progress(180, None);
    world.run_ms(50);
    cancel(&mut world);
    world.run();
    let ladder = [
        "a>b INVITE",
        "b>a 180 INVITE",
        "a>b CANCEL",
        "b>a 200 CANCEL",
        "b>a 487 INVITE",
        "a>b ACK",
    ];
    assert_eq!(world.ladder(), ladder);
    assert_eq!(world.events(A), ["progress 180 -", "failed 487"]);
    assert_eq!(world.events(B), ["invited", "cancelled SIP;cause=200"]);
    world.assert_empty();
}

#[test]
fn before_a_provisional_response_cancel_waits_for_one() {
    let mut world = World::new(2);
    world.call();
    cancel(&mut world);
    world.run_ms(50);
    assert_eq!(world.ladder(), ["a>b INVITE"]);
    world.run();
    let ladder = [
        "b>a 100 INVITE",
        "a>b CANCEL",
        "b>a 200 CANCEL",
        "b>a 487 INVITE",
        "a>b ACK",
    ];
    assert_eq!(world.ladder(), ladder);
    assert_eq!(world.events(A), ["failed 487"]);
    world.assert_empty();
}

#[test]
fn a_2xx_that_crosses_the_cancel_is_acknowledged_and_ended() {
    let mut world = World::new(3);
    world.call();
    world.progress(180, None);
    world.run_ms(50);
    world.accept(sdp("answer"));
    cancel(&mut world);
    world.run();
    let ladder = world.ladder();
    let tail = [
        "a>b CANCEL",
        "b>a 200 INVITE",
        "a>b ACK",
        "a>b BYE",
        "b>a 200 CANCEL",
        "b>a 200 BYE",
    ];
    for message in tail {
        assert!(
            ladder.contains(&message.to_string()),
            "{message} is not in {ladder:?}"
        );
    }
    assert_eq!(world.events(A), ["progress 180 -", "failed 487"]);
    assert_eq!(world.events(B), ["invited", "confirmed -", "peer bye -"]);
    world.assert_empty();
}

#[test]
fn a_lost_cancel_and_a_lost_487_are_repeated() {
    let mut world = World::new(4);
    world.call();
    world.progress(180, None);
    world.run_ms(50);
    world.network.lose = vec!["CANCEL", "200 CANCEL", "487 INVITE", "ACK"];
    cancel(&mut world);
    world.run();
    assert_eq!(world.events(A), ["progress 180 -", "failed 487"]);
    assert_eq!(world.events(B), ["invited", "cancelled SIP;cause=200"]);
    world.assert_empty();
}

#[test]
fn a_cancelled_invite_without_final_response_is_given_up_after_32_s() {
    let mut world = World::new(5);
    world.call();
    world.progress(180, None);
    world.run_ms(50);
    world.network.loss = 100;
    cancel(&mut world);
    world.run_ms(33_000);
    assert_eq!(world.events(A), ["progress 180 -", "failed 487"]);
    assert_eq!(world.sides[A].endpoint.transactions(), 0);
}

#[test]
fn timer_c_cancels_a_callee_that_only_rings() {
    let mut world = World::new(6);
    world.call();
    world.progress(180, None);
    world.run_ms(50);
    world.network.lose = vec!["180 INVITE"; 3];
    world.run_ms(190_000);
    assert!(world.ladder().contains(&"a>b CANCEL".to_string()));
    assert_eq!(world.events(A), ["progress 180 -", "failed 487"]);
    world.run();
    world.assert_empty();
}

#[test]
fn bye_of_the_callee_before_the_answer_is_a_480() {
    let mut world = World::new(7);
    world.call();
    world.progress(180, None);
    world.run_ms(50);
    world.command(B, Command::Bye(Farewell::default()));
    world.run();
    assert_eq!(world.events(A), ["progress 180 -", "failed 480"]);
    world.assert_empty();
}

#[test]
fn bye_of_the_caller_before_the_answer_is_a_cancel() {
    let mut world = World::new(8);
    world.call();
    world.progress(180, None);
    world.run_ms(50);
    world.command(A, Command::Bye(Farewell::default()));
    world.run();
    assert_eq!(world.events(A), ["progress 180 -", "failed 487"]);
    assert_eq!(world.events(B), ["invited", "cancelled -"]);
    world.assert_empty();
}

#[test]
fn a_reinvite_may_be_cancelled_and_the_session_stays() {
    let mut world = World::established(9);
    world.command(
        A,
        Command::Reinvite {
            offer: sdp("offer"),
            headers: Vec::new(),
        },
    );
    cancel(&mut world);
    world.run_ms(1000);
    let ladder = [
        "a>b INVITE",
        "b>a 100 INVITE",
        "a>b CANCEL",
        "b>a 200 CANCEL",
        "b>a 487 INVITE",
        "a>b ACK",
    ];
    assert_eq!(world.ladder(), ladder);
    assert_eq!(world.events(A), ["reinvite failed 487"]);
    assert_eq!(world.events(B), ["reinvited offer", "reinvite cancelled"]);
    assert_eq!((world.sides[A].usages.len(), world.sides[B].usages.len()), (1, 1));
}

#[test]
fn an_invite_that_expires_before_its_answer_gets_487() {
    let mut world = World::new(10);
    world.network.rewrite = Some(("Max-Forwards: 70", "Expires: 30\r\nMax-Forwards: 70".into()));
    world.call();
    world.progress(180, None);
    world.run_ms(29_000);
    assert_eq!(world.events(A), ["progress 180 -"]);
    world.run();
    assert_eq!(world.events(A), ["failed 487"]);
    assert_eq!(world.events(B), ["invited", "cancelled -"]);
    world.assert_empty();
}
