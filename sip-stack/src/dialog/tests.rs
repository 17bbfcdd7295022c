//! RFC 3261 §12 line by line, and the way through NAT.

use std::net::SocketAddr;

use bytes::Bytes;

use crate::dialog::{Dialog, DialogError};
use crate::flow::{ConnectionId, Flow, Target};
use crate::message::{HeaderName, Limits, Message, Method, Request, Response, StatusCode, Transport};

const PROXIES: &str = "Record-Route: <sip:10.0.0.8;lr>, <sip:10.0.0.9;lr>\r\n";

fn invite(contact: &str, more: &str) -> Request {
    let text = format!(
        "INVITE sip:b@10.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKone\r\n{more}\
         From: <sip:a@10.0.0.1>;tag=1\r\nTo: <sip:b@10.0.0.2>\r\nCall-ID: x\r\nCSeq: 7 INVITE\r\n\
         Contact: {contact}\r\nContent-Length: 0\r\n\r\n"
    );
    match Message::parse(Bytes::from(text), &Limits::default()).unwrap() {
        Message::Request(request) => request,
        Message::Response(_) => unreachable!(),
    }
}

fn flow(transport: Transport, remote: &str) -> Flow {
    let connection = transport.is_reliable().then_some(ConnectionId(1));
    let local = SocketAddr::from(([10, 0, 0, 2], 5060));
    Flow {
        transport,
        local,
        remote: remote.parse().unwrap(),
        connection,
    }
}

fn uas(contact: &str, more: &str, flow: Flow) -> Dialog {
    Dialog::uas(&invite(contact, more), "2", 100, flow).unwrap()
}

fn text(request: &Request) -> String {
    String::from_utf8(request.to_bytes().to_vec()).unwrap()
}

#[test]
fn the_uas_keeps_record_route_in_order_and_the_uac_reverses_it() {
    let mut dialog = uas("<sip:a@10.0.0.1>", PROXIES, flow(Transport::Udp, "10.0.0.9:5060"));
    let bye = text(&dialog.request(Method::Bye));
    assert!(
        bye.contains("Route: <sip:10.0.0.8;lr>\r\nRoute: <sip:10.0.0.9;lr>\r\n"),
        "{bye}"
    );
    let request = invite("<sip:a@10.0.0.1>", "");
    let mut ok = Response::for_request(&request, StatusCode::OK);
    ok.headers_mut().set(HeaderName::To, "<sip:b@10.0.0.2>;tag=2");
    ok.headers_mut()
        .push(HeaderName::RecordRoute, "<sip:10.0.0.8;lr>, <sip:10.0.0.9;lr>");
    ok.headers_mut().push(HeaderName::Contact, "<sip:b@10.0.0.3>");
    let target = Target::Address {
        transport: Transport::Udp,
        remote: "10.0.0.9:5060".parse().unwrap(),
    };
    let dialog = Dialog::uac(&request, &ok, &target).unwrap();
    let ack = text(&dialog.ack(7));
    assert!(ack.starts_with("ACK sip:b@10.0.0.3 SIP/2.0\r\n"), "{ack}");
    assert!(
        ack.contains("Route: <sip:10.0.0.9;lr>\r\nRoute: <sip:10.0.0.8;lr>\r\n"),
        "{ack}"
    );
    assert!(ack.contains("CSeq: 7 ACK\r\n"), "{ack}");
}

#[test]
fn a_server_that_was_called_by_its_domain_is_the_same_one_by_its_address() {
    let called = |remote: &str| Target::Located {
        transport: Transport::Tls,
        remote: remote.parse().unwrap(),
        domain: "carrier.example".into(),
    };
    let next_hop = |contact: &'static str| {
        let request = invite("<sip:a@10.0.0.1>", "");
        let mut ok = Response::for_request(&request, StatusCode::OK);
        ok.headers_mut().set(HeaderName::To, "<sip:b@10.0.0.2>;tag=2");
        ok.headers_mut().push(HeaderName::Contact, contact);
        let dialog = Dialog::uac(&request, &ok, &called("10.0.0.9:5061"));
        dialog.unwrap().next_hop()
    };
    assert_eq!(
        next_hop("<sip:10.0.0.9:5061;transport=tls>"),
        called("10.0.0.9:5061")
    );
    let elsewhere = Target::Address {
        transport: Transport::Tls,
        remote: "10.0.0.8:5061".parse().unwrap(),
    };
    assert_eq!(next_hop("<sip:10.0.0.8:5061;transport=tls>"), elsewhere);
}

#[test]
fn both_tags_change_places_and_cseq_goes_up_by_one() {
    let mut dialog = uas("<sip:a@10.0.0.1>", "", flow(Transport::Udp, "10.0.0.1:5060"));
    assert_eq!((&*dialog.id().local_tag, &*dialog.id().remote_tag), ("2", "1"));
    let info = text(&dialog.request(Method::Info));
    for part in [
        "INFO sip:a@10.0.0.1 SIP",
        "From: <sip:b@10.0.0.2>;tag=2",
        "To: <sip:a@10.0.0.1>;tag=1",
        "CSeq: 101 INFO",
    ] {
        assert!(info.contains(part), "{part} is not in {info}");
    }
    assert!(text(&dialog.request(Method::Bye)).contains("CSeq: 102 BYE"));
}

#[test]
fn a_strict_router_gets_its_own_uri_and_the_target_as_last_route() {
    let strict = "Record-Route: <sip:10.0.0.8>, <sip:10.0.0.9;lr>\r\n";
    let mut dialog = uas("<sip:a@10.0.0.1>", strict, flow(Transport::Udp, "10.0.0.8:5060"));
    let bye = text(&dialog.request(Method::Bye));
    assert!(bye.starts_with("BYE sip:10.0.0.8 SIP/2.0\r\n"), "{bye}");
    assert!(
        bye.contains("Route: <sip:10.0.0.9;lr>\r\nRoute: <sip:a@10.0.0.1>\r\n"),
        "{bye}"
    );
}

#[test]
fn a_request_must_have_a_higher_cseq_and_gaps_are_fine() {
    let source = flow(Transport::Udp, "10.0.0.1:5060");
    let mut dialog = uas("<sip:a@10.0.0.1>", "", source);
    let numbered = |number: u32| {
        let mut request = invite("<sip:a@10.0.0.1>", "");
        request
            .headers_mut()
            .set(HeaderName::CSeq, format!("{number} INVITE"));
        request
    };
    assert!(dialog.receive(&numbered(50), source).is_ok());
    for old in [50, 49, 7] {
        let error = dialog.receive(&numbered(old), source).unwrap_err();
        assert!(matches!(error, DialogError::OldCSeq { got, last: 50 } if got == old));
        assert_eq!(error.status(), StatusCode::SERVER_INTERNAL_ERROR);
    }
}

#[test]
fn an_invite_needs_exactly_one_contact() {
    let source = flow(Transport::Udp, "10.0.0.1:5060");
    for contact in ["*", "<sip:a@10.0.0.1>, <sip:a@10.0.0.5>"] {
        let error = Dialog::uas(&invite(contact, ""), "2", 1, source).unwrap_err();
        assert_eq!(error.status(), StatusCode::BAD_REQUEST, "{contact}");
    }
}

#[test]
fn the_next_hop_is_the_contact_the_first_route_or_the_way_through_the_nat() {
    let udp = |remote| flow(Transport::Udp, remote);
    let tcp = flow(Transport::Tcp, "10.0.0.1:40000");
    let to = |transport, remote: &str| Target::Address {
        transport,
        remote: remote.parse().unwrap(),
    };
    let name = |uri: &str| {
        Target::Uri(Box::new(
            uri.parse::<crate::message::Uri>()
                .unwrap()
                .as_sip()
                .unwrap()
                .clone(),
        ))
    };
    let cases = [
        (
            "<sip:a@10.0.0.1:5070>",
            "",
            udp("10.0.0.1:5060"),
            to(Transport::Udp, "10.0.0.1:5070"),
        ),
        (
            "<sip:a@10.0.0.1;transport=tcp>",
            "",
            udp("10.0.0.1:5060"),
            to(Transport::Tcp, "10.0.0.1:5060"),
        ),
        (
            "<sip:a@[2001:db8::1]>",
            "",
            udp("[2001:db8::1]:5060"),
            to(Transport::Udp, "[2001:db8::1]:5060"),
        ),
        (
            "<sip:a@phone.example>",
            "",
            udp("10.0.0.1:5060"),
            name("sip:a@phone.example"),
        ),
        (
            "<sips:a@phone.example>",
            "",
            udp("10.0.0.1:5060"),
            name("sips:a@phone.example"),
        ),
        // Behind a NAT.
        (
            "<sip:a@192.168.1.4>",
            "",
            udp("10.0.0.1:6000"),
            Target::Flow(udp("10.0.0.1:6000")),
        ),
        ("<sip:a@10.0.0.1:5060;transport=tcp>", "", tcp, Target::Flow(tcp)),
        // Behind a proxy.
        (
            "<sip:a@192.168.1.4>",
            PROXIES,
            udp("10.0.0.8:5060"),
            to(Transport::Udp, "10.0.0.8:5060"),
        ),
    ];
    for (contact, more, flow, expected) in cases {
        assert_eq!(uas(contact, more, flow).next_hop(), expected, "{contact} {more}");
    }
}

#[test]
fn who_is_named_for_its_own_network_is_answered_where_it_comes_from() {
    let nat = flow(Transport::Udp, "10.0.0.1:6000");
    for host in [
        "Alices-PC",
        "localhost",
        "alice.LOCAL.:5070",
        "x7.invalid;transport=ws",
    ] {
        let dialog = uas(&format!("<sip:a@{host}>"), "", nat);
        assert_eq!(dialog.next_hop(), Target::Flow(nat), "{host}");
    }
}

#[test]
fn who_names_itself_by_a_gruu_is_answered_where_it_comes_from() {
    let came = flow(Transport::Udp, "10.0.0.1:6000");
    let contact = "<sip:a@office.example;gr=8ab3>";
    let dialog = uas(contact, "", came);
    assert_eq!(dialog.next_hop(), Target::Flow(came));
    let request = invite("<sip:b@10.0.0.2>", "");
    let mut ok = Response::for_request(&request, StatusCode::OK);
    ok.headers_mut()
        .set(HeaderName::To, "<sip:a@office.example>;tag=2");
    ok.headers_mut().push(HeaderName::Contact, contact);
    let called = Target::Address {
        transport: Transport::Tcp,
        remote: "10.0.0.1:6000".parse().unwrap(),
    };
    let dialog = Dialog::uac(&request, &ok, &called).unwrap();
    assert_eq!(dialog.next_hop(), called);
    assert_eq!(dialog.remote_target().to_string(), "sip:a@office.example;gr=8ab3");
}

#[test]
fn a_peer_that_moves_is_answered_where_it_spoke_last_in_order() {
    let contact = "<sip:a@x7.invalid;transport=ws>";
    let mut dialog = uas(contact, "", flow(Transport::Ws, "10.0.0.1:40000"));
    let moved = |id, remote| Flow {
        connection: Some(ConnectionId(id)),
        ..flow(Transport::Ws, remote)
    };
    let mut later = invite(contact, "");
    later.headers_mut().set(HeaderName::CSeq, "8 INVITE");
    let there = moved(2, "10.0.0.66:50000");
    assert!(dialog.receive(&later, there).is_ok());
    assert_eq!(dialog.next_hop(), Target::Flow(there));
    assert!(dialog.receive(&later, moved(3, "10.0.0.99:60000")).is_err());
    assert_eq!(dialog.next_hop(), Target::Flow(there));
}

#[test]
fn a_target_refresh_changes_the_uri_and_an_unusable_contact_does_not() {
    let mut dialog = uas("<sip:a@10.0.0.1>", "", flow(Transport::Udp, "10.0.0.1:5060"));
    dialog.refresh(invite("<sip:a@10.0.0.77>", "").headers());
    assert_eq!(dialog.remote_target().to_string(), "sip:a@10.0.0.77");
    dialog.refresh(invite("*", "").headers());
    assert_eq!(dialog.remote_target().to_string(), "sip:a@10.0.0.77");
}
