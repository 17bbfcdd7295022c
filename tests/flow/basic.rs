//! One phone calls another; they talk; someone hangs up.

use sip_stack::message::StatusCode;
use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms, only_outcome};

#[test]
fn a_call_rings_is_answered_and_ended_by_the_caller() {
    let mut world = World::new(1);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Answer(ms(1_000)));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(3_000), alice, Action::HangUp);
    world.run().expect(
        "
        alice > switch INVITE
        switch > bob INVITE
        bob > switch 180 INVITE
        switch > alice 180 INVITE
        bob > switch 200 INVITE
        switch > bob ACK
        switch > alice 200 INVITE
        alice > switch ACK
        alice > switch BYE
        switch > alice 200 BYE
        switch > bob BYE
        bob > switch 200 BYE
        ",
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
    let outcome = only_outcome(&world);
    assert_eq!(outcome.answered_by.as_deref(), Some("102"));
    assert_eq!(outcome.answered_after, Some(ms(1_010)));
    assert_eq!(outcome.talked, Some(ms(3_005 - 1_015)));
}

#[test]
fn the_callee_hangs_up() {
    let mut world = World::new(2);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(2_000), bob, Action::HangUp);
    world.run().expect(
        "
        alice > switch INVITE
        switch > bob INVITE
        bob > switch 200 INVITE
        switch > bob ACK
        switch > alice 200 INVITE
        alice > switch ACK
        bob > switch BYE
        switch > bob 200 BYE
        switch > alice BYE
        alice > switch 200 BYE
        ",
    );
    expect_end(&world, EndReason::CalleeHungUp, 200);
}

#[test]
fn early_media_reaches_the_caller_before_the_answer() {
    let mut world = World::new(3);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::EarlyMedia(ms(1_000)));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(2_000), alice, Action::HangUp);
    world.run();
    let ladder = world.run();
    let progress = ladder.sent("switch", "183 INVITE");
    assert!(
        String::from_utf8_lossy(&progress[0].bytes).contains("m=audio"),
        "the 183 carries SDP"
    );
    assert!(progress[0].at < ms(100));
    let bridged = world.media().iter().position(|action| action == "bridge 0 1");
    assert!(
        bridged.is_some_and(|at| at < 3),
        "media flows before the answer: {:?}",
        world.media()
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}

/// SDP in a provisional response that may be lost is no answer to some callers (RFC 3261 §13.2.1).
// Interop: SIP.js takes no notice of SDP in an unreliable 183.
#[test]
fn who_takes_no_notice_of_the_sdp_of_a_183_finds_it_in_the_200_again() {
    let mut world = World::new(5);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::EarlyMedia(ms(1_000)));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run();
    let sdp = |message: &str| {
        let text = String::from_utf8_lossy(&ladder.sent("switch", message)[0].bytes).into_owned();
        text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned())
    };
    assert!(sdp("183 INVITE").is_some_and(|sdp| sdp.contains("m=audio")));
    assert_eq!(sdp("183 INVITE"), sdp("200 INVITE"));
}

#[test]
fn the_two_legs_share_neither_call_id_nor_tags() {
    let mut world = World::new(4);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::HangUp);
    let ladder = world.run();
    let header = |from: &str, name: &str| {
        let text = String::from_utf8_lossy(&ladder.sent(from, "INVITE")[0].bytes).into_owned();
        text.lines()
            .find(|line| line.starts_with(name))
            .map(str::to_owned)
    };
    for name in ["Call-ID", "From"] {
        assert_ne!(header("alice", name), header("switch", name), "{name}");
    }
    assert_eq!(
        header("alice", "Max-Forwards").as_deref(),
        Some("Max-Forwards: 70")
    );
    assert_eq!(
        header("switch", "Max-Forwards").as_deref(),
        Some("Max-Forwards: 69")
    );
}

#[test]
fn every_provisional_response_but_100_reaches_the_caller() {
    for status in [180, 181, 182, 183, 199] {
        let mut world = World::new(8);
        let alice = world.phone("alice", "101", OnRing::Ring);
        world.phone(
            "bob",
            "102",
            StatusCode::new(status).map(OnRing::Says).unwrap_or_default(),
        );
        world.at(ms(0), alice, Action::Dial("102"));
        world.at(ms(1_000), alice, Action::HangUp);
        let ladder = world.run();
        assert_eq!(
            ladder.sent("switch", &format!("{status} INVITE")).len(),
            1,
            "{status}"
        );
        assert!(ladder.sent("switch", "100 INVITE").is_empty());
        expect_end(&world, EndReason::CallerCancelled, 487);
    }
}

#[test]
fn early_media_that_moves_is_followed_and_the_caller_is_told_of_it_once() {
    let mut world = World::new(7);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::EarlyMediaMoves(ms(1_000)));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run_until(ms(500)).clone();
    assert_eq!(ladder.sent("bob", "183 INVITE").len(), 2);
    assert_eq!(ladder.sent("switch", "183 INVITE").len(), 1);
    let heard: Vec<_> = world
        .media()
        .iter()
        .filter(|action| action.starts_with("agree 1 "))
        .collect();
    let from = |at: usize, port: &str| heard.get(at).is_some_and(|agreed| agreed.ends_with(port));
    assert!(from(0, ":41000") && from(1, ":40000"), "{heard:?}");
    world.run();
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn routes_that_a_phone_preloads_lead_to_the_switch_and_no_further() {
    let mut world = World::new(6);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    let routes = &[
        ("Route", "<sip:192.0.2.1;lr>"),
        ("Route", "<sip:elsewhere.example;lr>"),
    ];
    world.at(ms(0), alice, Action::DialWith("102", routes));
    world.at(ms(1_000), alice, Action::HangUp);
    let invite = world.run().sent("switch", "INVITE")[0].bytes.clone();
    assert!(!String::from_utf8_lossy(&invite).contains("Route:"));
    expect_end(&world, EndReason::CallerHungUp, 200);
}
