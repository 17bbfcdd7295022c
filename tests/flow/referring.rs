//! A REFER outside of the call that it is about (RFC 4538, RFC 5589 §6.2).

use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, PhoneId, Watch, WatcherId, World};

use crate::transfer::text;
use crate::{expect_end, ms};

/// Alice has called bob, they talk; her assistant program speaks as a user without a phone of its own.
fn talking(seed: u8, user: &'static str) -> (World, [PhoneId; 3], WatcherId) {
    let mut world = World::new(seed);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    let carol = world.phone("carol", "103", OnRing::AnswerAtOnce);
    let program = world.watcher("program", user);
    world.at(ms(0), alice, Action::Dial("102"));
    (world, [alice, bob, carol], program)
}

fn refer(whose: PhoneId, headers: &'static str) -> Watch {
    Watch::Refer { whose, headers }
}

fn told(world: &World, program: WatcherId) -> Vec<(String, String)> {
    let news = world.notified(program).iter();
    news.map(|news| {
        let standing = news.standing.split(';').next().unwrap_or_default();
        (standing.to_owned(), news.body.trim().to_owned())
    })
    .collect()
}

#[test]
fn who_is_a_party_of_a_call_moves_its_partner_from_outside_and_hears_of_it() {
    let (mut world, [alice, bob, _], program) = talking(190, "101");
    let headers = "Refer-To: <sip:103@office.example>\r\nRequire: tdialog\r\n";
    world.watch(ms(1_000), program, refer(alice, headers));
    world.at(ms(9_000), bob, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(
        told(&world, program),
        [
            (String::from("active"), String::from("SIP/2.0 100 Trying")),
            (String::from("terminated"), String::from("SIP/2.0 200 OK")),
        ]
    );
    let accepted = text(&ladder, "switch", "202 REFER", "program");
    let notify = text(&ladder, "switch", "NOTIFY", "program");
    let tag = |text: &str, header: &str| {
        let line = text.lines().find(|line| line.starts_with(header));
        line.and_then(|line| line.split(";tag=").nth(1))
            .map(str::to_owned)
    };
    assert_eq!(tag(&accepted, "To:"), tag(&notify, "From:"), "one dialog");
    assert!(notify.starts_with("NOTIFY sip:101@192.0.2.101:5060 "), "{notify}");
    assert!(accepted.contains("Contact: <sip:switch@192.0.2.1>"), "{accepted}");
    assert!(
        ladder
            .sent("switch", "NOTIFY")
            .iter()
            .all(|step| step.to == "program")
    );
    assert_eq!(ladder.sent("switch", "BYE")[0].to, "alice", "she is let go");
    assert!(text(&ladder, "switch", "INVITE", "carol").contains("Referred-By: <sip:101@office.example>"));
    expect_end(&world, EndReason::CallerHungUp, 200);
    assert_eq!(world.outcomes()[0].transfers, ["101 moved 102 to 103: 200"]);
}

#[test]
fn who_asked_from_outside_hears_the_end_though_the_phone_hangs_up_at_once() {
    let (mut world, [alice, bob, _], program) = talking(191, "101");
    world.watch(
        ms(1_000),
        program,
        refer(alice, "Refer-To: <sip:103@office.example>\r\n"),
    );
    world.at(ms(1_000), alice, Action::HangUp);
    world.at(ms(9_000), bob, Action::HangUp);
    world.run();
    let told = told(&world, program);
    assert_eq!(
        told.last().map(|(standing, _)| standing.as_str()),
        Some("terminated")
    );
    assert_eq!(world.left_over(), 0);
}

#[test]
fn nobody_but_the_dialog_s_own_user_moves_anybody() {
    for user in ["102", "103"] {
        let (mut world, [alice, ..], program) = talking(192, user);
        world.watch(
            ms(1_000),
            program,
            refer(alice, "Refer-To: <sip:103@office.example>\r\n"),
        );
        world.at(ms(2_000), alice, Action::HangUp);
        let ladder = world.run().clone();
        assert_eq!(ladder.sent("switch", "403 REFER").len(), 1, "{user}");
        assert!(
            ladder
                .sent("switch", "INVITE")
                .iter()
                .all(|step| step.to == "bob")
        );
        expect_end(&world, EndReason::CallerHungUp, 200);
    }
}

#[test]
fn who_wants_no_news_gets_none() {
    for quiet in [
        "Refer-To: <sip:103@office.example>\r\nRefer-Sub: false\r\nRequire: norefersub\r\n",
        "Refer-To: <sip:103@office.example>\r\nRequire: nosub\r\n",
    ] {
        let (mut world, [alice, bob, _], program) = talking(193, "101");
        world.watch(ms(1_000), program, refer(alice, quiet));
        world.at(ms(9_000), bob, Action::HangUp);
        let ladder = world.run().clone();
        let accepted = text(&ladder, "switch", "202 REFER", "program");
        assert_eq!(
            accepted.contains("Refer-Sub: false\r\n"),
            quiet.contains("Refer-Sub")
        );
        assert!(ladder.sent("switch", "NOTIFY").is_empty());
        assert!(world.media().contains(&String::from("bridge 1 2")));
    }
}

#[test]
fn what_cannot_be_followed_is_refused_and_the_two_talk_on() {
    for (headers, answer) in [
        ("", "400 REFER"),
        ("Refer-To: <sip:103@elsewhere.example>\r\n", "403 REFER"),
        (
            "Refer-To: <sip:103@office.example>\r\nRequire: explicitsub\r\n",
            "420 REFER",
        ),
    ] {
        let (mut world, [alice, ..], program) = talking(194, "101");
        world.watch(ms(1_000), program, refer(alice, headers));
        world.at(ms(2_000), alice, Action::HangUp);
        let ladder = world.run().clone();
        assert_eq!(ladder.sent("switch", answer).len(), 1, "{headers}");
        expect_end(&world, EndReason::CallerHungUp, 200);
    }
}
