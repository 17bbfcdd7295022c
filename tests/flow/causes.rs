//! Refusals of gateways whose status says little, and whose Reason says what the telephone network said.

use sip_stack::message::StatusCode;
use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms};

const CARRIERS: &str = r#"
  - {name: first, server: "sip:192.0.2.12", numbering: {country: "49", outside_line: "0"}}
  - {name: second, server: "sip:192.0.2.13", numbering: {country: "49", outside_line: "0"}}
"#;

/// A call outside that the first trunk refuses with 503 and this Reason; whether the second was asked.
fn refused(reason: &'static [(&'static str, &'static str)]) -> (World, bool) {
    let mut world = World::new(201).with_trunks(CARRIERS);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let first = world.phone("first", "first", OnRing::Reject(StatusCode::SERVICE_UNAVAILABLE));
    world.phone("second", "second", OnRing::AnswerAtOnce);
    world.at(ms(0), first, Action::SayInAnswers(reason));
    world.at(ms(100), alice, Action::Dial("00171555"));
    world.at(ms(3_000), alice, Action::HangUp);
    let asked = world.run().steps.iter().any(|step| step.to == "second");
    (world, asked)
}

#[test]
fn a_busy_line_behind_503_is_busy_and_no_other_trunk_is_asked() {
    let (world, asked_second) = refused(&[("Reason", "Q.850;cause=17")]);
    assert!(!asked_second);
    expect_end(&world, EndReason::Busy, 486);
}

#[test]
fn a_network_without_room_is_left_for_the_next_trunk() {
    let (world, asked_second) = refused(&[("Reason", "Q.850;cause=34")]);
    assert!(asked_second);
    expect_end(&world, EndReason::CallerHungUp, 200);
}
