//! RFC 3263 §4.1 and §4.2, rule by rule.

use super::zone::{Zone, everything};
use crate::locate::{LocateError, Policy, RecordKind};
use crate::message::Transport;

#[test]
fn a_numeric_host_is_asked_of_nobody() {
    let zone = Zone::new(&[]);
    for (uri, hop) in [
        ("sip:a@192.0.2.1", "UDP 192.0.2.1:5060"),
        ("sip:a@192.0.2.1:5080", "UDP 192.0.2.1:5080"),
        ("sip:a@192.0.2.1;transport=tcp", "TCP 192.0.2.1:5060"),
        ("sips:a@192.0.2.1", "TLS 192.0.2.1:5061"),
        ("sips:a@192.0.2.1;transport=tcp", "TLS 192.0.2.1:5061"),
        ("sip:a@[2001:db8::1];transport=tls", "TLS [2001:db8::1]:5061"),
        ("sip:a@example.org;maddr=192.0.2.9", "UDP 192.0.2.9:5060"),
    ] {
        assert_eq!(zone.hops(uri), [hop], "{uri}");
    }
    assert!(zone.asked.borrow().is_empty());
}

#[test]
fn an_explicit_port_skips_naptr_and_srv() {
    let zone = Zone::new(&[
        "example.org A 192.0.2.1",
        "_sip._udp.example.org SRV 0 0 9 other.example.org",
    ]);
    assert_eq!(zone.hops("sip:a@example.org:5070"), ["UDP 192.0.2.1:5070"]);
    assert_eq!(zone.hops("sips:a@example.org:5070"), ["TLS 192.0.2.1:5070"]);
    let kinds: Vec<RecordKind> = zone.asked.borrow().iter().map(|question| question.kind).collect();
    assert!(!kinds.contains(&RecordKind::Naptr) && !kinds.contains(&RecordKind::Srv));
}

#[test]
fn an_explicit_transport_skips_naptr() {
    let zone = Zone::new(&[
        "example.org NAPTR 1 1 s SIP+D2U _sip._udp.example.org",
        "_sip._tcp.example.org SRV 0 0 5066 host.example.org",
        "host.example.org A 192.0.2.2",
    ]);
    assert_eq!(
        zone.hops("sip:a@example.org;transport=tcp"),
        ["TCP 192.0.2.2:5066"]
    );
    assert!(
        zone.asked
            .borrow()
            .iter()
            .all(|question| question.kind != RecordKind::Naptr)
    );
}

#[test]
fn naptr_decides_by_order_and_preference_and_unable_services_are_passed_over() {
    let zone = Zone::new(&[
        "example.org NAPTR 20 1 s SIP+D2U _sip._udp.example.org",
        "example.org NAPTR 10 2 s SIP+D2T _sip._tcp.example.org",
        "example.org NAPTR 10 1 s SIPS+D2T _sips._tcp.example.org",
        "example.org NAPTR 1 1 s SIP+D2S _sip._sctp.example.org",
        "example.org NAPTR 1 1 u E2U+sip !.*!sip:x@example.org!",
        "_sip._udp.example.org SRV 0 0 5060 host.example.org",
        "_sip._tcp.example.org SRV 0 0 5060 host.example.org",
        "_sips._tcp.example.org SRV 0 0 5061 host.example.org",
        "host.example.org A 192.0.2.2",
    ]);
    let all = ["TLS 192.0.2.2:5061", "TCP 192.0.2.2:5060", "UDP 192.0.2.2:5060"];
    assert_eq!(zone.hops("sip:a@example.org"), all);
    assert_eq!(zone.hops("sips:a@example.org"), ["TLS 192.0.2.2:5061"]);
    let udp_only = Policy {
        transports: vec![Transport::Udp],
        ..everything()
    };
    let hops = zone.locate_with("sip:a@example.org", &udp_only).unwrap();
    assert_eq!(
        hops.iter().map(|hop| hop.transport).collect::<Vec<_>>(),
        [Transport::Udp]
    );
}

#[test]
fn without_naptr_each_transport_of_ours_is_asked_for() {
    let zone = Zone::new(&[
        "_sip._tcp.example.org SRV 0 0 5068 host.example.org",
        "host.example.org AAAA 2001:db8::2",
    ]);
    assert_eq!(zone.hops("sip:a@example.org"), ["TCP [2001:db8::2]:5068"]);
}

#[test]
fn without_srv_the_domain_itself_is_the_host() {
    let zone = Zone::new(&["example.org A 192.0.2.3", "example.org AAAA 2001:db8::3"]);
    assert_eq!(
        zone.hops("sip:a@example.org"),
        ["UDP 192.0.2.3:5060", "UDP [2001:db8::3]:5060"]
    );
    assert_eq!(
        zone.hops("sip:a@example.org;transport=tcp"),
        ["TCP 192.0.2.3:5060", "TCP [2001:db8::3]:5060"]
    );
    assert_eq!(zone.hops("sips:a@example.org")[0], "TLS 192.0.2.3:5061");
}

#[test]
fn each_hop_keeps_the_domain_that_its_certificate_must_name() {
    let zone = Zone::new(&[
        "_sips._tcp.example.org SRV 0 0 5061 host.example.net",
        "host.example.net A 192.0.2.3",
    ]);
    let hops = zone.locate("sips:a@example.org").unwrap();
    assert_eq!(hops[0].domain.as_deref(), Some("example.org"));
}

#[test]
fn a_service_that_is_not_offered_a_name_without_address_and_silence_are_told_apart() {
    let zone = Zone::new(&[
        "_sip._udp.closed.example SRV 0 0 0 .",
        "closed.example A 192.0.2.1",
        "_sip._udp.empty.example SRV 0 0 5060 nothing.example",
        "_sip._udp.mute.example SRV 0 0 5060 gone.example",
        "gone.example SILENT",
    ]);
    for (uri, error) in [
        ("sip:closed.example", LocateError::NotOffered),
        ("sip:empty.example", LocateError::NoAddress),
        ("sip:unknown.example", LocateError::NoAddress),
        ("sip:mute.example", LocateError::Unanswered),
        ("sip:a@192.0.2.1;transport=sctp", LocateError::Transport),
        ("sips:a@192.0.2.1;transport=udp", LocateError::Transport),
        ("sip:a@192.0.2.1;transport=ws", LocateError::Transport),
    ] {
        assert_eq!(zone.locate(uri), Err(error), "{uri}");
    }
}

#[test]
fn a_domain_with_very_many_hosts_costs_no_more_than_the_limits() {
    let mut lines: Vec<&'static str> = vec![];
    for n in 0..200 {
        lines.push(format!("_sip._udp.example.org SRV {n} 0 5060 h{n}.example.org").leak());
        lines.push(format!("h{n}.example.org A 192.0.2.{n}").leak());
        lines.push(format!("h{n}.example.org AAAA 2001:db8::{n:x}").leak());
    }
    let zone = Zone::new(&lines);
    assert_eq!(zone.hops("sip:example.org;transport=udp").len(), 32);
    assert!(zone.asked.borrow().len() <= 1 + 2 * 16);
}

#[test]
fn an_address_in_place_of_a_host_is_taken_as_it_is() {
    let zone = Zone::new(&["_sip._udp.example.org SRV 0 0 5060 192.0.2.7"]);
    assert_eq!(zone.hops("sip:example.org;transport=udp"), ["UDP 192.0.2.7:5060"]);
}
