//! Calls that go as they should (RFC 3261 §13, §17, RFC 3665).

use crate::endpoint::tests::side::sdp;
use crate::endpoint::tests::world::{A, B, World};
use crate::message::{StatusCode, Transport};
use crate::user_agent::{Command, Farewell};

#[test]
fn a_call_is_answered_confirmed_and_ended_by_the_caller() {
    let mut world = World::new(1);
    world.call();
    world.progress(180, None);
    world.run_ms(50);
    world.accept(sdp("answer"));
    world.run_ms(50);
    world.command(A, Command::Bye(Farewell::default()));
    world.run_ms(50);
    let ladder = [
        "a>b INVITE",
        "b>a 180 INVITE",
        "b>a 200 INVITE",
        "a>b ACK",
        "a>b BYE",
        "b>a 200 BYE",
    ];
    assert_eq!(world.ladder(), ladder);
    assert_eq!(
        world.events(A),
        ["progress 180 -", "answered 200 answer", "local bye"]
    );
    assert_eq!(world.events(B), ["invited", "confirmed -", "peer bye -"]);
    world.run();
    world.assert_empty();
    assert_eq!(world.ladder(), [""; 0]);
}

#[test]
fn over_a_stream_nothing_is_repeated_and_transactions_end_at_once() {
    let mut world = World::new(2);
    world.network.transport = Transport::Tcp;
    world.call();
    world.accept(sdp("answer"));
    world.run_ms(50);
    world.command(
        B,
        Command::Bye(Farewell {
            reason: Some("Q.850;cause=16".into()),
            user_to_user: Some("56a3;encoding=hex".into()),
        }),
    );
    world.run_ms(50);
    assert_eq!(
        world.ladder(),
        [
            "a>b INVITE",
            "b>a 200 INVITE",
            "a>b ACK",
            "b>a BYE",
            "a>b 200 BYE"
        ]
    );
    assert_eq!(
        world.events(A),
        ["answered 200 answer", "peer bye Q.850;cause=16"]
    );
    world.run();
    world.assert_empty();
}

#[test]
fn an_invite_nobody_answers_within_200_ms_gets_a_100() {
    let mut world = World::new(3);
    world.call();
    world.run_ms(300);
    assert_eq!(world.ladder(), ["a>b INVITE", "b>a 100 INVITE"]);
    assert_eq!(world.events(A), [""; 0]);
}

#[test]
fn early_media_passes_before_the_answer() {
    let mut world = World::new(4);
    world.call();
    world.progress(183, sdp("early"));
    world.run_ms(50);
    assert_eq!(world.events(A), ["progress 183 early"]);
}

#[test]
fn without_an_offer_the_2xx_carries_it_and_the_ack_waits_for_the_answer() {
    let mut world = World::new(5);
    world.call_with(None);
    world.accept(sdp("offer of b"));
    world.run_ms(50);
    assert_eq!(world.events(A), ["answered with offer offer of b"]);
    assert_eq!(world.ladder(), ["a>b INVITE", "b>a 200 INVITE"]);
    world.command(
        A,
        Command::Acknowledge {
            answer: sdp("answer of a"),
        },
    );
    world.run_ms(50);
    assert_eq!(world.ladder(), ["a>b ACK"]);
    assert_eq!(world.events(B), ["invited", "confirmed answer of a"]);
    world.command(A, Command::Bye(Farewell::default()));
    world.run();
    world.assert_empty();
}

#[test]
fn a_busy_callee_is_told_once_and_acknowledged_by_the_transaction() {
    let mut world = World::new(6);
    world.call();
    world.command(
        B,
        Command::Reject {
            status: StatusCode::BUSY_HERE,
            headers: Vec::new(),
        },
    );
    world.run();
    assert_eq!(world.ladder(), ["a>b INVITE", "b>a 486 INVITE", "a>b ACK"]);
    assert_eq!(world.events(A), ["failed 486"]);
    world.assert_empty();
}

#[test]
fn a_long_ringing_is_repeated_every_minute() {
    let mut world = World::new(7);
    world.call();
    world.progress(180, None);
    world.run_ms(125_000);
    assert_eq!(
        world.ladder(),
        ["a>b INVITE", "b>a 180 INVITE", "b>a 180 INVITE", "b>a 180 INVITE"]
    );
}

#[test]
fn a_callee_that_never_answers_is_given_up_after_32_s() {
    let mut world = World::new(8);
    world.network.loss = 100;
    world.call();
    world.run();
    assert_eq!(world.events(A), ["failed 408"]);
    assert_eq!(world.ladder(), ["a>b INVITE"; 7]);
    world.assert_empty();
}
