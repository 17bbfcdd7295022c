//! Messages that belong to nothing, or mean nothing.

use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms};

fn raw(text: &str) -> Action {
    Action::SendRaw(text.replace('\n', "\r\n").into_bytes())
}

fn request(method: &str, to_tag: &str) -> String {
    format!(
        "{method} sip:102@office.example SIP/2.0
Via: SIP/2.0/UDP 192.0.2.11:5060;branch=z9hG4bKstranger{method}
Max-Forwards: 70
From: <sip:101@office.example>;tag=stranger
To: <sip:102@office.example>{to_tag}
Call-ID: nobody-knows-me
CSeq: 7 {method}
Contact: <sip:101@192.0.2.11>
Content-Length: 0

"
    )
}

#[test]
fn a_bye_of_an_unknown_dialog_gets_481() {
    let mut world = World::new(51);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.at(ms(0), alice, raw(&request("BYE", ";tag=unknown")));
    world.run().expect(
        "
        alice > switch BYE
        switch > alice 481 BYE
        ",
    );
}

#[test]
fn a_cancel_without_its_invite_gets_481() {
    let mut world = World::new(52);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.at(ms(0), alice, raw(&request("CANCEL", "")));
    assert_eq!(world.run().sent("switch", "481 CANCEL").len(), 1);
}

#[test]
fn an_ack_of_an_unknown_dialog_is_ignored() {
    let mut world = World::new(53);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.at(ms(0), alice, raw(&request("ACK", ";tag=unknown")));
    world.run().expect("alice > switch ACK");
}

#[test]
fn garbage_is_dropped_and_a_call_under_way_does_not_notice() {
    let mut world = World::new(54);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    let carol = world.phone("carol", "103", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    for (n, bytes) in [
        &b"\x00\x01\x02\xff\xfe"[..],
        b"",
        b"\r\n\r\n",
        b"INVITE",
        &[b'A'; 60_000],
    ]
    .into_iter()
    .enumerate()
    {
        world.at(ms(500 + n as u64), carol, Action::SendRaw(bytes.to_vec()));
    }
    world.at(ms(2_000), alice, Action::HangUp);
    world.run();
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_request_out_of_hops_goes_no_further() {
    let mut world = World::new(55);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    let invite = request("INVITE", "").replace("Max-Forwards: 70", "Max-Forwards: 0");
    world.at(ms(0), alice, raw(&invite));
    let ladder = world.run();
    assert!(ladder.sent("switch", "INVITE").is_empty());
    assert_eq!(
        ladder.sent("switch", "483 INVITE").first().map(|step| step.to),
        Some("alice")
    );
}
