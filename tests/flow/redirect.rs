//! Phones that send their calls elsewhere with a 3xx.

use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms};

const TO_103: OnRing = OnRing::Redirect("<sip:103@office.example>");

#[test]
fn a_phone_sends_its_call_to_another_user_who_hears_from_whom() {
    let mut world = World::new(71);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", TO_103);
    world.phone("carol", "103", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run();
    ladder.expect(
        "
        alice > switch INVITE
        switch > bob INVITE
        bob > switch 302 INVITE
        switch > bob ACK
        switch > alice 181 INVITE
        switch > carol INVITE
        carol > switch 200 INVITE
        switch > carol ACK
        switch > alice 200 INVITE
        alice > switch ACK
        alice > switch BYE
        switch > alice 200 BYE
        switch > carol BYE
        carol > switch 200 BYE
        ",
    );
    let invite = String::from_utf8_lossy(&ladder.sent("switch", "INVITE")[1].bytes);
    let diversion = "Diversion: <sip:102@office.example>;reason=deflection;counter=1";
    assert!(invite.contains(diversion), "{invite}");
    let history = [
        "History-Info: <sip:102@office.example?Reason=SIP%3Bcause%3D302%3Btext%3D%22Moved%22>;index=1\r\n",
        "History-Info: <sip:103@office.example>;index=1.1;mp=1\r\n",
    ];
    assert!(invite.contains(&history.concat()), "{invite}");
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn phones_that_send_a_call_round_in_a_ring_have_refused() {
    let mut world = World::new(72);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", TO_103);
    world.phone("carol", "103", OnRing::Redirect("<sip:102@office.example>"));
    world.at(ms(0), alice, Action::Dial("102"));
    let ladder = world.run();
    assert_eq!(ladder.sent("switch", "INVITE").len(), 2);
    expect_end(&world, EndReason::Failed, 480);
}

#[test]
fn nobody_sends_a_call_to_a_stranger() {
    for stranger in [
        "<sip:103@elsewhere.example>",
        "<mailto:103@office.example>",
        "<sip:office.example>",
    ] {
        let mut world = World::new(73);
        let alice = world.phone("alice", "101", OnRing::Ring);
        world.phone("bob", "102", OnRing::Redirect(stranger));
        world.phone("carol", "103", OnRing::AnswerAtOnce);
        world.at(ms(0), alice, Action::Dial("102"));
        let ladder = world.run();
        assert_eq!(ladder.sent("switch", "INVITE").len(), 1, "{stranger}");
    }
}

#[test]
fn a_call_sent_to_a_user_without_a_phone_finds_nobody() {
    let mut world = World::new(74);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", TO_103);
    world.at(ms(0), alice, Action::Dial("102"));
    world.run();
    expect_end(&world, EndReason::Unregistered, 480);
}

#[test]
fn of_several_ways_on_the_best_is_taken() {
    let mut world = World::new(75);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let ways = "<sip:103@office.example>;q=0.3, <sip:104@192.0.2.1>;q=0.8";
    world.phone("bob", "102", OnRing::Redirect(ways));
    world.phone("carol", "103", OnRing::AnswerAtOnce);
    world.phone("dave", "104", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::HangUp);
    let ladder = world.run();
    assert_eq!(ladder.sent("carol", "200 INVITE").len(), 0);
    assert_eq!(ladder.sent("dave", "200 INVITE").len(), 1);
}

#[test]
fn while_one_phone_sends_the_call_on_the_other_rings() {
    let mut world = World::new(76);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("desk", "102", OnRing::Answer(ms(3_000)));
    world.phone("sofa", "102", TO_103);
    world.phone("carol", "103", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(5_000), alice, Action::HangUp);
    let ladder = world.run();
    assert_eq!(ladder.sent("switch", "181 INVITE").len(), 0, "it rings already");
    assert_eq!(ladder.sent("carol", "180 INVITE").len(), 1);
    assert_eq!(ladder.sent("carol", "487 INVITE").len(), 1);
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_call_is_sent_on_five_times_and_no_more() {
    let mut world = World::new(77);
    let alice = world.phone("alice", "101", OnRing::Ring);
    for (name, extension, to) in [
        ("first", "102", "<sip:103@office.example>"),
        ("second", "103", "<sip:104@office.example>"),
        ("third", "104", "<sip:105@office.example>"),
        ("fourth", "105", "<sip:106@office.example>"),
        ("fifth", "106", "<sip:107@office.example>"),
        ("sixth", "107", "<sip:108@office.example>"),
    ] {
        world.phone(name, extension, OnRing::Redirect(to));
    }
    world.phone("last", "108", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    let ladder = world.run();
    assert_eq!(ladder.sent("sixth", "302 INVITE").len(), 1);
    assert_eq!(ladder.sent("last", "200 INVITE").len(), 0);
}
