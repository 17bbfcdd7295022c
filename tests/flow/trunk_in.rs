//! Calls that come in by trunks, told by where they come from.

use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, PhoneId, World};

use crate::{expect_end, ms, only_outcome};

const CARRIER: &str = r#"
  - {name: carrier, server: "sip:192.0.2.12", numbers: ["+4930100", "+4930199"], numbering: {country: "49", receive: national}}
"#;

/// Alice, and a carrier that calls her.
fn world(trunks: &str) -> (World, PhoneId) {
    let mut world = World::new(50).with_trunks(trunks);
    world.phone("alice", "101", OnRing::AnswerAtOnce);
    let carrier = world.phone("carrier", "030987654", OnRing::AnswerAtOnce);
    (world, carrier)
}

#[test]
fn a_number_of_ours_takes_its_route_and_the_caller_is_a_whole_number() {
    let (mut world, carrier) = world(CARRIER);
    world.at(ms(0), carrier, Action::Dial("030100"));
    world.at(ms(2_000), carrier, Action::HangUp);
    let ladder = world.run();
    let rung = ladder
        .steps
        .iter()
        .find(|step| step.to == "alice" && step.message == "INVITE");
    let rung = rung.map(|step| String::from_utf8_lossy(&step.bytes).into_owned());
    assert!(rung.is_some_and(|text| text.contains("<sip:+4930987654@office.example>")));
    expect_end(&world, EndReason::CallerHungUp, 200);
    assert_eq!(only_outcome(&world).answered_by.as_deref(), Some("101"));
}

#[test]
fn a_number_is_ours_however_it_is_written_and_whatever_is_said_of_it() {
    for number in ["+4930100", "+49-30-100", "+49(30)100", "+4930100;npdi;rn=+493099"] {
        let (mut world, carrier) = world(&CARRIER.replace("receive: national", "receive: e164"));
        world.at(ms(0), carrier, Action::Dial(number));
        world.at(ms(2_000), carrier, Action::HangUp);
        world.run();
        assert_eq!(
            only_outcome(&world).answered_by.as_deref(),
            Some("101"),
            "{number}"
        );
    }
}

#[test]
fn a_number_that_is_not_ours_is_not_found() {
    for number in ["030555", "101", "0171555", "112"] {
        let (mut world, carrier) = world(CARRIER);
        world.at(ms(0), carrier, Action::Dial(number));
        let ladder = world.run();
        assert_eq!(ladder.sent("switch", "404 INVITE").len(), 1, "{number}");
        assert_eq!(world.left_over(), 0);
    }
}

#[test]
fn a_call_that_is_passed_on_outside_tells_who_called_and_who_passed_it_on() {
    let trunks = r#"
  - {name: carrier, server: "sip:192.0.2.12", numbers: ["+4930199"], numbering: {country: "49", receive: national}}
  - {name: mobile, server: "sip:192.0.2.13"}
"#;
    let (mut world, carrier) = world(trunks);
    world.phone("mobile", "mobile", OnRing::AnswerAtOnce);
    world.at(ms(0), carrier, Action::Dial("030199"));
    world.at(ms(2_000), carrier, Action::HangUp);
    let ladder = world.run();
    // The first trunk of the settings is where it came from, but with another number: it may go back there.
    let out = ladder.sent("switch", "INVITE");
    let text = out
        .first()
        .map(|step| String::from_utf8_lossy(&step.bytes).into_owned())
        .unwrap_or_default();
    assert!(text.contains("<sip:+4930987654@"), "{text}");
    assert!(
        text.contains("Diversion: <sip:+4930199@192.0.2.12>;reason=unconditional"),
        "{text}"
    );
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_call_that_would_go_back_with_its_own_number_is_a_loop() {
    let trunks = r#"
  - {name: carrier, server: "sip:192.0.2.12", numbers: ["+4930199", "+49171555"], numbering: {country: "49", receive: national}}
"#;
    // +4930199 leads to +49171555 outside, which the carrier sends to us again: no route of ours has it.
    let (mut world, carrier) = world(trunks);
    world.at(ms(0), carrier, Action::Dial("0171555"));
    world.run();
    expect_end(&world, EndReason::NotFound, 404);
}

#[test]
fn of_two_trunks_at_one_address_the_dialled_number_decides() {
    let trunks = r#"
  - {name: sales, server: "sip:192.0.2.12", numbers: ["+4930555"], limits: {channels: 1}, drain: true}
  - {name: office, server: "sip:192.0.2.12", numbers: ["+4930100"], numbering: {country: "49", receive: national}}
"#;
    let (mut world, carrier) = world(trunks);
    world.at(ms(0), carrier, Action::Dial("030100"));
    world.at(ms(2_000), carrier, Action::HangUp);
    world.run();
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_trunks_channels_bound_its_calls_both_ways() {
    let trunks = r#"
  - {name: carrier, server: "sip:192.0.2.12", numbers: ["+4930100"], limits: {channels: 1}, numbering: {receive: plus-less}}
"#;
    let (mut world, carrier) = world(trunks);
    world.at(ms(0), carrier, Action::Dial("4930100"));
    world.at(ms(500), carrier, Action::Dial("4930100"));
    world.at(ms(2_000), carrier, Action::HangUp);
    let refused = world.run().sent("switch", "503 INVITE").len();
    assert_eq!((refused, world.left_over()), (1, 0));
}
