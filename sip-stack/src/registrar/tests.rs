//! RFC 3261 §10.3, step by step.

mod any;
mod gruu;
mod outbound;
mod push;

use bytes::Bytes;

use super::{Aor, Binding, Cause, Policy, Rejection, Update, ok_response, register, rejection_response};
use crate::flow::Flow;
use crate::message::{HeaderName, Limits, Message, Request, Transport};

const NOW: u64 = 1_800_000_000;
const POLICY: Policy = Policy {
    min_expires_s: 60,
    max_expires_s: 600,
    default_expires_s: 300,
    contacts_max: 3,
};

fn flow() -> Flow {
    let (local, remote) = (([192, 0, 2, 1], 5060).into(), ([203, 0, 113, 7], 40_000).into());
    Flow {
        transport: Transport::Udp,
        local,
        remote,
        connection: None,
    }
}

fn request(call_id: &str, cseq: u32, lines: &str) -> Request {
    let text = format!(
        "REGISTER sip:office.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK{cseq}\r\n\
         From: <sip:101@office.example>;tag=1\r\nTo: <sip:101@office.example>\r\nCall-ID: {call_id}\r\n\
         CSeq: {cseq} REGISTER\r\n{lines}Content-Length: 0\r\n\r\n"
    );
    match Message::parse(Bytes::from(text), &Limits::default()).unwrap() {
        Message::Request(request) => request,
        Message::Response(_) => panic!("not a request"),
    }
}

fn try_register(current: &[Binding], call_id: &str, cseq: u32, lines: &str) -> Result<Update, Rejection> {
    register(NOW, &request(call_id, cseq, lines), flow(), current, &POLICY)
}

fn bound(lines: &str) -> Vec<Binding> {
    try_register(&[], "c1", 1, lines).unwrap().bindings
}

fn left_s(update: &Update) -> Vec<(String, u64)> {
    update
        .bindings
        .iter()
        .map(|one| (one.contact.to_string(), one.expires_at_unix - NOW))
        .collect()
}

fn code(result: Result<Update, Rejection>) -> u16 {
    result.unwrap_err().status.code()
}

#[test]
fn a_binding_carries_all_that_is_needed_to_reach_the_phone() {
    let lines = "Contact: <sip:101@10.0.0.7:5062>;q=0.25;+sip.instance=\"<urn:uuid:1>\";reg-id=2\r\n\
                 Path: <sip:p1;lr>, <sip:p2;lr>\r\nUser-Agent: Phone/1\r\n";
    let update = try_register(&[], "c1", 7, lines).unwrap();
    assert_eq!(
        (update.added, update.refreshed, update.removed, update.query),
        (1, 0, 0, false)
    );
    let binding = &update.bindings[0];
    assert_eq!(
        (&*binding.call_id, binding.cseq, binding.q_thousandths),
        ("c1", 7, 250)
    );
    assert_eq!(binding.expires_at_unix, NOW + 300);
    assert_eq!(binding.path.len(), 2);
    assert_eq!(binding.flow, flow());
    assert_eq!(binding.user_agent.as_deref(), Some("Phone/1"));
    assert_eq!(
        (binding.instance.as_deref(), binding.reg_id),
        (Some("<urn:uuid:1>"), Some(2))
    );
}

#[test]
fn lifetimes_come_from_the_contact_then_the_header_then_the_policy() {
    for (lines, seconds) in [
        ("Contact: <sip:a@h>;expires=100\r\nExpires: 200\r\n", 100),
        ("Contact: <sip:a@h>\r\nExpires: 200\r\n", 200),
        ("Contact: <sip:a@h>\r\n", 300),
        ("Contact: <sip:a@h>;expires=soon\r\nExpires: 200\r\n", 300),
        ("Contact: <sip:a@h>\r\nExpires: soon\r\n", 300),
        ("Contact: <sip:a@h>;expires=99999999999\r\n", 600),
    ] {
        assert_eq!(
            left_s(&try_register(&[], "c", 1, lines).unwrap())[0].1,
            seconds,
            "{lines}"
        );
    }
}

#[test]
fn too_brief_wishes_get_423_with_the_least_we_grant() {
    let request = request("c", 1, "Contact: <sip:a@h>;expires=59\r\n");
    let rejection = register(NOW, &request, flow(), &[], &POLICY).unwrap_err();
    let response = rejection_response(&request, &rejection);
    assert_eq!(response.status().code(), 423);
    assert_eq!(response.headers().min_expires().unwrap(), Some(60));
    let strict = Policy {
        min_expires_s: 7200,
        max_expires_s: 86_400,
        ..POLICY
    };
    let hour = self::request("c", 1, "Contact: <sip:a@h>;expires=3600\r\n");
    assert!(register(NOW, &hour, flow(), &[], &strict).is_ok());
}

#[test]
fn several_contacts_are_bound_refreshed_and_removed_together() {
    let current = bound("Contact: <sip:a@h>, <sip:b@h>\r\n");
    let lines = "Contact: <sip:A@h>;expires=90\r\nContact: <sip:b@H>;expires=0\r\nContact: <sip:a@h;x=y>\r\n";
    let update = try_register(&current, "c1", 2, lines).unwrap();
    assert_eq!(
        left_s(&update),
        [("sip:a@h;x=y".to_owned(), 300), ("sip:A@h".to_owned(), 90)],
        "users differ by case, hosts do not, unknown URI parameters do not matter"
    );
    assert_eq!((update.added, update.refreshed, update.removed), (1, 1, 1));
}

#[test]
fn a_register_without_contact_asks_and_changes_nothing() {
    let current = bound("Contact: <sip:a@h>\r\n");
    let update = try_register(&current, "c9", 1, "").unwrap();
    assert!(update.query);
    assert_eq!(update.bindings, current);
}

#[test]
fn a_star_removes_all_and_only_with_expires_zero_and_alone() {
    let current = bound("Contact: <sip:a@h>, <sip:b@h>\r\n");
    let update = try_register(&current, "c1", 2, "Contact: *\r\nExpires: 0\r\n").unwrap();
    assert_eq!((update.bindings.len(), update.removed), (0, 2));
    for lines in [
        "Contact: *\r\n",
        "Contact: *\r\nExpires: 10\r\n",
        "Contact: *\r\nContact: <sip:a@h>\r\nExpires: 0\r\n",
        "Contact: *, <sip:a@h>\r\nExpires: 0\r\n",
    ] {
        assert_eq!(code(try_register(&current, "c1", 2, lines)), 400, "{lines}");
    }
}

#[test]
fn an_older_register_of_the_same_call_id_changes_nothing_at_all() {
    let current = bound("Contact: <sip:a@h>\r\n");
    for lines in [
        "Contact: <sip:new@h>, <sip:a@h>\r\n",
        "Contact: <sip:new@h>, <sip:a@h>;expires=0\r\n",
        "Contact: *\r\nExpires: 0\r\n",
    ] {
        assert_eq!(code(try_register(&current, "c1", 1, lines)), 500, "{lines}");
        assert!(
            try_register(&current, "c1", 2, lines).is_ok(),
            "a later one: {lines}"
        );
        assert!(
            try_register(&current, "other", 1, lines).is_ok(),
            "of another Call-ID: {lines}"
        );
    }
}

#[test]
fn one_fault_spoils_the_whole_register() {
    assert_eq!(
        code(try_register(
            &[],
            "c",
            1,
            "Contact: <sip:a@h>, <sip:b@h>;expires=1\r\n"
        )),
        423
    );
    assert_eq!(
        code(try_register(&[], "c", 1, "Contact: <sip:a@h>, sip:b@h?x=y\r\n")),
        400
    );
    assert_eq!(
        code(try_register(
            &[],
            "c",
            1,
            "Contact: <sip:a@h>\r\nPath: nonsense\r\n"
        )),
        400
    );
}

#[test]
fn contacts_have_a_limit_that_never_blocks_refreshing() {
    let three = bound("Contact: <sip:a@h>, <sip:b@h>, <sip:c@h>\r\n");
    assert_eq!(code(try_register(&three, "c1", 2, "Contact: <sip:d@h>\r\n")), 403);
    assert!(try_register(&three, "c1", 2, "Contact: <sip:a@h>\r\n").is_ok());
    assert!(try_register(&three, "c1", 2, "Contact: <sip:a@h>;expires=0, <sip:d@h>\r\n").is_ok());
    let one = Policy {
        contacts_max: 1,
        ..POLICY
    };
    let refresh = request("c1", 2, "Contact: <sip:a@h>\r\n");
    assert!(register(NOW, &refresh, flow(), &three, &one).is_ok());
}

#[test]
fn an_instance_keeps_its_binding_when_its_address_changes() {
    let device = |host: &str| format!("Contact: <sip:a@{host}>;+sip.instance=\"<urn:uuid:1>\";reg-id=1\r\n");
    let current = bound(&device("10.0.0.1"));
    let moved = try_register(&current, "c2", 1, &device("10.0.0.2")).unwrap();
    assert_eq!((moved.added, moved.refreshed), (0, 1));
    assert_eq!(moved.bindings[0].contact.to_string(), "sip:a@10.0.0.2");
}

#[test]
fn expired_bindings_are_gone_and_do_not_count() {
    let mut current = bound("Contact: <sip:a@h>, <sip:b@h>, <sip:c@h>\r\n");
    current[1].expires_at_unix = NOW;
    let update = try_register(&current, "c1", 2, "Contact: <sip:d@h>\r\n").unwrap();
    assert_eq!((update.bindings.len(), update.removed), (3, 0));
}

#[test]
fn unknown_required_extensions_get_420() {
    let request = request("c", 1, "Require: path, strange, odd\r\nContact: <sip:a@h>\r\n");
    let rejection = register(NOW, &request, flow(), &[], &POLICY).unwrap_err();
    assert!(matches!(rejection.cause, Cause::Extension { .. }));
    let response = rejection_response(&request, &rejection);
    assert_eq!(response.status().code(), 420);
    assert_eq!(
        response.headers().text(HeaderName::Unsupported).as_deref(),
        Some("strange, odd")
    );
}

#[test]
fn the_200_lists_every_binding_with_the_time_it_has_left() {
    let current = bound("Contact: <sip:old@h>;q=0.5;expires=100\r\n");
    let request = request(
        "c2",
        1,
        "Contact: <sip:a@h>;+sip.instance=\"<urn:uuid:1>\"\r\nPath: <sip:p;lr>\r\n",
    );
    let update = register(NOW + 40, &request, flow(), &current, &POLICY).unwrap();
    let response = ok_response(&request, &flow(), &update.bindings, NOW + 40);
    let contacts: Vec<_> = response.headers().values(HeaderName::Contact).collect();
    assert_eq!(
        contacts,
        [
            b"<sip:old@h>;expires=60;q=0.500".as_slice(),
            b"<sip:a@h>;expires=300;+sip.instance=\"<urn:uuid:1>\"",
        ]
    );
    assert_eq!(
        response.headers().first(HeaderName::Path),
        Some(b"<sip:p;lr>".as_slice())
    );
    assert_eq!(
        response.headers().text(HeaderName::Date).as_deref(),
        Some("Fri, 15 Jan 2027 08:00:40 GMT")
    );
}

#[test]
fn an_address_of_record_has_one_form() {
    let aor = |text: &str| Aor::from_uri(&text.parse().unwrap()).map(|aor| aor.to_string());
    for text in [
        "sip:j%6Fe@Office.Example",
        "sips:joe:pw@office.example.:5061;transport=tcp?x=y",
    ] {
        assert_eq!(aor(text).as_deref(), Some("joe@office.example"), "{text}");
    }
    assert_eq!(aor("sip:office.example"), None);
    assert_eq!(aor("tel:911"), None);
}

#[test]
fn one_register_binds_only_so_much() {
    let many: Vec<String> = (0..33)
        .map(|number| format!("<sip:{number}@h>;expires=0"))
        .collect();
    assert_eq!(
        code(try_register(
            &[],
            "c",
            1,
            &format!("Contact: {}\r\n", many.join(","))
        )),
        413
    );
    let long = format!("Contact: <sip:{}@h>\r\n", "a".repeat(1_024));
    assert_eq!(code(try_register(&[], "c", 1, &long)), 413);
    let far = format!("Contact: <sip:a@h>\r\nPath: {}\r\n", ["<sip:p;lr>"; 9].join(", "));
    assert_eq!(code(try_register(&[], "c", 1, &far)), 413);
}

#[test]
fn a_contact_brings_no_headers_and_no_method_into_our_requests() {
    let bound = bound("Contact: <sip:a@h;method=BYE;ob?Replaces=x&Subject=y>\r\n");
    assert_eq!(bound[0].contact.to_string(), "sip:a@h;ob");
}
