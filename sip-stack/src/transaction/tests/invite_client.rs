//! RFC 3261 figure 5 and RFC 6026 figure 2.

use super::run::{TIMERS, request, response, run, start, told_uac};
use crate::transaction::InviteClient;
use crate::transaction::uac::Input;

fn played(reliable: bool, script: Vec<(u64, Input)>) -> Vec<String> {
    let (now, mut out) = (start(), Vec::new());
    let machine = InviteClient::start(request("INVITE"), reliable, TIMERS(), now, &mut out);
    assert_eq!(told_uac(out), ["send INVITE"]);
    run(machine, now, script)
}

fn comes(ms: u64, code: u16) -> (u64, Input) {
    (ms, Input::Response(response(code)))
}

#[test]
fn timer_a_doubles_and_timer_b_gives_up() {
    let sends = ["500", "1500", "3500", "7500", "15500", "31500"].map(|at| format!("{at} send INVITE"));
    let expected: Vec<String> = sends
        .into_iter()
        .chain(["32000 failed Timeout".into(), "32000 over".into()])
        .collect();
    assert_eq!(played(false, vec![]), expected);
    assert_eq!(played(true, vec![]), ["32000 failed Timeout", "32000 over"]);
}

#[test]
fn a_provisional_response_ends_repetition_and_timer_b() {
    assert_eq!(
        played(false, vec![comes(600, 100), comes(90_000, 180)]),
        ["500 send INVITE", "600 deliver 100", "90000 deliver 180"]
    );
}

#[test]
fn a_failure_is_acknowledged_each_time_it_comes_until_timer_d() {
    let script = vec![
        comes(100, 180),
        comes(200, 486),
        comes(700, 486),
        comes(800, 180),
        comes(900, 200),
    ];
    let expected = [
        "100 deliver 180",
        "200 send ACK 7",
        "200 deliver 486",
        "700 send ACK 7",
        "32200 over",
    ];
    assert_eq!(played(false, script), expected);
    assert_eq!(
        played(true, vec![comes(200, 486)]),
        ["200 send ACK 7", "200 deliver 486", "200 over"]
    );
}

#[test]
fn every_2xx_is_delivered_until_timer_m() {
    let script = vec![
        comes(100, 200),
        comes(600, 200),
        comes(700, 486),
        comes(31_000, 202),
        comes(33_000, 200),
    ];
    let expected = [
        "100 deliver 200",
        "600 deliver 200",
        "31000 deliver 202",
        "32100 over",
    ];
    assert_eq!(played(false, script), expected);
}

#[test]
fn a_failing_transport_is_told_while_calling_only() {
    let expected = ["100 failed Transport", "100 over"];
    assert_eq!(
        played(true, vec![(100, Input::SendFailed), comes(200, 200)]),
        expected
    );
    assert_eq!(
        played(true, vec![comes(50, 180), (100, Input::SendFailed)]),
        ["50 deliver 180"]
    );
}

#[test]
fn a_cancelled_invite_waits_64_t1_for_its_end() {
    let script = vec![
        comes(50, 180),
        (1000, Input::Cancelled),
        (2000, Input::Cancelled),
        comes(3000, 180),
    ];
    let expected = [
        "50 deliver 180",
        "3000 deliver 180",
        "33000 failed Timeout",
        "33000 over",
    ];
    assert_eq!(played(false, script), expected);
    let script = vec![comes(50, 180), (1000, Input::Cancelled), comes(2000, 487)];
    assert_eq!(
        played(true, script),
        [
            "50 deliver 180",
            "2000 send ACK 7",
            "2000 deliver 487",
            "2000 over"
        ]
    );
}

#[test]
fn the_ack_of_a_failure_repeats_via_route_and_uri_and_takes_the_responses_to() {
    let invite = request("INVITE");
    let mut failure = response(486);
    failure
        .headers_mut()
        .set(crate::message::HeaderName::To, "<sip:b@10.0.0.2>;tag=9");
    let text = String::from_utf8(
        crate::transaction::failure_ack(&invite, &failure)
            .to_bytes()
            .to_vec(),
    )
    .unwrap();
    for part in [
        "ACK sip:b@10.0.0.2 SIP/2.0\r\n",
        "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKone\r\n",
        "Route: <sip:10.0.0.9;lr>\r\n",
        "To: <sip:b@10.0.0.2>;tag=9\r\n",
        "CSeq: 7 ACK\r\n",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn a_cancel_repeats_all_that_names_its_invite_and_requires_nothing() {
    let mut invite = request("INVITE");
    for name in [
        crate::message::HeaderName::Require,
        crate::message::HeaderName::ProxyRequire,
    ] {
        invite.headers_mut().push(name, "100rel");
    }
    let cancel = crate::transaction::cancel(&invite).to_bytes();
    let text = String::from_utf8(cancel.to_vec()).unwrap();
    for part in [
        "CANCEL sip:b@10.0.0.2 SIP/2.0\r\n",
        "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKone\r\n",
        "Route: <sip:10.0.0.9;lr>\r\n",
        "From: <sip:a@10.0.0.1>;tag=1\r\n",
        "To: <sip:b@10.0.0.2>\r\n",
        "Call-ID: x\r\n",
        "CSeq: 7 CANCEL\r\n",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("Require"), "{text}");
}

#[test]
fn ack_and_cancel_carry_the_top_via_alone() {
    let mut invite = request("INVITE");
    invite.headers_mut().push(
        crate::message::HeaderName::Via,
        "SIP/2.0/UDP 10.0.0.7;branch=z9hG4bKbelow",
    );
    for made in [
        crate::transaction::cancel(&invite),
        crate::transaction::failure_ack(&invite, &response(486)),
    ] {
        assert_eq!(made.headers().vias().unwrap().len(), 1);
    }
}
