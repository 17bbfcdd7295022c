//! What the media engine is told, and when.

use media::dtls::HandshakeError;
use softswitch::call::{EndReason, LegId};
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms};

#[test]
fn streams_are_agreed_then_bridged_then_closed() {
    let mut world = World::new(81);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::HangUp);
    world.run();
    let expected = [
        "agree 0 PCMU sendrecv 192.0.2.11:40000",
        "agree 1 PCMU sendrecv 192.0.2.12:40000",
        "bridge 0 1",
        "close 0",
        "close 1",
    ];
    assert_eq!(world.media(), expected);
}

#[test]
fn who_is_put_on_hold_hears_music_until_the_call_is_taken_back() {
    let mut world = World::new(84);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::Hold);
    world.at(ms(2_000), alice, Action::Resume);
    world.at(ms(3_000), bob, Action::Hold);
    world.at(ms(4_000), alice, Action::HangUp);
    world.run();
    let told = world
        .media()
        .iter()
        .filter(|action| ["bridge", "hold"].iter().any(|word| action.starts_with(word)));
    let told: Vec<_> = told.collect();
    assert_eq!(told, ["bridge 0 1", "hold 1 by 0", "bridge 0 1", "hold 0 by 1"]);
}

#[test]
fn a_phone_whose_handshake_makes_no_keys_ends_the_call_it_talks_in() {
    for leg in [LegId(0), LegId(1)] {
        let mut world = World::new(85);
        let alice = world.phone("alice", "101", OnRing::Ring);
        world.phone("bob", "102", OnRing::AnswerAtOnce);
        world.at(ms(0), alice, Action::Dial("102"));
        world.run_until(ms(5_000));
        world.fail_handshake(leg, HandshakeError::OtherCertificate);
        world.run();
        expect_end(&world, EndReason::NoKeys, 200);
    }
}

#[test]
fn a_phone_that_only_rings_may_shake_hands_later() {
    let mut world = World::new(86);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    world.run_until(ms(1_000));
    world.fail_handshake(LegId(1), HandshakeError::TimedOut);
    world.at(ms(2_000), bob, Action::Answer);
    world.at(ms(3_000), alice, Action::HangUp);
    world.run();
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn echo_begins_when_the_answer_is_acknowledged() {
    let mut world = World::new(82);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("600"));
    world.at(ms(1_000), alice, Action::HangUp);
    world.run();
    assert_eq!(
        world.media(),
        ["agree 0 PCMU sendrecv 192.0.2.11:40000", "echo 0", "close 0"]
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn the_streams_of_phones_that_lose_are_closed() {
    let mut world = World::new(83);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("desk", "102", OnRing::Answer(ms(500)));
    world.phone("mobile", "102", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    world.run_until(ms(1_000));
    assert!(
        world.media().contains(&String::from("close 2")),
        "{:?}",
        world.media()
    );
    world.at(ms(2_000), alice, Action::HangUp);
    world.run();
    let closed = world
        .media()
        .iter()
        .filter(|action| action.starts_with("close"))
        .count();
    assert_eq!(closed, 3);
}
