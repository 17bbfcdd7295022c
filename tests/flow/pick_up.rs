//! INVITE with Replaces: picking up what rings elsewhere, and going on at another phone (RFC 3891).

use sip_stack::message::StatusCode;
use softswitch::call::EndReason;
use tests::sim::{Action, Fault, Ladder, OnRing, PhoneId, World};

use crate::ms;
use crate::transfer::{notified, refer};

/// Alice calls bob, whose phone rings; carol is at the next desk.
fn ringing(seed: u8) -> (World, [PhoneId; 3]) {
    let mut world = World::new(seed);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::Ring);
    let carol = world.phone("carol", "103", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    (world, [alice, bob, carol])
}

/// What `name` was answered to its INVITE, 100 left out.
fn answered(ladder: &Ladder, name: &str) -> Vec<String> {
    let start = format!("switch > {name} ");
    let lines = ladder.lines().into_iter();
    let answers = lines.filter_map(|line| Some(line.strip_prefix(&start)?.to_owned()));
    answers
        .filter(|line| line.ends_with(" INVITE") && line != "100 INVITE")
        .collect()
}

#[test]
fn a_phone_picks_up_what_rings_at_another() {
    let (mut world, [alice, bob, carol]) = ringing(150);
    world.at(ms(1_000), carol, Action::DialReplacing(bob, ";early-only"));
    world.at(ms(5_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    let at = ladder
        .lines()
        .iter()
        .position(|line| line == "carol > switch INVITE")
        .unwrap_or_default();
    let expected = "
        carol > switch INVITE
        switch > bob CANCEL
        switch > carol 200 INVITE
        switch > alice 200 INVITE
        bob > switch 200 CANCEL
        bob > switch 487 INVITE
        carol > switch ACK
        alice > switch ACK
        switch > bob ACK
        alice > switch BYE
        switch > alice 200 BYE
        switch > carol BYE
        carol > switch 200 BYE";
    let expected: Vec<_> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(ladder.lines()[at..], expected, "{:#?}", ladder.lines());
    let [outcome] = world.outcomes() else {
        panic!("one call, one record: {:#?}", world.outcomes())
    };
    assert_eq!(outcome.reason, EndReason::CallerHungUp);
    assert_eq!(outcome.answered_by.as_deref(), Some("103"));
    assert_eq!(world.left_over(), 0);
    let cancel = String::from_utf8_lossy(&ladder.sent("switch", "CANCEL")[0].bytes).into_owned();
    assert!(cancel.contains("Call completed elsewhere"), "{cancel}");
    assert!(
        world.media().iter().any(|action| action.starts_with("bridge 0 ")),
        "{:?}",
        world.media()
    );
}

#[test]
fn the_offer_may_come_from_the_switch_on_either_side() {
    for (seed, dial) in [(151, Action::Dial("102")), (152, Action::DialWithoutOffer("102"))] {
        for late_pick_up in [false, true] {
            let mut world = World::new(seed);
            let alice = world.phone("alice", "101", OnRing::Ring);
            let bob = world.phone("bob", "102", OnRing::Ring);
            let carol = world.phone("carol", "103", OnRing::Ring);
            world.at(ms(0), alice, dial.clone());
            let pick_up = match late_pick_up {
                true => Action::AskReplacing(bob),
                false => Action::DialReplacing(bob, ""),
            };
            world.at(ms(1_000), carol, pick_up);
            world.at(ms(5_000), carol, Action::HangUp);
            let ladder = world.run().clone();
            assert_eq!(
                answered(&ladder, "carol"),
                ["200 INVITE"],
                "{:#?}",
                ladder.lines()
            );
            assert_eq!(answered(&ladder, "alice"), ["180 INVITE", "200 INVITE"]);
            assert_eq!(world.outcomes()[0].reason, EndReason::CalleeHungUp);
            assert_eq!(world.left_over(), 0);
            let bridged = world.media().iter().any(|action| action.starts_with("bridge 0 "));
            assert!(bridged, "{:?}", world.media());
        }
    }
}

#[test]
fn who_talks_goes_on_at_another_phone_of_theirs() {
    let mut world = World::new(153);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    let mobile = world.phone("mobile", "102", OnRing::Reject(StatusCode::BUSY_HERE));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), mobile, Action::DialReplacing(bob, ""));
    world.at(ms(5_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    let at = ladder
        .lines()
        .iter()
        .position(|line| line == "mobile > switch INVITE")
        .unwrap_or_default();
    let expected = "
        mobile > switch INVITE
        switch > mobile 200 INVITE
        switch > bob BYE
        mobile > switch ACK
        bob > switch 200 BYE
        alice > switch BYE
        switch > alice 200 BYE
        switch > mobile BYE
        mobile > switch 200 BYE";
    let expected: Vec<_> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(ladder.lines()[at..], expected, "{:#?}", ladder.lines());
    assert_eq!(world.outcomes()[0].reason, EndReason::CallerHungUp);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn nobody_takes_the_place_of_another_who_talks() {
    let mut world = World::new(154);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    let carol = world.phone("carol", "103", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), carol, Action::DialReplacing(bob, ""));
    world.at(ms(5_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(answered(&ladder, "carol"), ["403 INVITE"]);
    assert_eq!(world.outcomes()[0].reason, EndReason::CallerHungUp);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_pick_up_that_comes_after_the_answer_is_told_so() {
    let mut world = World::new(155);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    let mobile = world.phone("mobile", "102", OnRing::Reject(StatusCode::BUSY_HERE));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), mobile, Action::DialReplacing(bob, ";early-only"));
    world.at(ms(3_000), alice, Action::HangUp);
    world.run();
    let ladder = world.run().clone();
    assert_eq!(answered(&ladder, "mobile"), ["486 INVITE"]);
    assert_eq!(world.left_over(), 0);
}

/// A header of a message as the ladder has it.
fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let start = format!("{name}: ");
    let line = message.lines().find_map(|line| line.strip_prefix(&start));
    line.unwrap_or_default()
}

fn tag(value: &str) -> &str {
    value.split_once(";tag=").map_or("", |(_, tag)| tag)
}

#[test]
fn a_dialog_that_we_did_not_begin_is_not_replaced_before_its_answer() {
    let (mut world, [alice, _, carol]) = ringing(156);
    let ladder = world.run_until(ms(500)).clone();
    let ringing = String::from_utf8_lossy(&ladder.sent("switch", "180 INVITE")[0].bytes).into_owned();
    let (to, from) = (tag(header(&ringing, "To")), tag(header(&ringing, "From")));
    assert!(!to.is_empty() && !from.is_empty(), "{ringing}");
    let of_alice = format!("{};to-tag={to};from-tag={from}", header(&ringing, "Call-ID"));
    for replaces in [of_alice, String::from("nobody;to-tag=a;from-tag=b")] {
        let headers = Vec::leak(vec![("Replaces", &*String::leak(replaces))]);
        world.at(ms(1_000), carol, Action::DialWith("102", headers));
    }
    world.at(ms(3_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(answered(&ladder, "carol"), ["481 INVITE", "481 INVITE"]);
    assert_eq!(world.outcomes()[0].reason, EndReason::CallerCancelled);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_pick_up_without_an_ack_ends_the_call() {
    let (mut world, [_, bob, carol]) = ringing(157);
    world.fault(Fault::lose_all("carol", "ACK"));
    world.at(ms(1_000), carol, Action::AskReplacing(bob));
    world.run();
    assert_eq!(world.outcomes()[0].reason, EndReason::NeverAcknowledged);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_call_that_is_being_transferred_is_picked_up_too() {
    let mut world = World::new(158);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    let carol = world.phone("carol", "103", OnRing::Ring);
    let dave = world.phone("dave", "104", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), bob, refer("103"));
    world.at(ms(2_000), dave, Action::DialReplacing(carol, ""));
    world.at(ms(3_000), bob, Action::HangUp);
    world.at(ms(5_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(answered(&ladder, "dave"), ["200 INVITE"], "{:#?}", ladder.lines());
    assert_eq!(
        notified(&ladder, "bob").last().map(String::as_str),
        Some("terminated 200 OK")
    );
    assert_eq!(world.left_over(), 0);
}
