use super::*;
use crate::clock;

fn flow() -> Flow {
    Flow {
        transport: Transport::Udp,
        local: "127.0.0.1:5060".parse().unwrap(),
        remote: "127.0.0.1:5070".parse().unwrap(),
        connection: None,
    }
}

fn message(first: &str, call_id: &str) -> Bytes {
    Bytes::from(format!(
        "{first}\r\nContact: x\r\nCall-ID: {call_id}\r\nAuthorization: Digest a\r\n\r\n"
    ))
}

#[test]
fn both_legs_of_a_call_are_one_capture_and_others_are_not_in_it() {
    let (now, flow) = (clock::now(), flow());
    let mut tap = Tap::default();
    tap.received(now, &flow, &message("INVITE sip:102@a SIP/2.0", "one"));
    tap.begin(CallNumber(1), "one");
    tap.follow(CallNumber(1), "two");
    tap.sent(
        now,
        &Target::Flow(flow),
        &message("INVITE sip:102@b SIP/2.0", "two"),
    );
    tap.received(now, &flow, &message("SIP/2.0 200 OK", "other"));
    tap.received(now, &flow, &message("SIP/2.0 200 OK", "two"));
    let live = tap.find("two").unwrap();
    assert_eq!(tap.find("1").unwrap().len(), live.len());
    let titles: Vec<String> = live.iter().map(SipMessage::title).collect();
    assert_eq!(titles, ["INVITE", "INVITE", "200 OK"]);
    assert!(
        live.iter()
            .all(|message| message.text.contains("Authorization:(redacted)"))
    );
    let record = Uuid::from_u128(7);
    tap.end(now, CallNumber(1), record);
    assert!(tap.take(now).is_none(), "the answer to BYE may be under way");
    let taken = tap.take(tap.deadline().unwrap()).unwrap();
    assert_eq!((taken.record, taken.messages().len()), (record, 3));
    assert_eq!((tap.bytes, tap.by_call_id.len(), tap.calls.len()), (0, 0, 0));
}

#[test]
fn a_leg_that_a_transfer_moved_belongs_to_its_new_call() {
    let (now, flow) = (clock::now(), flow());
    let mut tap = Tap::default();
    tap.follow(CallNumber(1), "moved");
    tap.follow(CallNumber(2), "moved");
    tap.end(now, CallNumber(1), Uuid::from_u128(1));
    assert!(tap.take(now + LINGER).unwrap().messages().is_empty());
    tap.received(now, &flow, &message("BYE sip:a SIP/2.0", "moved"));
    assert_eq!(tap.find("2").unwrap().len(), 1);
}

#[test]
fn a_call_keeps_no_more_than_its_share() {
    let (now, flow) = (clock::now(), flow());
    let mut tap = Tap::default();
    tap.follow(CallNumber(1), "one");
    for _ in 0..1_000 {
        tap.received(now, &flow, &message("INFO sip:a SIP/2.0", "one"));
    }
    assert_eq!(tap.find("one").unwrap().len(), MESSAGES_MAX);
}

#[test]
fn an_invite_that_is_refused_leaves_nothing() {
    let (now, flow) = (clock::now(), flow());
    let mut tap = Tap::default();
    for number in 0..1_000 {
        tap.received(
            now,
            &flow,
            &message("INVITE sip:102@a SIP/2.0", &number.to_string()),
        );
    }
    assert_eq!((tap.calls.len(), tap.bytes), (0, 0));
    tap.begin(CallNumber(1), "another");
    assert!(
        tap.find("another").unwrap().is_empty(),
        "what came last was of somebody else"
    );
}

#[test]
fn a_call_id_is_found_however_it_is_written() {
    for line in ["Call-ID: x@y", "CALL-ID : x@y ", "i:x@y"] {
        let message =
            format!("BYE sip:a SIP/2.0\r\nContact: <x>\r\nInfo: 1\r\n{line}\r\n\r\nCall-ID: no\r\n");
        assert_eq!(call_id_of(message.as_bytes()), Some(&b"x@y"[..]), "{line}");
    }
    for message in [
        "BYE sip:a SIP/2.0\r\n\r\nCall-ID: no\r\n",
        "",
        "\r\n\r\n",
        "BYE\nCall-ID",
    ] {
        assert_eq!(call_id_of(message.as_bytes()), None, "{message:?}");
    }
}
