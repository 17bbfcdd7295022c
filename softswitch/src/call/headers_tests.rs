//! What crosses and what does not.

use bytes::Bytes;
use sip_stack::message::{HeaderName, Headers};
use sip_stack::user_agent::Farewell;

use super::{CARRIED_BYTES_MAX, CARRIED_LINES_MAX, Carries, HeaderPolicy, HeaderPolicyError, NEVER};

fn headers(lines: &[(&'static str, &str)]) -> Headers {
    let mut headers = Headers::new();
    for (name, value) in lines {
        headers.push(HeaderName::from_static(name), value);
    }
    headers
}

fn onward(policy: &HeaderPolicy, invite: &Headers) -> Vec<(HeaderName, Bytes)> {
    policy.onward(&HeaderPolicy::default(), Carries::Invite, invite)
}

fn names(carried: &[(HeaderName, Bytes)]) -> Vec<&str> {
    carried.iter().map(|(name, _)| name.as_str()).collect()
}

const INVITE: [(&str, &str); 12] = [
    ("Via", "SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1"),
    ("Record-Route", "<sip:10.0.0.2;lr>"),
    ("Contact", "<sip:101@10.0.0.1>"),
    ("Call-ID", "1@10.0.0.1"),
    ("User-Agent", "Phone/1.0"),
    ("P-Asserted-Identity", "<sip:ceo@office.example>"),
    ("Remote-Party-ID", "<sip:ceo@office.example>"),
    ("Diversion", "<sip:ceo@office.example>;reason=no-answer"),
    ("Subject", "Lunch"),
    ("User-to-User", "56a3;encoding=hex"),
    ("X-Crm", "42"),
    ("Alert-Info", "<urn:alert:source:internal>"),
];

#[test]
fn what_speaks_to_the_far_end_crosses_and_nothing_else() {
    let invite = headers(&INVITE);
    let carried = onward(&HeaderPolicy::default(), &invite);
    assert_eq!(names(&carried), ["Subject", "User-to-User", "Alert-Info"]);
    let carried = onward(&HeaderPolicy::trusted(), &invite);
    assert_eq!(
        names(&carried),
        ["Diversion", "Subject", "User-to-User", "Alert-Info"]
    );
}

#[test]
fn a_policy_passes_adds_and_removes() {
    let crm = HeaderName::from_static("X-CRM");
    let added = (HeaderName::from_static("X-Site"), Bytes::from_static(b"north"));
    let policy = HeaderPolicy::default()
        .with(vec![crm], vec![added], vec![HeaderName::Subject])
        .unwrap();
    let (invite, plain) = (headers(&INVITE), HeaderPolicy::default());
    let there = plain.onward(&policy, Carries::Invite, &invite);
    assert_eq!(names(&there), ["X-Site", "User-to-User", "X-Crm", "Alert-Info"]);
    let back = policy.onward(&plain, Carries::Invite, &invite);
    assert_eq!(names(&back), ["User-to-User", "X-Crm", "Alert-Info"]);
    let answer = plain.onward(&policy, Carries::Response, &invite);
    assert_eq!(names(&answer), ["User-to-User", "X-Crm", "Alert-Info"]);
}

#[test]
fn a_policy_cannot_name_what_the_switch_writes() {
    for own in NEVER.into_iter().chain([HeaderName::PAssertedIdentity]) {
        let fault = Err(HeaderPolicyError::OurOwn(own.clone()));
        assert_eq!(HeaderPolicy::default().with(vec![own], vec![], vec![]), fault);
    }
    let many = vec![HeaderName::Subject; 33];
    assert!(HeaderPolicy::default().with(vec![], vec![], many).is_err());
    let long = (
        HeaderName::Subject,
        Bytes::from(vec![b'x'; CARRIED_BYTES_MAX + 1]),
    );
    assert!(HeaderPolicy::default().with(vec![], vec![long], vec![]).is_err());
}

#[test]
fn what_crosses_is_bounded() {
    for (lines, bytes_each) in [(80, 1), (10, 3_000), (1, CARRIED_BYTES_MAX + 1), (33, 248)] {
        let mut invite = Headers::new();
        (0..lines).for_each(|_| invite.push(HeaderName::Subject, "s".repeat(bytes_each)));
        let carried = onward(&HeaderPolicy::default(), &invite);
        let bytes: usize = carried.iter().map(|(_, value)| value.len()).sum();
        assert_eq!(
            carried.len(),
            (CARRIED_BYTES_MAX / bytes_each).min(CARRIED_LINES_MAX).min(lines)
        );
        assert!(bytes <= CARRIED_BYTES_MAX);
    }
}

#[test]
fn what_is_said_at_the_end_crosses_unless_a_policy_removes_it() {
    let said = Farewell {
        reason: Some(Bytes::from_static(b"Q.850;cause=16")),
        user_to_user: Some(Bytes::from_static(b"56a3;encoding=hex")),
    };
    let (plain, removes) = (HeaderPolicy::default(), vec![HeaderName::Reason]);
    let mute = HeaderPolicy::default().with(vec![], vec![], removes).unwrap();
    assert_eq!(plain.farewell(&plain, &said), said);
    for heard in [plain.farewell(&mute, &said), mute.farewell(&plain, &said)] {
        assert_eq!(
            (heard.reason, heard.user_to_user),
            (None, said.user_to_user.clone())
        );
    }
}
