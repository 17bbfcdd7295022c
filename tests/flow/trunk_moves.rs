//! A trunk's leg that a transfer moves keeps its channel, and gives it back once.

use sip_stack::message::StatusCode;
use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, PhoneId, World};

use crate::ms;
use crate::transfer::refer;

const ONE_CHANNEL: &str = r#"
  - {name: carrier, server: "sip:192.0.2.12", limits: {channels: 1}}
"#;

/// Alice talks to someone outside by the trunk's only channel, and then to carol: line 1 and line 2 of her phone.
fn consulting(seed: u8) -> (World, [PhoneId; 4]) {
    let mut world = World::new(seed).with_trunks(ONE_CHANNEL);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let carrier = world.phone("carrier", "carrier", OnRing::AnswerAtOnce);
    let carol = world.phone("carol", "103", OnRing::AnswerAtOnce);
    let dave = world.phone("dave", "104", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("030987654"));
    world.at(ms(1_000), alice, Action::Hold);
    world.at(ms(2_000), alice, Action::Dial("103"));
    (world, [alice, carrier, carol, dave])
}

fn statuses(world: &World) -> Vec<u16> {
    world.outcomes().iter().map(|outcome| outcome.status).collect()
}

#[test]
fn a_trunks_leg_keeps_its_channel_in_the_call_it_goes_to_and_gives_it_back_at_its_end() {
    let (mut world, [alice, _, carol, dave]) = consulting(140);
    world.at(ms(3_000), alice, Action::ReferToLine(1, 2));
    world.at(ms(3_500), alice, Action::HangUpLine(1));
    // The call that gave the leg away is over: the channel is still taken.
    world.at(ms(6_000), dave, Action::Dial("030987655"));
    world.at(ms(9_000), carol, Action::HangUp);
    world.at(ms(12_000), dave, Action::Dial("030987655"));
    world.at(ms(14_000), dave, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(
        ladder.sent("switch", "503 INVITE").len(),
        1,
        "{:#?}",
        ladder.lines()
    );
    let ends: Vec<_> = world.outcomes().iter().map(|outcome| outcome.reason).collect();
    assert_eq!(ends[0], EndReason::Transferred);
    assert_eq!(statuses(&world), [200, 503, 200, 200]);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_trunks_leg_that_comes_back_has_its_channel_still() {
    let (mut world, [alice, carrier, _, dave]) = consulting(141);
    world.at(
        ms(2_500),
        carrier,
        Action::RefuseOffers(StatusCode::NOT_ACCEPTABLE_HERE),
    );
    world.at(ms(3_000), alice, Action::ReferToLine(1, 2));
    world.at(ms(6_000), dave, Action::Dial("030987655"));
    world.at(ms(9_000), alice, Action::HangUpLine(1));
    world.at(ms(9_000), alice, Action::HangUpLine(2));
    world.at(ms(12_000), dave, Action::Dial("030987655"));
    world.at(ms(14_000), dave, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(
        ladder.sent("switch", "503 INVITE").len(),
        1,
        "{:#?}",
        ladder.lines()
    );
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_blind_transfer_of_a_trunks_leg_holds_one_channel_until_its_end() {
    let mut world = World::new(142).with_trunks(ONE_CHANNEL);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("carrier", "carrier", OnRing::AnswerAtOnce);
    let carol = world.phone("carol", "103", OnRing::AnswerAtOnce);
    let dave = world.phone("dave", "104", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("030987654"));
    world.at(ms(1_000), alice, refer("103"));
    world.at(ms(2_500), alice, Action::HangUp);
    world.at(ms(4_000), dave, Action::Dial("030987655"));
    world.at(ms(6_000), carol, Action::HangUp);
    world.at(ms(8_000), dave, Action::Dial("030987655"));
    world.at(ms(9_000), dave, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(
        ladder.sent("switch", "503 INVITE").len(),
        1,
        "{:#?}",
        ladder.lines()
    );
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_trunks_leg_that_hangs_up_while_it_waits_gives_its_channel_back_at_once() {
    let mut world = World::new(143).with_trunks(ONE_CHANNEL);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let carrier = world.phone("carrier", "carrier", OnRing::AnswerAtOnce);
    world.phone("carol", "103", OnRing::Ring);
    let dave = world.phone("dave", "104", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("030987654"));
    world.at(ms(1_000), alice, Action::Hold);
    world.at(ms(2_000), alice, Action::Dial("103"));
    world.at(ms(3_000), alice, Action::ReferToLine(1, 2));
    world.at(ms(5_000), carrier, Action::HangUp);
    // Carol still rings for alice.
    world.at(ms(6_000), dave, Action::Dial("030987655"));
    world.at(ms(8_000), dave, Action::HangUp);
    let ladder = world.run().clone();
    assert!(
        ladder.sent("switch", "503 INVITE").is_empty(),
        "{:#?}",
        ladder.lines()
    );
    assert_eq!(world.left_over(), 0);
}
