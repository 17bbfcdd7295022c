//! What the settings of a trunk decide of each call to it: when the next way is tried, codecs, addresses, 100rel, lots.

use sip_stack::message::StatusCode;
use softswitch::call::EndReason;
use tests::sim::{Action, Ladder, OnRing, PhoneId, World};

use crate::{expect_end, ms, only_outcome};

/// Alice, two carriers at 192.0.2.12 and 192.0.2.13, and trunks to them.
fn world(trunks: &str, first: OnRing, second: OnRing) -> (World, PhoneId) {
    let mut world = World::new(42).with_trunks(trunks);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("carrier", "carrier", first);
    world.phone("backup", "backup", second);
    (world, alice)
}

/// The INVITE that a carrier gets by a trunk with this setting.
fn invite(setting: &str) -> String {
    let trunks = format!("  - {{name: carrier, server: \"sip:192.0.2.12\", {setting}}}\n");
    let (mut world, alice) = world(&trunks, OnRing::Reject(StatusCode::BUSY_HERE), OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("030987654"));
    text(world.run())
}

fn text(ladder: &Ladder) -> String {
    let invite = ladder.sent("switch", "INVITE");
    let invite = invite
        .first()
        .map(|step| String::from_utf8_lossy(&step.bytes).into_owned());
    invite.unwrap_or_default()
}

fn line<'a>(text: &'a str, name: &str) -> &'a str {
    text.lines()
        .find(|line| line.starts_with(name))
        .unwrap_or_default()
}

#[test]
fn the_statuses_of_a_trunk_decide_which_refusal_means_another_way() {
    let trunks = r#"
  - {name: carrier, server: "sip:192.0.2.12", failover: {statuses: [480]}}
  - {name: backup, server: "sip:192.0.2.13"}
"#;
    for (status, answered_by) in [(480, Some("backup")), (503, None), (486, None)] {
        let refusal = StatusCode::new(status).map(OnRing::Reject).unwrap_or_default();
        let (mut world, alice) = world(trunks, refusal, OnRing::AnswerAtOnce);
        world.at(ms(0), alice, Action::Dial("030987654"));
        world.at(ms(2_000), alice, Action::HangUp);
        world.run();
        assert_eq!(
            only_outcome(&world).answered_by.as_deref(),
            answered_by,
            "{status}"
        );
    }
}

#[test]
fn each_way_has_a_dialog_of_its_own_and_each_refusal_its_ack() {
    let trunks = r#"
  - {name: carrier, server: "sip:192.0.2.12"}
  - {name: backup, server: "sip:192.0.2.13"}
"#;
    let down = OnRing::Reject(StatusCode::SERVICE_UNAVAILABLE);
    let (mut world, alice) = world(trunks, down, down);
    world.at(ms(0), alice, Action::Dial("030987654"));
    let ladder = world.run();
    let ids = |name: &str| -> std::collections::BTreeSet<String> {
        let invites = ladder.sent("switch", name);
        let texts = invites
            .iter()
            .map(|step| String::from_utf8_lossy(&step.bytes).into_owned());
        texts.map(|text| line(&text, "Call-ID:").to_owned()).collect()
    };
    assert_eq!(ids("INVITE").len(), 2);
    assert_eq!(ids("INVITE"), ids("ACK"));
    // A 503 of theirs would tell the caller that all of the switch is down (RFC 3261 §16.7 step 6).
    expect_end(&world, EndReason::Failed, 500);
}

#[test]
fn a_trunk_is_offered_its_own_codecs_and_no_others() {
    // What the caller speaks goes first: then nothing needs to be converted.
    for (codecs, audio) in [
        ("PCMA", "RTP/AVP 8 101"),
        ("PCMU", "RTP/AVP 0 101"),
        ("PCMA, PCMU", "RTP/AVP 0 8 101"),
    ] {
        let invite = invite(&format!("codecs: [{codecs}]"));
        assert!(line(&invite, "m=audio").ends_with(audio), "{codecs}: {invite}");
    }
}

#[test]
fn a_trunk_is_told_the_addresses_that_it_can_reach() {
    let invite = invite(r#"advertise: "pbx.example:5070", media_advertise: "198.51.100.7""#);
    assert_eq!(line(&invite, "Contact:"), "Contact: <sip:pbx.example:5070>");
    assert_eq!(line(&invite, "c="), "c=IN IP4 198.51.100.7");
}

#[test]
fn reliable_provisional_responses_are_required_offered_or_not_mentioned() {
    let required = invite("reliable: required");
    assert_eq!(line(&required, "Require:"), "Require: 100rel");
    let offered = invite("reliable: supported");
    assert!(line(&offered, "Supported:").contains("100rel") && !offered.contains("Require:"));
    assert!(!invite("reliable: off").contains("100rel"));
}

#[test]
fn of_servers_with_one_priority_each_is_first_as_often_as_its_weight_says() {
    let trunks = r#"
  - {name: carrier, server: [{uri: "sip:192.0.2.12", weight: 3}, {uri: "sip:192.0.2.13", weight: 1}]}
"#;
    let (mut world, alice) = world(trunks, OnRing::AnswerAtOnce, OnRing::AnswerAtOnce);
    for call in 0..400 {
        world.at(ms(call * 1_000), alice, Action::Dial("030987654"));
        world.at(ms(call * 1_000 + 500), alice, Action::HangUp);
    }
    let ladder = world.run();
    let first = ladder.sent("switch", "INVITE");
    let often = first.iter().filter(|step| step.to == "carrier").count();
    assert_eq!(first.len(), 400);
    // 300 are expected; four standard deviations are 35.
    assert!((265..=335).contains(&often), "{often}");
}
