//! How a message is changed and made.

use super::samples::{invite_with, request};
use crate::message::{
    Body, CSeq, HeaderName, Host, HostPort, Method, NameAddr, Request, Response, SipUri, StatusCode,
    Transport, Uri, Via,
};

#[test]
fn a_change_touches_only_its_own_line() {
    let text = invite_with("x-odd  :  kept  \r\nSUBJECT: a\r\n  b\r\n");
    let mut invite = request(&text);
    invite.headers_mut().set(HeaderName::MaxForwards, "69");
    assert_eq!(
        invite.to_bytes(),
        text.replace("Max-Forwards: 70", "Max-Forwards: 69")
    );
    invite.set_uri("sip:carol@chicago.example".parse().unwrap());
    let expected = text.replace("Max-Forwards: 70", "Max-Forwards: 69").replacen(
        "sip:bob@biloxi.example",
        "sip:carol@chicago.example",
        1,
    );
    assert_eq!(invite.to_bytes(), expected);
}

#[test]
fn setting_a_header_replaces_all_of_its_name_in_place() {
    let mut invite = request(invite_with("Allow: INVITE\r\nSubject: s\r\nAllow: ACK\r\n"));
    invite.headers_mut().set(HeaderName::Allow, "BYE");
    let names: Vec<_> = invite
        .headers()
        .iter()
        .map(|(name, _)| name.as_str().to_owned())
        .collect();
    assert_eq!(names[6..8], ["Allow", "Subject"]);
    assert_eq!(invite.headers().count(HeaderName::Allow), 1);
    assert_eq!(invite.headers().allow(), Some(vec![Method::Bye]));
    invite.headers_mut().remove(HeaderName::Allow);
    assert_eq!(invite.headers().allow(), None);
    assert_eq!(
        invite.headers_mut().remove_first(HeaderName::Subject).unwrap(),
        "s"
    );
}

#[test]
fn no_value_can_add_a_header() {
    let mut invite = request(invite_with(""));
    invite
        .headers_mut()
        .push(HeaderName::Subject, "a\r\nInjected: yes\r\n\r\nbody");
    let again = request(invite.to_bytes());
    assert!(!again.headers().has(HeaderName::from_static("Injected")));
    assert_eq!(again.body(), "v=0\n");
}

#[test]
fn vias_are_pushed_stamped_and_popped_even_when_joined() {
    let joined = invite_with("").replace("\r\nMax", ", SIP/2.0/TCP b;branch=z9hG4bKb\r\nMax");
    let mut invite = request(joined);
    let sent_by = HostPort {
        host: Host::V4([192, 0, 2, 9].into()),
        port: Some(5060),
    };
    invite.headers_mut().push_via(
        &Via::new(Transport::Tls, sent_by)
            .with_branch("z9hG4bKnew")
            .with_rport(),
    );
    assert_eq!(
        invite.headers().via().unwrap().to_string(),
        "SIP/2.0/TLS 192.0.2.9:5060;branch=z9hG4bKnew;rport"
    );
    invite.headers_mut().pop_via();
    let mut via = invite.headers().via().unwrap();
    via.params_mut().set("received", "192.0.2.7");
    invite.headers_mut().set_via(&via);
    let vias = request(invite.to_bytes()).headers().vias().unwrap();
    assert_eq!(vias.len(), 2);
    assert_eq!(vias[0].received(), Some([192, 0, 2, 7].into()));
    assert_eq!(vias[1].branch(), Some("z9hG4bKb"));
    invite.headers_mut().pop_via();
    assert_eq!(invite.headers().via().unwrap().branch(), Some("z9hG4bKb"));
    invite.headers_mut().pop_via();
    assert!(invite.headers().via().is_err());
}

#[test]
fn a_made_request_is_read_back() {
    let bob = SipUri::new(Some("bo b@x"), Host::Name("biloxi.example".into()))
        .with_port(5070)
        .with_flag("lr");
    let mut made = Request::new(Method::Message, bob.clone().into());
    let via = Via::new(
        Transport::Udp,
        HostPort {
            host: Host::Name("h".into()),
            port: None,
        },
    );
    made.headers_mut().push_via(&via.with_branch("z9hG4bK1"));
    let from = NameAddr::new(bob.clone())
        .with_display("Bob \"the\" Builder")
        .with_tag("1");
    made.headers_mut().push(HeaderName::From, from.to_bytes());
    made.headers_mut()
        .push(HeaderName::To, NameAddr::new(bob).to_string());
    made.headers_mut().push(HeaderName::CallId, "1");
    made.headers_mut()
        .push(HeaderName::CSeq, CSeq::new(1, Method::Message).to_string());
    made.set_body(Some(Body::new("text/plain", "hello")));
    let read = request(made.to_bytes());
    assert_eq!(read.uri().to_string(), "sip:bo%20b%40x@biloxi.example:5070;lr");
    assert_eq!(
        read.uri().as_sip().unwrap().user_decoded().as_deref(),
        Some("bo b@x")
    );
    assert_eq!(read.headers().from().unwrap(), from);
    assert_eq!(
        read.headers().from().unwrap().display().as_deref(),
        Some("Bob \"the\" Builder")
    );
    assert_eq!(read.body_part(), Some(Body::new("text/plain", "hello")));
    made.set_body(None);
    assert!(made.to_bytes().ends_with(b"Content-Length: 0\r\n\r\n"));
}

#[test]
fn a_response_copies_what_it_must_and_nothing_else() {
    let invite = request(invite_with("Subject: no\r\n"));
    let busy = Response::for_request(&invite, StatusCode::BUSY_HERE).with_reason("Busy\r\nX: y");
    let text = String::from_utf8(busy.to_bytes().to_vec()).unwrap();
    assert!(text.starts_with("SIP/2.0 486 Busy  X: y\r\nVia: "), "{text}");
    assert!(
        text.contains("CSeq: 314159 INVITE\r\nContent-Length: 0\r\n\r\n"),
        "{text}"
    );
    assert!(!text.contains("Subject"));
}

#[test]
fn uris_are_compared_by_their_meaning() {
    let uri = |text: &str| -> Uri { text.parse().unwrap() };
    for (one, two) in [
        (
            "sip:%61lice@atlanta.com;transport=TCP",
            "sip:alice@AtLanTa.CoM;Transport=tcp",
        ),
        ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
        (
            "sip:carol@chicago.com;security=on",
            "sip:carol@chicago.com;newparam=5",
        ),
        (
            "sip:b@b.com;transport=tcp?to=x&subject=y",
            "sip:b@b.com;transport=tcp?subject=y&to=x",
        ),
        ("tel:+1-201-555-0123", "tel:+12015550123"),
    ] {
        assert!(
            uri(one).equivalent(&uri(two)) && uri(two).equivalent(&uri(one)),
            "{one} {two}"
        );
    }
    for (one, two) in [
        (
            "sip:ALICE@atlanta.com;transport=udp",
            "sip:alice@atlanta.com;transport=udp",
        ),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com?subject=next"),
        ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
        (
            "sip:carol@chicago.com;security=on",
            "sip:carol@chicago.com;security=off",
        ),
        ("sips:a@b", "sip:a@b"),
        ("tel:911;phone-context=a", "tel:911"),
    ] {
        assert!(
            !uri(one).equivalent(&uri(two)) && !uri(two).equivalent(&uri(one)),
            "{one} {two}"
        );
    }
}

#[test]
fn the_service_of_a_urn_is_named_and_kept_as_it_was_written() {
    for (text, service) in [
        ("urn:service:sos", Some("sos")),
        ("URN:Service:sos.police", Some("sos.police")),
        ("urn:service:", None),
        ("urn:uuid:f81d4fae", None),
        ("http:service:sos", None),
    ] {
        let uri: Uri = text.parse().unwrap();
        let Uri::Other(other) = &uri else { panic!("{text}") };
        assert_eq!(other.service(), service, "{text}");
        assert_eq!(uri.to_string(), text);
    }
}
