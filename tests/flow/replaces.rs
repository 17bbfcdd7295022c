//! Attended transfer and Replaces (RFC 5589 §7, RFC 3891).

use sip_stack::message::StatusCode;
use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, PhoneId, Said, World};

use crate::ms;
use crate::transfer::{notified, text};

/// Alice talks to bob, holds him, and talks to carol: line 1 and line 2 of her phone.
fn consulting(seed: u8) -> (World, [PhoneId; 3]) {
    let mut world = World::new(seed);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    let carol = world.phone("carol", "103", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::Hold);
    world.at(ms(2_000), alice, Action::Dial("103"));
    (world, [alice, bob, carol])
}

fn ends(world: &World) -> Vec<EndReason> {
    world.outcomes().iter().map(|outcome| outcome.reason).collect()
}

#[test]
fn an_attended_transfer_joins_the_two_others() {
    let (mut world, [alice, bob, _]) = consulting(120);
    world.at(ms(3_000), alice, Action::ReferToLine(1, 2));
    world.at(ms(3_500), alice, Action::HangUpLine(1));
    world.at(ms(9_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    let from_refer = ladder.lines();
    let at = from_refer
        .iter()
        .position(|line| line.contains("REFER"))
        .unwrap_or_default();
    let expected = "
        alice > switch REFER
        switch > alice 202 REFER
        switch > alice NOTIFY
        switch > bob INVITE
        alice > switch 200 NOTIFY
        bob > switch 200 INVITE
        switch > bob ACK
        switch > alice BYE
        switch > alice NOTIFY
        alice > switch 200 BYE
        alice > switch 200 NOTIFY
        alice > switch BYE
        switch > alice 200 BYE
        bob > switch BYE
        switch > bob 200 BYE
        switch > carol BYE
        carol > switch 200 BYE";
    let expected: Vec<_> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(from_refer[at..], expected, "{from_refer:#?}");
    assert_eq!(
        notified(&ladder, "alice"),
        ["active 100 Trying", "terminated 200 OK"]
    );
    assert_eq!(ends(&world), [EndReason::Transferred, EndReason::CallerHungUp]);
    for outcome in world.outcomes() {
        assert_eq!(outcome.transfers, ["101 moved 102 to 103: 200"]);
    }
    assert_eq!(world.left_over(), 0);
    let invites = ladder.sent("switch", "INVITE");
    let last = String::from_utf8_lossy(&invites[invites.len() - 1].bytes).into_owned();
    assert!(last.contains("a=sendrecv"), "{last}");
}

#[test]
fn the_transfer_works_whoever_called_whom() {
    let mut world = World::new(121);
    let alice = world.phone("alice", "101", OnRing::AnswerAtOnce);
    let bob = world.phone("bob", "102", OnRing::Ring);
    let carol = world.phone("carol", "103", OnRing::Ring);
    world.at(ms(0), bob, Action::Dial("101"));
    world.at(ms(1_000), carol, Action::Dial("101"));
    world.at(ms(3_000), alice, Action::ReferToLine(1, 2));
    world.at(ms(20_000), carol, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(
        notified(&ladder, "alice"),
        ["active 100 Trying", "terminated 200 OK"]
    );
    assert_eq!(ends(&world), [EndReason::Transferred, EndReason::CallerHungUp]);
    assert_eq!(
        ladder
            .sent("switch", "BYE")
            .iter()
            .filter(|step| step.to == "bob")
            .count(),
        1
    );
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_partner_who_will_not_follow_comes_back() {
    let (mut world, [alice, bob, _]) = consulting(122);
    world.at(
        ms(2_500),
        bob,
        Action::RefuseOffers(StatusCode::NOT_ACCEPTABLE_HERE),
    );
    world.at(ms(3_000), alice, Action::ReferToLine(1, 2));
    world.at(ms(9_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    let told = notified(&ladder, "alice");
    assert_eq!(
        told.last().map(String::as_str),
        Some("terminated 488 Not Acceptable Here")
    );
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_dialog_of_nobody_makes_us_ask_the_target() {
    let (mut world, [alice, bob, _]) = consulting(123);
    let said = Said {
        line: 1,
        method: "REFER",
        headers: vec![(
            "Refer-To",
            String::from("<sip:103@office.example?Replaces=other%40far%3Bto-tag%3Dx%3Bfrom-tag%3Dy>"),
        )],
        body: None,
    };
    world.at(ms(3_000), alice, Action::Say(said));
    world.at(ms(6_000), alice, Action::HangUp);
    world.at(ms(9_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    let invites = ladder.sent("switch", "INVITE");
    let asked = invites
        .iter()
        .map(|step| String::from_utf8_lossy(&step.bytes).into_owned())
        .find(|invite| invite.contains("Replaces: other@far;to-tag=x;from-tag=y\r\n"));
    assert!(asked.is_some(), "{:#?}", ladder.lines());
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_dialog_of_someone_else_is_not_replaced() {
    let mut world = World::new(124);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    let carol = world.phone("carol", "103", OnRing::Ring);
    let dave = world.phone("dave", "104", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(100), carol, Action::Dial("104"));
    world.at(ms(3_000), alice, Action::ReferToPhone(1, carol));
    world.at(ms(5_000), bob, Action::HangUp);
    world.at(ms(5_000), dave, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(
        notified(&ladder, "alice"),
        ["active 100 Trying", "terminated 403 Forbidden"]
    );
    assert_eq!(ends(&world).len(), 2);
    assert!(text(&ladder, "switch", "BYE", "carol").contains("BYE"));
    assert_eq!(world.left_over(), 0);
}

#[test]
fn whoever_asked_may_be_gone_before_the_two_are_joined() {
    let (mut world, [alice, bob, _]) = consulting(125);
    world.at(ms(3_000), alice, Action::ReferToLine(1, 2));
    world.at(ms(3_012), alice, Action::HangUp);
    world.at(ms(9_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    let last = ladder.sent("switch", "BYE");
    assert_eq!(
        last.last().map(|step| step.to),
        Some("carol"),
        "{:#?}",
        ladder.lines()
    );
    assert_eq!(world.left_over(), 0);
}

#[test]
fn the_one_who_is_moved_may_hang_up_on_the_way() {
    let (mut world, [alice, bob, carol]) = consulting(126);
    world.at(ms(3_000), alice, Action::ReferToLine(1, 2));
    world.at(ms(3_008), bob, Action::HangUp);
    world.at(ms(9_000), carol, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(world.outcomes().len(), 2, "{:#?}", ladder.lines());
    assert_eq!(world.left_over(), 0);
}

#[test]
fn the_target_may_hang_up_on_the_way() {
    let (mut world, [alice, _, carol]) = consulting(127);
    world.at(ms(3_000), alice, Action::ReferToLine(1, 2));
    world.at(ms(3_008), carol, Action::HangUp);
    world.at(ms(9_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(world.outcomes().len(), 2, "{:#?}", ladder.lines());
    assert_eq!(world.left_over(), 0);
}

/// Alice talks to bob, holds him, and calls carol, whose phone does as it is told; she does not wait for an answer.
fn hurrying(seed: u8, carol: OnRing) -> (World, [PhoneId; 3]) {
    let mut world = World::new(seed);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    let carol = world.phone("carol", "103", carol);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::Hold);
    world.at(ms(2_000), alice, Action::Dial("103"));
    world.at(ms(3_000), alice, Action::ReferToLine(1, 2));
    (world, [alice, bob, carol])
}

#[test]
fn a_transfer_before_the_answer_waits_for_it() {
    let (mut world, [alice, bob, _]) = hurrying(130, OnRing::Answer(ms(5_000)));
    world.at(ms(8_000), alice, Action::HangUpLine(1));
    world.at(ms(12_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    let lines = ladder.lines();
    let at = lines.iter().position(|line| line == "carol > switch 200 INVITE");
    let expected = "
        carol > switch 200 INVITE
        switch > carol ACK
        switch > alice 487 INVITE
        switch > bob INVITE
        alice > switch ACK
        bob > switch 200 INVITE
        switch > bob ACK
        switch > alice NOTIFY";
    let expected: Vec<_> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(
        lines[at.unwrap_or_default()..][..expected.len()],
        expected,
        "{lines:#?}"
    );
    assert_eq!(
        notified(&ladder, "alice").last().map(String::as_str),
        Some("terminated 200 OK")
    );
    assert_eq!(ends(&world), [EndReason::Transferred, EndReason::CallerHungUp]);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn the_phones_ring_on_when_who_asked_hangs_up() {
    let (mut world, [alice, bob, _]) = hurrying(131, OnRing::Answer(ms(5_000)));
    world.at(ms(4_000), alice, Action::HangUpLine(2));
    world.at(ms(4_500), alice, Action::HangUpLine(1));
    world.at(ms(12_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    let lines = ladder.lines();
    assert!(lines.contains(&String::from("switch > carol ACK")), "{lines:#?}");
    assert!(lines.contains(&String::from("switch > carol BYE")), "{lines:#?}");
    assert!(
        !lines.contains(&String::from("switch > carol CANCEL")),
        "{lines:#?}"
    );
    assert_eq!(
        world
            .outcomes()
            .last()
            .and_then(|outcome| outcome.answered_by.clone()),
        Some(String::from("103"))
    );
    assert_eq!(world.left_over(), 0);
}

#[test]
fn nobody_answers_and_the_two_talk_on() {
    for (seed, carol, status) in [
        (132, OnRing::Ring, "terminated 480 Temporarily Unavailable"),
        (133, OnRing::RejectAfter(ms(5_000)), "terminated 486 Busy Here"),
    ] {
        let (mut world, [_, bob, _]) = hurrying(seed, carol);
        world.at(ms(40_000), bob, Action::HangUp);
        let ladder = world.run().clone();
        assert_eq!(
            notified(&ladder, "alice").last().map(String::as_str),
            Some(status),
            "{:#?}",
            ladder.lines()
        );
        assert_eq!(
            world.outcomes().last().map(|outcome| outcome.reason),
            Some(EndReason::CalleeHungUp)
        );
        assert_eq!(world.left_over(), 0);
    }
}

#[test]
fn who_waits_for_the_answer_may_hang_up() {
    let (mut world, [alice, bob, _]) = hurrying(134, OnRing::Ring);
    world.at(ms(5_000), bob, Action::HangUp);
    world.at(ms(6_000), alice, Action::HangUpLine(2));
    let ladder = world.run().clone();
    assert!(!text(&ladder, "switch", "200 BYE", "bob").is_empty());
    assert_eq!(
        ends(&world),
        [EndReason::Transferred, EndReason::CallerCancelled],
        "{:#?}",
        ladder.lines()
    );
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_successor_holds_nothing_up_before_the_answer() {
    let (mut world, [alice, bob, _]) = hurrying(135, OnRing::Answer(ms(5_000)));
    world.at(ms(4_000), bob, Action::Hold);
    world.at(ms(12_000), bob, Action::HangUp);
    world.at(ms(13_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    assert!(
        !text(&ladder, "switch", "491 INVITE", "bob").is_empty(),
        "{:#?}",
        ladder.lines()
    );
    assert_eq!(world.left_over(), 0);
}
