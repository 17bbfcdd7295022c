//! INVITEs without an offer (RFC 3261 §13.2.1, RFC 6337 §2.2 pattern 2).

use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms};

#[test]
fn the_offer_comes_from_the_callee_and_the_answer_in_the_ack() {
    let mut world = World::new(61);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::DialWithoutOffer("102"));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    let has_sdp = |from: &str, message: &str| {
        String::from_utf8_lossy(&ladder.sent(from, message)[0].bytes).contains("m=audio")
    };
    assert!(!has_sdp("switch", "INVITE"));
    assert!(has_sdp("bob", "200 INVITE") && has_sdp("switch", "200 INVITE"));
    assert!(has_sdp("alice", "ACK") && has_sdp("switch", "ACK"));
    assert!(world.media().iter().any(|action| action == "bridge 0 1"));
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn the_switch_offers_when_it_answers_itself() {
    let mut world = World::new(62);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.at(ms(0), alice, Action::DialWithoutOffer("600"));
    world.at(ms(2_000), alice, Action::HangUp);
    world.run();
    let echo = world.media().iter().position(|action| action == "echo 0");
    assert!(echo.is_some(), "{:?}", world.media());
    expect_end(&world, EndReason::CallerHungUp, 200);
}
