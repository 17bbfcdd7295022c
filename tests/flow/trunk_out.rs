//! Calls that go out by trunks: the second and third phone of each world are carriers.

use sip_stack::message::{Message, StatusCode};
use softswitch::call::EndReason;
use tests::sim::{Action, Ladder, OnRing, PhoneId, World};

use crate::{expect_end, ms, only_outcome};

const TWO: &str = r#"
  - {name: carrier, server: "sip:192.0.2.12", domain: carrier.example, numbering: {country: "49", area: "30", outside_line: "0", send: national, exact: ["112"]}, caller_id: {number: "+4930100"}, identity: {send: [pai, rpid]}}
  - {name: backup, server: "sip:192.0.2.13", numbering: {country: "49", outside_line: "0"}}
"#;

fn busy_carrier(status: u16) -> OnRing {
    StatusCode::new(status).map(OnRing::Reject).unwrap_or_default()
}

/// Alice, two carriers, and trunks to them.
fn world(trunks: &str, first: OnRing, second: OnRing) -> (World, PhoneId) {
    let mut world = World::new(40).with_trunks(trunks);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("carrier", "carrier", first);
    world.phone("backup", "backup", second);
    (world, alice)
}

fn line(ladder: &Ladder, to: &str, name: &str) -> String {
    let step = ladder
        .steps
        .iter()
        .find(|step| step.to == to && step.message == "INVITE");
    let text = step.map(|step| String::from_utf8_lossy(&step.bytes).into_owned());
    let text = text.unwrap_or_default();
    let found = text
        .lines()
        .find(|line| line.starts_with(name))
        .map(str::to_owned);
    found.unwrap_or_default()
}

#[test]
fn a_number_outside_is_called_as_the_trunk_writes_numbers() {
    let (mut world, alice) = world(TWO, OnRing::Answer(ms(500)), OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("0030987654"));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run();
    ladder.expect(
        "
        alice > switch INVITE
        switch > carrier INVITE
        carrier > switch 180 INVITE
        switch > alice 180 INVITE
        carrier > switch 200 INVITE
        switch > carrier ACK
        switch > alice 200 INVITE
        alice > switch ACK
        alice > switch BYE
        switch > alice 200 BYE
        switch > carrier BYE
        carrier > switch 200 BYE
        ",
    );
    assert!(line(ladder, "carrier", "INVITE").starts_with("INVITE sip:030987654@carrier.example "));
    assert!(line(ladder, "carrier", "From:").contains("<sip:030100@carrier.example>"));
    assert!(line(ladder, "carrier", "P-Asserted-Identity:").contains("sip:030100@carrier.example"));
    assert!(line(ladder, "carrier", "Remote-Party-ID:").contains("party=calling"));
    assert_eq!(line(ladder, "carrier", "Max-Forwards:"), "Max-Forwards: 69");
    expect_end(&world, EndReason::CallerHungUp, 200);
    assert_eq!(only_outcome(&world).answered_by.as_deref(), Some("carrier"));
}

#[test]
fn a_challenge_is_answered_within_the_same_dialog_attempt() {
    let trunks = r#"
  - {name: carrier, server: "sip:192.0.2.12", login: {username: office, password: secret}}
"#;
    let (mut world, alice) = world(trunks, OnRing::Challenge, OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("030987654"));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run();
    let invites: Vec<_> = ladder
        .steps
        .iter()
        .filter(|step| step.to == "carrier" && step.message == "INVITE")
        .collect();
    let heads: Vec<_> = invites
        .iter()
        .map(
            |step| match Message::parse(step.bytes.clone(), &sip_stack::message::Limits::default()) {
                Ok(Message::Request(request)) => {
                    let headers = request.headers();
                    let cseq = headers.cseq().map(|cseq| cseq.number).unwrap_or_default();
                    (headers.call_id().unwrap_or_default().to_owned(), cseq)
                }
                _ => (String::new(), 0),
            },
        )
        .collect();
    assert_eq!(heads.len(), 2);
    assert_eq!(heads[0].0, heads[1].0);
    assert_eq!(heads[0].1 + 1, heads[1].1);
    assert_eq!(ladder.sent("switch", "ACK").len(), 2);
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn what_a_trunk_asked_for_once_is_in_all_later_requests_of_the_call() {
    let trunks = r#"
  - {name: carrier, server: "sip:192.0.2.12", login: {username: office, password: secret}}
"#;
    let (mut world, alice) = world(trunks, OnRing::Challenge, OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("030987654"));
    world.at(ms(1_000), alice, Action::Hold);
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run();
    let count = |name: &str, at: usize| {
        let sent = ladder.sent("switch", name);
        let to_carrier: Vec<_> = sent.iter().filter(|step| step.to == "carrier").collect();
        let text = String::from_utf8_lossy(&to_carrier[at].bytes).into_owned();
        let proof = text.lines().find(|line| line.starts_with("Proxy-Authorization:"));
        proof.and_then(|proof| proof.split("nc=").nth(1)?.get(..8)?.parse::<u32>().ok())
    };
    assert_eq!([0, 1, 2].map(|at| count("INVITE", at)), [None, Some(1), Some(2)]);
    // The ACKs of the challenge, of the answer and of the re-INVITE.
    assert_eq!([0, 1, 2].map(|at| count("ACK", at)), [None, Some(1), Some(2)]);
    assert_eq!(count("BYE", 0), Some(3));
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_wrong_password_is_not_the_callers_business() {
    let (mut world, alice) = world(TWO, OnRing::Challenge, busy_carrier(407));
    world.at(ms(0), alice, Action::Dial("0030987654"));
    world.run();
    expect_end(&world, EndReason::Failed, 403);
}

#[test]
fn a_trunk_that_is_out_of_service_is_followed_by_the_next_with_a_call_id_of_its_own() {
    let (mut world, alice) = world(TWO, busy_carrier(503), OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("0030987654"));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run();
    ladder.expect(
        "
        alice > switch INVITE
        switch > carrier INVITE
        carrier > switch 503 INVITE
        switch > carrier ACK
        switch > backup INVITE
        backup > switch 200 INVITE
        switch > backup ACK
        switch > alice 200 INVITE
        alice > switch ACK
        alice > switch BYE
        switch > alice 200 BYE
        switch > backup BYE
        backup > switch 200 BYE
        ",
    );
    assert_ne!(
        line(ladder, "carrier", "Call-ID:"),
        line(ladder, "backup", "Call-ID:")
    );
    assert!(line(ladder, "backup", "INVITE").starts_with("INVITE sip:+4930987654@192.0.2.13 "));
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_busy_callee_is_busy_by_every_trunk() {
    let (mut world, alice) = world(TWO, busy_carrier(486), OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("0030987654"));
    assert!(
        world
            .run()
            .sent("switch", "INVITE")
            .iter()
            .all(|step| step.to == "carrier")
    );
    expect_end(&world, EndReason::Busy, 486);
}

#[test]
fn a_silent_trunk_is_left_after_its_time() {
    let trunks = r#"
  - {name: carrier, server: "sip:192.0.2.99", failover: {answer_within: 4s}}
  - {name: backup, server: "sip:192.0.2.13"}
"#;
    let (mut world, alice) = world(trunks, OnRing::Ring, OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("030987654"));
    world.at(ms(6_000), alice, Action::HangUp);
    let ladder = world.run();
    let answered = ladder.sent("switch", "200 INVITE");
    assert_eq!(answered.first().map(|step| step.at), Some(ms(4_015)));
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_trunk_that_rings_is_not_silent() {
    let trunks = r#"
  - {name: carrier, server: "sip:192.0.2.12", failover: {answer_within: 1s}}
  - {name: backup, server: "sip:192.0.2.13"}
"#;
    let (mut world, alice) = world(trunks, OnRing::Answer(ms(3_000)), OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("030987654"));
    world.at(ms(6_000), alice, Action::HangUp);
    world.run();
    assert_eq!(only_outcome(&world).answered_by.as_deref(), Some("carrier"));
}

#[test]
fn early_media_of_a_trunk_is_heard() {
    let (mut world, alice) = world(TWO, OnRing::EarlyMedia(ms(1_000)), OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("0030987654"));
    world.at(ms(3_000), alice, Action::HangUp);
    let ladder = world.run();
    let early = ladder.sent("switch", "183 INVITE");
    assert!(
        early
            .iter()
            .any(|step| step.bytes.windows(7).any(|part| part == b"m=audio"))
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_caller_who_gives_up_gives_the_trunk_up() {
    let (mut world, alice) = world(TWO, OnRing::Ring, OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("0030987654"));
    world.at(ms(1_000), alice, Action::HangUp);
    assert_eq!(world.run().sent("switch", "CANCEL").len(), 1);
    expect_end(&world, EndReason::CallerCancelled, 487);
}

#[test]
fn with_all_channels_taken_the_caller_is_told_when_to_try_again() {
    let trunks = r#"
  - {name: carrier, server: "sip:192.0.2.12", limits: {channels: 1}}
"#;
    let mut world = World::new(41).with_trunks(trunks);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("carrier", "carrier", OnRing::AnswerAtOnce);
    let bob = world.phone("bob", "102", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("030987654"));
    world.at(ms(1_000), bob, Action::Dial("030987655"));
    world.at(ms(2_000), alice, Action::HangUp);
    world.at(ms(3_000), bob, Action::Dial("030987655"));
    world.at(ms(4_000), bob, Action::HangUp);
    let ladder = world.run();
    let refused = ladder.sent("switch", "503 INVITE");
    let text = refused
        .first()
        .map(|step| String::from_utf8_lossy(&step.bytes).into_owned());
    assert!(text.is_some_and(|text| text.contains("Retry-After: 2")));
    let ends: Vec<_> = world.outcomes().iter().map(|outcome| outcome.status).collect();
    assert_eq!(ends, [503, 200, 200]);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_full_trunk_is_passed_over_for_the_next() {
    let trunks = r#"
  - {name: carrier, server: "sip:192.0.2.12", limits: {calls_per_second: 1}}
  - {name: backup, server: "sip:192.0.2.13"}
"#;
    let (mut world, alice) = world(trunks, OnRing::AnswerAtOnce, OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("030987654"));
    world.at(ms(100), alice, Action::Dial("030987655"));
    world.at(ms(2_000), alice, Action::HangUp);
    world.run();
    let by: Vec<_> = world
        .outcomes()
        .iter()
        .filter_map(|outcome| outcome.answered_by.as_deref())
        .collect();
    assert!(by.contains(&"carrier") && by.contains(&"backup"), "{by:?}");
}

#[test]
fn a_drained_trunk_gets_no_new_calls() {
    let trunks = r#"
  - {name: carrier, server: "sip:192.0.2.12", drain: true}
  - {name: backup, server: "sip:192.0.2.13"}
"#;
    let (mut world, alice) = world(trunks, OnRing::AnswerAtOnce, OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("030987654"));
    world.at(ms(2_000), alice, Action::HangUp);
    world.run();
    assert_eq!(only_outcome(&world).answered_by.as_deref(), Some("backup"));
}

#[test]
fn a_trunk_that_answers_503_is_still_asked() {
    let (mut world, alice) = world(TWO, busy_carrier(503), OnRing::AnswerAtOnce);
    // An answer without Retry-After, even a refusal, shows life.
    world.at(ms(0), alice, Action::Dial("0030987654"));
    world.at(ms(1_000), alice, Action::HangUp);
    world.at(ms(2_000), alice, Action::Dial("0030987654"));
    world.at(ms(3_000), alice, Action::HangUp);
    let tried = world
        .run()
        .sent("switch", "INVITE")
        .iter()
        .filter(|step| step.to == "carrier")
        .count();
    assert_eq!(tried, 2);
}

#[test]
fn a_server_that_failed_is_tried_after_the_trunks_other_servers_for_a_while() {
    let trunks = r#"
  - {name: carrier, server: [{uri: "sip:192.0.2.12", priority: 1}, {uri: "sip:192.0.2.13", priority: 2}]}
"#;
    let (mut world, alice) = world(trunks, busy_carrier(503), OnRing::AnswerAtOnce);
    for second in [0, 2, 40] {
        world.at(ms(second * 1_000), alice, Action::Dial("030987654"));
        world.at(ms(second * 1_000 + 1_000), alice, Action::HangUp);
    }
    let invites = world.run().sent("switch", "INVITE");
    let to: Vec<&str> = invites.iter().map(|step| step.to).collect();
    assert_eq!(to, ["carrier", "backup", "backup", "carrier", "backup"]);
}
