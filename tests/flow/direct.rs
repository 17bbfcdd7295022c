//! `media: direct`: the switch tells each phone where the other hears, and takes the audio back when it is needed.

use sip_stack::message::StatusCode;
use softswitch::call::EndReason;
use tests::sim::{Action, Ladder, OnRing, PhoneId, World};

use crate::transfer::refer;
use crate::{expect_end, ms};

const ALICE: &str = "192.0.2.11";
const BOB: &str = "192.0.2.12";
const SWITCH: &str = "192.0.2.1";

/// Alice has called bob by the number whose audio goes from phone to phone.
fn talking(seed: u8) -> (World, [PhoneId; 2]) {
    let mut world = World::new(seed);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("520"));
    (world, [alice, bob])
}

/// To whom each offer and answer of the switch told to send, in order: `bob 192.0.2.11`.
fn told(ladder: &Ladder) -> Vec<String> {
    let by_switch = ladder.steps.iter().filter(|step| step.from == "switch");
    let address = |text: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix("c=IN IP4 "));
        line.map(str::to_owned)
    };
    let told = by_switch.filter_map(|step| {
        let text = String::from_utf8_lossy(&step.bytes).into_owned();
        Some(format!("{} {}", step.to, address(&text)?))
    });
    told.collect()
}

#[test]
fn each_phone_is_told_where_the_other_hears() {
    let (mut world, [alice, _]) = talking(1);
    world.at(ms(5_000), alice, Action::HangUp);
    let ladder = world.run();
    ladder.expect(
        "
        alice > switch INVITE
        switch > bob INVITE
        bob > switch 200 INVITE
        switch > bob ACK
        switch > alice 200 INVITE
        switch > bob INVITE
        alice > switch ACK
        bob > switch 200 INVITE
        switch > bob ACK
        switch > alice INVITE
        alice > switch 200 INVITE
        switch > alice ACK
        alice > switch BYE
        switch > alice 200 BYE
        switch > bob BYE
        bob > switch 200 BYE
        ",
    );
    let expected = [
        format!("bob {SWITCH}"),
        format!("alice {SWITCH}"),
        format!("bob {ALICE}"),
        format!("alice {BOB}"),
    ];
    assert_eq!(told(ladder), expected);
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_callee_that_refuses_keeps_the_switch_in_between() {
    let (mut world, [alice, bob]) = talking(2);
    world.at(ms(0), bob, Action::RefuseOffers(StatusCode::NOT_ACCEPTABLE_HERE));
    world.at(ms(5_000), alice, Action::HangUp);
    let ladder = world.run();
    let expected = [
        format!("bob {SWITCH}"),
        format!("alice {SWITCH}"),
        format!("bob {ALICE}"),
    ];
    assert_eq!(told(ladder), expected);
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_caller_that_refuses_brings_the_callee_back_too() {
    let (mut world, [alice, _]) = talking(3);
    world.at(
        ms(0),
        alice,
        Action::RefuseOffers(StatusCode::NOT_ACCEPTABLE_HERE),
    );
    world.at(ms(5_000), alice, Action::HangUp);
    let told = told(world.run());
    assert_eq!(
        told.get(2..5),
        Some(
            &[
                format!("bob {ALICE}"),
                format!("alice {BOB}"),
                format!("bob {SWITCH}")
            ][..]
        ),
        "{told:?}"
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn on_hold_the_switch_is_heard_and_afterwards_the_other_phone_again() {
    let (mut world, [alice, _]) = talking(4);
    world.at(ms(1_000), alice, Action::Hold);
    world.at(ms(2_000), alice, Action::Resume);
    world.at(ms(5_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    let both = |address: [&str; 2]| [format!("bob {}", address[0]), format!("alice {}", address[1])];
    let expected = [
        both([SWITCH, SWITCH]),
        both([ALICE, BOB]),
        both([SWITCH, SWITCH]),
        both([SWITCH, SWITCH]),
        both([ALICE, BOB]),
    ];
    assert_eq!(told(&ladder), expected.concat());
    assert!(
        world.media().iter().any(|action| action.starts_with("hold")),
        "{:?}",
        world.media()
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_transfer_waits_until_the_audio_is_back() {
    let (mut world, [alice, bob]) = talking(5);
    world.phone("carol", "103", OnRing::Answer(ms(500)));
    world.at(ms(1_000), alice, refer("103"));
    world.at(ms(5_000), bob, Action::HangUp);
    let ladder = world.run();
    let lines = ladder.lines();
    let after = lines.iter().position(|line| line == "alice > switch REFER");
    let after = after.map(|at| lines[at..].join("\n")).unwrap_or_default();
    let fetched = "alice > switch REFER\nswitch > bob INVITE\nbob > switch 200 INVITE\nswitch > bob ACK\n\
                   switch > alice INVITE\nalice > switch 200 INVITE\nswitch > alice ACK\n\
                   switch > alice 202 REFER\n";
    assert!(after.starts_with(fetched), "{after}");
    assert!(after.contains("switch > carol INVITE"), "{after}");
    let told = told(ladder);
    assert_eq!(
        told.last().map(String::as_str),
        Some("carol 192.0.2.1"),
        "{told:?}"
    );
}

#[test]
fn who_takes_a_place_finds_the_audio_at_the_switch() {
    let (mut world, [alice, bob]) = talking(6);
    let desk = world.phone("desk", "101", OnRing::Ring);
    world.at(ms(1_000), desk, Action::DialReplacing(alice, ""));
    world.at(ms(5_000), bob, Action::HangUp);
    let told = told(world.run());
    let after: Vec<&str> = told.iter().skip(4).map(String::as_str).collect();
    assert_eq!(after.first(), Some(&"bob 192.0.2.1"), "{told:?}");
    assert!(after.contains(&"desk 192.0.2.1"), "{told:?}");
}

#[test]
fn a_phone_behind_a_nat_is_not_left_alone() {
    let (mut world, [alice, bob]) = talking(7);
    world.at(ms(0), bob, Action::MoveBehindNat);
    world.at(ms(5_000), alice, Action::HangUp);
    assert_eq!(
        told(world.run()),
        [format!("bob {SWITCH}"), format!("alice {SWITCH}")]
    );
}

#[test]
fn a_call_that_ends_on_the_way_leaves_nothing_behind() {
    for at in 20..60 {
        let (mut world, [alice, bob]) = talking(8);
        world.at(ms(at), if at % 2 == 0 { alice } else { bob }, Action::HangUp);
        world.run();
        assert_eq!(
            (world.outcomes().len(), world.left_over()),
            (1, 0),
            "hung up after {at} ms"
        );
    }
}
