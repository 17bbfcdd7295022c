//! Blind transfer (RFC 5589 §6, RFC 3515, RFC 4488).

use sip_stack::message::StatusCode;
use softswitch::call::EndReason;
use tests::sim::{Action, Fault, Ladder, OnRing, PhoneId, Said, World};

use crate::{expect_end, ms, only_outcome};

/// Alice has called bob; they talk. Carol's phone does as it is told when it rings.
fn talking(seed: u8, carol: OnRing) -> (World, [PhoneId; 3]) {
    let mut world = World::new(seed);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    let carol = world.phone("carol", "103", carol);
    world.at(ms(0), alice, Action::Dial("102"));
    (world, [alice, bob, carol])
}

pub(crate) fn refer(number: &str) -> Action {
    Action::Say(Said::refer(1, number))
}

/// State and status line of each NOTIFY to `phone`.
pub(crate) fn notified(ladder: &Ladder, phone: &str) -> Vec<String> {
    let to_it = ladder
        .sent("switch", "NOTIFY")
        .into_iter()
        .filter(|step| step.to == phone);
    to_it
        .map(|step| {
            let text = String::from_utf8_lossy(&step.bytes).into_owned();
            let state = text
                .lines()
                .find_map(|line| line.strip_prefix("Subscription-State: "))
                .and_then(|state| state.split(';').next())
                .unwrap_or_default()
                .to_owned();
            let status = text.split("\r\n\r\n").nth(1).unwrap_or_default();
            format!("{state} {}", status.trim_end().trim_start_matches("SIP/2.0 "))
        })
        .collect()
}

pub(crate) fn text(ladder: &Ladder, from: &str, message: &str, to: &str) -> String {
    let step = ladder.sent(from, message).into_iter().find(|step| step.to == to);
    step.map_or_else(String::new, |step| {
        String::from_utf8_lossy(&step.bytes).into_owned()
    })
}

#[test]
fn the_caller_transfers_the_callee() {
    let (mut world, [alice, bob, _]) = talking(100, OnRing::Answer(ms(1_000)));
    world.at(ms(1_000), alice, refer("103"));
    world.at(ms(2_500), alice, Action::HangUp);
    world.at(ms(5_000), bob, Action::HangUp);
    world.run().expect(
        "
        alice > switch INVITE
        switch > bob INVITE
        bob > switch 200 INVITE
        switch > bob ACK
        switch > alice 200 INVITE
        alice > switch ACK
        alice > switch REFER
        switch > alice 202 REFER
        switch > alice NOTIFY
        switch > carol INVITE
        alice > switch 200 NOTIFY
        carol > switch 180 INVITE
        switch > alice NOTIFY
        alice > switch 200 NOTIFY
        carol > switch 200 INVITE
        switch > carol ACK
        switch > alice NOTIFY
        alice > switch 200 NOTIFY
        alice > switch BYE
        switch > alice 200 BYE
        bob > switch BYE
        switch > bob 200 BYE
        switch > carol BYE
        carol > switch 200 BYE
        ",
    );
    let ladder = world.run().clone();
    assert_eq!(
        notified(&ladder, "alice"),
        ["active 100 Trying", "active 180 Ringing", "terminated 200 OK"]
    );
    let invite = text(&ladder, "switch", "INVITE", "carol");
    assert!(invite.contains("From: <sip:102@office.example>;tag="), "{invite}");
    assert!(
        invite.contains("Referred-By: <sip:101@office.example>\r\n"),
        "{invite}"
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
    assert_eq!(only_outcome(&world).transfers, ["101 moved 102 to 103: 200"]);
    assert_eq!(only_outcome(&world).answered_by.as_deref(), Some("102"));
    let media = world.media();
    assert!(media.contains(&String::from("silence 1")), "{media:?}");
    assert!(media.contains(&String::from("bridge 1 2")), "{media:?}");
}

#[test]
fn the_callee_transfers_the_caller_and_is_let_go_though_it_does_not_hang_up() {
    let (mut world, [alice, bob, carol]) = talking(101, OnRing::AnswerAtOnce);
    world.at(ms(1_000), bob, refer("103"));
    world.at(ms(20_000), carol, Action::HangUp);
    let _ = alice;
    let ladder = world.run().clone();
    assert_eq!(
        notified(&ladder, "bob"),
        ["active 100 Trying", "terminated 200 OK"]
    );
    let bye = ladder.sent("switch", "BYE");
    assert_eq!((bye[0].to, bye[1].to), ("bob", "alice"), "{:#?}", ladder.lines());
    assert!(bye[0].at >= ms(6_000) && bye[0].at < ms(6_100), "{:?}", bye[0].at);
    let invite = text(&ladder, "switch", "INVITE", "carol");
    assert!(invite.contains("From: <sip:101@office.example>;tag="), "{invite}");
    expect_end(&world, EndReason::CalleeHungUp, 200);
}

#[test]
fn a_target_that_is_busy_leaves_the_two_talking() {
    let (mut world, [alice, ..]) = talking(102, OnRing::Reject(StatusCode::BUSY_HERE));
    world.at(ms(1_000), alice, refer("103"));
    world.at(ms(3_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(
        notified(&ladder, "alice"),
        ["active 100 Trying", "terminated 486 Busy Here"]
    );
    assert_eq!(ladder.sent("switch", "BYE")[0].to, "bob");
    expect_end(&world, EndReason::CallerHungUp, 200);
    assert_eq!(only_outcome(&world).transfers, ["101 moved 102 to 103: 486"]);
    let bridges = world.media().iter().filter(|action| *action == "bridge 0 1");
    assert_eq!(bridges.count(), 2, "{:?}", world.media());
}

#[test]
fn a_target_that_does_not_answer_leaves_the_two_talking() {
    for (number, status) in [
        ("103", "terminated 480 Temporarily Unavailable"),
        ("104", "terminated 480 Temporarily Unavailable"),
        ("999", "terminated 404 Not Found"),
    ] {
        let (mut world, [alice, bob, _]) = talking(103, OnRing::Ring);
        world.at(ms(1_000), alice, refer(number));
        world.at(ms(30_000), bob, Action::HangUp);
        let ladder = world.run().clone();
        let said = notified(&ladder, "alice");
        assert_eq!(said.last().map(String::as_str), Some(status), "{number}");
        expect_end(&world, EndReason::CalleeHungUp, 200);
    }
}

#[test]
fn whoever_asked_may_hang_up_before_the_target_answers() {
    let (mut world, [alice, bob, _]) = talking(104, OnRing::Answer(ms(3_000)));
    world.at(ms(1_000), alice, refer("103"));
    world.at(ms(2_000), alice, Action::HangUp);
    world.at(ms(8_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(
        notified(&ladder, "alice"),
        ["active 100 Trying", "active 180 Ringing"]
    );
    assert_eq!(ladder.sent("switch", "BYE").len(), 1, "{:#?}", ladder.lines());
    assert!(world.media().contains(&String::from("bridge 1 2")));
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn nobody_to_return_to_ends_the_call() {
    let (mut world, [alice, ..]) = talking(105, OnRing::Ring);
    world.at(ms(1_000), alice, refer("103"));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(ladder.sent("switch", "BYE")[0].to, "bob");
    assert_eq!(only_outcome(&world).transfers, ["101 moved 102 to 103: 480"]);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn the_one_who_is_moved_may_hang_up_while_the_target_rings() {
    let (mut world, [alice, bob, _]) = talking(106, OnRing::Ring);
    world.at(ms(1_000), alice, refer("103"));
    world.at(ms(2_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(
        notified(&ladder, "alice").last().map(String::as_str),
        Some("terminated 487 Request Terminated")
    );
    assert_eq!(ladder.sent("switch", "CANCEL")[0].to, "carol");
    assert_eq!(ladder.sent("switch", "BYE")[0].to, "alice");
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_held_partner_is_taken_off_hold_for_the_target() {
    let (mut world, [alice, bob, _]) = talking(107, OnRing::AnswerAtOnce);
    world.at(ms(1_000), alice, Action::Hold);
    world.at(ms(2_000), alice, refer("103"));
    world.at(ms(2_500), alice, Action::HangUp);
    world.at(ms(4_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    let invites: Vec<_> = ladder
        .sent("switch", "INVITE")
        .into_iter()
        .filter(|step| step.to == "bob")
        .collect();
    let last = String::from_utf8_lossy(&invites.last().map(|step| step.bytes.clone()).unwrap_or_default())
        .into_owned();
    assert_eq!(invites.len(), 3, "{:#?}", ladder.lines());
    assert!(last.contains("a=sendrecv"), "{last}");
    assert_eq!(
        notified(&ladder, "alice"),
        ["active 100 Trying", "terminated 200 OK"]
    );
    assert_eq!(world.media().last().map(String::as_str), Some("close 2"));
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_partner_who_refuses_to_follow_stays_where_it_was() {
    let (mut world, [alice, bob, _]) = talking(108, OnRing::AnswerAtOnce);
    world.at(ms(1_000), alice, Action::Hold);
    world.at(
        ms(1_500),
        bob,
        Action::RefuseOffers(StatusCode::NOT_ACCEPTABLE_HERE),
    );
    world.at(ms(2_000), alice, refer("103"));
    world.at(ms(4_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(
        notified(&ladder, "alice"),
        ["active 100 Trying", "terminated 488 Not Acceptable Here"]
    );
    assert_eq!(
        ladder.sent("switch", "BYE")[0].to,
        "carol",
        "{:#?}",
        ladder.lines()
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_transfer_to_the_switch_itself_is_done_as_soon_as_it_answers() {
    let (mut world, [alice, bob, _]) = talking(109, OnRing::Ring);
    world.at(ms(1_000), alice, refer("600"));
    world.at(ms(1_500), alice, Action::HangUp);
    world.at(ms(3_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(
        notified(&ladder, "alice"),
        ["active 100 Trying", "terminated 200 OK"]
    );
    assert!(
        world.media().contains(&String::from("echo 1")),
        "{:?}",
        world.media()
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn without_a_subscription_nothing_is_told() {
    let (mut world, [alice, bob, _]) = talking(110, OnRing::AnswerAtOnce);
    let said = Said::refer(1, "103")
        .with("Refer-Sub", "false")
        .with("Require", "norefersub");
    world.at(ms(1_000), alice, Action::Say(said));
    world.at(ms(1_500), alice, Action::HangUp);
    world.at(ms(3_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    assert!(text(&ladder, "switch", "202 REFER", "alice").contains("Refer-Sub: false\r\n"));
    assert!(ladder.sent("switch", "NOTIFY").is_empty());
    assert!(world.media().contains(&String::from("bridge 1 2")));
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_refused_notify_ends_the_subscription_but_not_the_transfer() {
    let (mut world, [alice, bob, _]) = talking(111, OnRing::Answer(ms(1_000)));
    world.at(ms(900), alice, Action::Refuse(StatusCode::CALL_DOES_NOT_EXIST));
    world.at(ms(1_000), alice, refer("103"));
    world.at(ms(9_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(notified(&ladder, "alice"), ["active 100 Trying"]);
    assert!(world.media().contains(&String::from("bridge 1 2")));
    assert_eq!(ladder.sent("switch", "BYE")[0].to, "alice");
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_refer_that_cannot_be_followed_is_refused_and_changes_nothing() {
    let bare = |to: &[&str]| Said {
        line: 1,
        method: "REFER",
        headers: to.iter().map(|to| ("Refer-To", (*to).to_owned())).collect(),
        body: None,
    };
    for (said, answer) in [
        (bare(&[]), "400 REFER"),
        (
            bare(&["<sip:103@office.example>", "<sip:104@office.example>"]),
            "400 REFER",
        ),
        (bare(&["<sip:103@elsewhere.example>"]), "403 REFER"),
        (bare(&["<sip:office.example>"]), "484 REFER"),
        (bare(&["<http://office.example/103>"]), "416 REFER"),
        (bare(&["<sip:103@office.example;method=BYE>"]), "603 REFER"),
        (Said::refer(1, "103").with("Require", "explicitsub"), "420 REFER"),
    ] {
        let (mut world, [alice, ..]) = talking(112, OnRing::Ring);
        world.at(ms(1_000), alice, Action::Say(said.clone()));
        world.at(ms(2_000), alice, Action::HangUp);
        let ladder = world.run().clone();
        assert_eq!(
            ladder.sent("switch", answer).len(),
            1,
            "{said:?}: {:#?}",
            ladder.lines()
        );
        assert!(ladder.sent("switch", "NOTIFY").is_empty());
        expect_end(&world, EndReason::CallerHungUp, 200);
    }
}

#[test]
fn secure_and_telephone_addresses_lead_through_the_plan_too() {
    for to in ["<tel:103>", "<sips:103@office.example>", "<sip:103@192.0.2.1>"] {
        let (mut world, [alice, bob, _]) = talking(113, OnRing::AnswerAtOnce);
        let said = Said {
            line: 1,
            method: "REFER",
            headers: vec![("Refer-To", to.to_owned())],
            body: None,
        };
        world.at(ms(1_000), alice, Action::Say(said));
        world.at(ms(2_000), alice, Action::HangUp);
        world.at(ms(3_000), bob, Action::HangUp);
        let ladder = world.run().clone();
        assert_eq!(ladder.sent("switch", "202 REFER").len(), 1, "{to}");
        assert!(world.media().contains(&String::from("bridge 1 2")), "{to}");
    }
}

#[test]
fn a_second_refer_waits_until_the_first_is_through() {
    let (mut world, [alice, bob, _]) = talking(114, OnRing::Ring);
    world.at(ms(1_000), alice, refer("103"));
    world.at(ms(2_000), alice, refer("104"));
    world.at(ms(2_100), bob, refer("104"));
    world.at(ms(40_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    let refusals: Vec<_> = ladder
        .sent("switch", "491 REFER")
        .iter()
        .map(|step| step.to)
        .collect();
    assert_eq!(refusals, ["alice", "bob"]);
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn after_a_failed_transfer_another_may_be_tried() {
    let (mut world, [alice, bob, _]) = talking(115, OnRing::Reject(StatusCode::BUSY_HERE));
    world.at(ms(1_000), alice, refer("103"));
    world.at(ms(2_000), alice, refer("600"));
    world.at(ms(3_000), alice, Action::HangUp);
    world.at(ms(4_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(ladder.sent("switch", "202 REFER").len(), 2);
    assert_eq!(
        only_outcome(&world).transfers,
        ["101 moved 102 to 103: 486", "101 moved 102 to 600: 200"]
    );
}

#[test]
fn a_refer_that_meets_the_end_of_the_call_is_told_that_it_is_gone() {
    let (mut world, [alice, bob, _]) = talking(116, OnRing::Ring);
    world.at(ms(1_000), bob, Action::HangUp);
    world.at(ms(1_006), alice, refer("103"));
    let ladder = world.run().clone();
    assert_eq!(
        ladder.sent("switch", "481 REFER").len(),
        1,
        "{:#?}",
        ladder.lines()
    );
    expect_end(&world, EndReason::CalleeHungUp, 200);
}

#[test]
fn a_refer_within_a_refers_lost_answer_is_followed_once() {
    let (mut world, [alice, bob, _]) = talking(117, OnRing::AnswerAtOnce);
    world.fault(Fault::lose("switch", "202 REFER"));
    world.at(ms(1_000), alice, refer("103"));
    world.at(ms(9_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    let rung = ladder
        .sent("switch", "INVITE")
        .iter()
        .filter(|step| step.to == "carol")
        .count();
    assert_eq!((ladder.sent("alice", "REFER").len(), rung), (2, 1));
}
