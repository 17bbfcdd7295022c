//! RFC 3261 §17.1.3, §17.2.3 and §8.2.2.2.

use super::run::request;
use crate::message::HeaderName;
use crate::transaction::{MergeKey, ServerKey};

#[test]
fn branch_sent_by_and_method_tell_requests_apart() {
    let one = ServerKey::of(&request("BYE")).unwrap();
    assert_eq!(one, ServerKey::of(&request("BYE")).unwrap());
    assert_ne!(one, ServerKey::of(&request("INFO")).unwrap());
    for via in [
        "SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKtwo",
        "SIP/2.0/UDP 10.0.0.1:5061;branch=z9hG4bKone",
    ] {
        let mut other = request("BYE");
        other.headers_mut().set(HeaderName::Via, via);
        assert_ne!(one, ServerKey::of(&other).unwrap());
    }
}

#[test]
fn an_ack_and_a_cancel_find_their_invite() {
    let invite = ServerKey::of(&request("INVITE")).unwrap();
    assert_eq!(invite, ServerKey::of(&request("ACK")).unwrap());
    assert_eq!(invite, ServerKey::invite_of(&request("CANCEL")).unwrap());
    assert_ne!(invite, ServerKey::of(&request("CANCEL")).unwrap());
}

#[test]
fn without_the_magic_cookie_uri_call_id_from_tag_cseq_and_via_decide() {
    let old = |method: &str, name: HeaderName, value: &str| {
        let mut request = request(method);
        request
            .headers_mut()
            .set(HeaderName::Via, "SIP/2.0/UDP 10.0.0.1;branch=1");
        request.headers_mut().set(name, value);
        ServerKey::of(&request).unwrap()
    };
    let one = old("INVITE", HeaderName::CallId, "x");
    assert_eq!(one, old("INVITE", HeaderName::CallId, "x"));
    // The ACK has the To tag of the response (§17.2.3).
    assert_eq!(one, old("ACK", HeaderName::To, "<sip:b@10.0.0.2>;tag=9"));
    assert_ne!(one, old("INVITE", HeaderName::CallId, "y"));
    assert_ne!(one, old("INVITE", HeaderName::From, "<sip:a@10.0.0.1>;tag=2"));
    assert_ne!(
        one,
        old("INVITE", HeaderName::Via, "SIP/2.0/UDP 10.0.0.1;branch=2")
    );
    assert_ne!(one, old("OPTIONS", HeaderName::CallId, "x"));
    let mut elsewhere = request("INVITE");
    elsewhere
        .headers_mut()
        .set(HeaderName::Via, "SIP/2.0/UDP 10.0.0.1;branch=1");
    let before = ServerKey::of(&elsewhere).unwrap();
    elsewhere.set_uri("sip:c@10.0.0.2".parse().unwrap());
    assert_ne!(before, ServerKey::of(&elsewhere).unwrap());
}

#[test]
fn requests_within_a_dialog_are_never_merged() {
    let outside = request("INVITE");
    assert_eq!(MergeKey::of(&outside), MergeKey::of(&outside.clone()));
    assert!(MergeKey::of(&outside).is_some());
    let mut inside = request("INVITE");
    inside.headers_mut().set(HeaderName::To, "<sip:b@10.0.0.2>;tag=9");
    assert_eq!(MergeKey::of(&inside), None);
}
