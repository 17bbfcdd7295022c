//! Single losses, and what is repeated until it arrives (RFC 3261 §13.2.2.4, §13.3.1.4, §17).

use crate::endpoint::tests::side::sdp;
use crate::endpoint::tests::world::{A, B, World};
use crate::message::Transport;
use crate::user_agent::{Command, Farewell};

#[test]
fn a_lost_ack_is_sent_again_for_the_repeated_2xx() {
    let mut world = World::new(1);
    world.call();
    world.network.lose = vec!["ACK", "ACK"];
    world.accept(sdp("answer"));
    world.run_ms(5000);
    let ladder = [
        "a>b INVITE",
        "b>a 200 INVITE",
        "a>b ACK (lost)",
        "b>a 200 INVITE",
        "a>b ACK (lost)",
        "b>a 200 INVITE",
        "a>b ACK",
    ];
    assert_eq!(world.ladder(), ladder);
    assert_eq!(world.events(A), ["answered 200 answer"]);
    assert_eq!(world.events(B), ["invited", "confirmed -"]);
}

#[test]
fn a_lost_200_is_repeated_by_the_callee() {
    let mut world = World::new(2);
    world.call();
    world.network.lose = vec!["200 INVITE"];
    world.accept(sdp("answer"));
    world.run_ms(5000);
    assert_eq!(world.events(A), ["answered 200 answer"]);
    assert_eq!(world.events(B), ["invited", "confirmed -"]);
}

#[test]
fn a_200_is_repeated_over_a_stream_too() {
    let mut world = World::new(3);
    world.network.transport = Transport::Tcp;
    world.call();
    world.network.lose = vec!["ACK"];
    world.accept(sdp("answer"));
    world.run_ms(5000);
    assert_eq!(
        world.ladder(),
        [
            "a>b INVITE",
            "b>a 200 INVITE",
            "a>b ACK (lost)",
            "b>a 200 INVITE",
            "a>b ACK"
        ]
    );
}

#[test]
fn a_repeated_invite_is_one_call() {
    let mut world = World::new(4);
    world.network.lose = vec!["100 INVITE", "180 INVITE"];
    world.call();
    world.progress(180, None);
    world.run_ms(2000);
    assert_eq!(world.events(B), ["invited"]);
    assert_eq!(world.events(A), ["progress 180 -"]);
    assert_eq!(
        world.ladder(),
        [
            "a>b INVITE",
            "b>a 180 INVITE (lost)",
            "a>b INVITE",
            "b>a 180 INVITE"
        ]
    );
}

#[test]
fn a_2xx_that_is_never_acknowledged_ends_the_call_with_bye() {
    let mut world = World::new(5);
    world.call();
    world.network.lose = vec!["ACK"; 20];
    world.accept(sdp("answer"));
    world.run();
    let ladder = world.ladder();
    // At 0, 0.5, 1.5, 3.5, 7.5 s and then every 4 s.
    assert_eq!(ladder.iter().filter(|line| *line == "b>a 200 INVITE").count(), 11);
    assert!(ladder.contains(&"b>a BYE".to_string()));
    assert_eq!(world.events(B), ["invited", "never acknowledged"]);
    assert_eq!(world.events(A), ["answered 200 answer", "peer bye -"]);
    world.assert_empty();
}

#[test]
fn a_lost_bye_is_repeated_and_answered_once() {
    let mut world = World::established(6);
    world.network.lose = vec!["BYE", "200 BYE"];
    world.command(B, Command::Bye(Farewell::default()));
    world.run();
    let ladder = [
        "b>a BYE (lost)",
        "b>a BYE",
        "a>b 200 BYE (lost)",
        "b>a BYE",
        "a>b 200 BYE",
    ];
    assert_eq!(world.ladder(), ladder);
    assert_eq!(world.events(A), ["peer bye -"]);
    world.assert_empty();
}
