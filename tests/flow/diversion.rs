//! Phones that send their calls to numbers that the plan knows: outside, or a service of the switch.

use softswitch::call::EndReason;
use tests::sim::{Action, Ladder, OnRing, PhoneId, World};

use crate::{expect_end, ms};

/// The carrier is 192.0.2.13: the third phone of the world.
const CARRIER: &str = r#"
  - {name: carrier, server: "sip:192.0.2.13", numbering: {country: "49", outside_line: "0"}, caller_id: {number: "+4930100", extensions: {"102": "+49301002"}}}
"#;

/// Alice calls bob, whose phone says that; the carrier answers.
fn called(seed: u8, bob: OnRing) -> (World, PhoneId) {
    let mut world = World::new(seed).with_trunks(CARRIER);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", bob);
    world.phone("carrier", "carrier", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    (world, alice)
}

fn heard(ladder: &Ladder, to: &str) -> Vec<String> {
    let invites = ladder.sent("switch", "INVITE").into_iter();
    let to_them = invites.filter(|step| step.to == to);
    to_them
        .map(|step| String::from_utf8_lossy(&step.bytes).into_owned())
        .collect()
}

#[test]
fn a_phone_sends_its_call_outside_and_the_trunk_hears_who_did() {
    let (mut world, alice) = called(191, OnRing::Redirect("<sip:00171555@office.example>"));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    ladder.expect(
        "
        alice > switch INVITE
        switch > bob INVITE
        bob > switch 302 INVITE
        switch > bob ACK
        switch > alice 181 INVITE
        switch > carrier INVITE
        carrier > switch 200 INVITE
        switch > carrier ACK
        switch > alice 200 INVITE
        alice > switch ACK
        alice > switch BYE
        switch > alice 200 BYE
        switch > carrier BYE
        carrier > switch 200 BYE
        ",
    );
    let invite = &heard(&ladder, "carrier")[0];
    assert!(invite.starts_with("INVITE sip:+49171555@"), "{invite}");
    assert!(invite.contains("Diversion: <sip:+49301002@"), "{invite}");
    assert!(invite.contains(";reason=deflection"), "{invite}");
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_trunk_that_goes_by_history_hears_it_there() {
    let carrier = CARRIER.replace(
        "numbering:",
        "identity: {diversion: false, history: true}, numbering:",
    );
    let mut world = World::new(195).with_trunks(&carrier);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Redirect("<sip:00171555@office.example>"));
    world.phone("carrier", "carrier", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    let invite = &heard(&ladder, "carrier")[0];
    let history: Vec<&str> = invite
        .lines()
        .filter_map(|line| line.strip_prefix("History-Info: "))
        .collect();
    assert_eq!(history.len(), 2, "{invite}");
    assert!(
        history[0].starts_with("<sip:+49301002@") && history[0].ends_with(";index=1"),
        "{invite}"
    );
    assert!(history[0].contains("cause%3D302"), "{invite}");
    assert!(
        history[1].starts_with("<sip:+49171555@") && history[1].contains(";index=1.1"),
        "{invite}"
    );
    assert!(!invite.contains("Diversion:"), "{invite}");
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_phone_sends_its_call_to_a_service_of_the_switch() {
    let (mut world, alice) = called(192, OnRing::Redirect("<sip:600@office.example>"));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run();
    assert_eq!(ladder.sent("switch", "200 INVITE").len(), 1);
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_number_that_the_plan_does_not_know_is_not_found() {
    let (mut world, _) = called(193, OnRing::Redirect("<sip:777@office.example>"));
    world.run();
    expect_end(&world, EndReason::NotFound, 404);
}

#[test]
fn while_another_phone_rings_the_call_stays_in_the_house() {
    let (mut world, alice) = called(194, OnRing::Redirect("<sip:00171555@office.example>"));
    world.phone("desk", "102", OnRing::Answer(ms(1_000)));
    world.at(ms(3_000), alice, Action::HangUp);
    let ladder = world.run();
    assert!(heard(ladder, "carrier").is_empty());
    assert_eq!(ladder.sent("desk", "200 INVITE").len(), 1);
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn phones_that_send_a_call_round_by_the_plan_are_followed_five_times() {
    let mut world = World::new(195);
    let carol = world.phone("carol", "103", OnRing::Ring);
    // The plan rings 101 for this number.
    world.phone("bob", "102", OnRing::Redirect("<sip:+4930100@office.example>"));
    world.phone("alice", "101", OnRing::Redirect("<sip:102@office.example>"));
    world.at(ms(0), carol, Action::Dial("102"));
    let ladder = world.run().clone();
    assert_eq!(heard(&ladder, "bob").len(), 6);
    assert_eq!(heard(&ladder, "alice").len(), 5);
    assert_eq!(world.left_over(), 0);
}
