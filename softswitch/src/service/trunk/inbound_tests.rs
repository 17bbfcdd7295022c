//! Whose a call is, by what it came over.

use std::net::SocketAddr;
use std::path::Path;

use config::{Outside, Settings, Source};
use sip_stack::flow::{ConnectionId, Flow};
use sip_stack::message::{HeaderName, Method, Request, Transport};
use sip_stack::tokens::Tokens;
use sip_stack::transport::tls::PeerNames;
use sip_stack::user_agent::Terms;

use super::super::local::Local;
use super::super::state::House;
use super::{Arrival, find};
use crate::clock;
use crate::service::addresses::Addresses;

/// Two accounts at one provider, two peers known by their certificates alone, one by an address as well, one by its
/// server's address and one by a network and a port.
const TRUNKS: &str = r#"version: 1
trunks:
  - {name: first, server: "sip:192.0.2.1;transport=tcp", register: {username: one, password: p}, numbers: ["+491", "+499"]}
  - {name: second, server: "sip:192.0.2.1;transport=tcp", register: {username: two, password: p}, numbers: ["+492", "+499"]}
  - {name: north, server: "sip:192.0.2.3;transport=tls", certificates: [north.example], numbers: ["+493"]}
  - {name: south, server: "sip:192.0.2.3;transport=tls", certificates: [south.example], numbers: ["+493"]}
  - {name: east, server: "sip:192.0.2.5;transport=tls", certificates: [east.example], allow: 192.0.2.6, numbers: ["+495"]}
  - {name: west, server: "sip:192.0.2.8", numbers: ["+496"]}
  - {name: centre, server: "sip:192.0.2.9", allow: ["198.51.100.0/28", "192.0.2.10:5070"], numbers: ["+497"]}
"#;

struct Nothing;

impl Outside for Nothing {
    fn variable(&self, _: &str) -> Option<String> {
        None
    }

    fn file(&self, _: &Path) -> std::io::Result<String> {
        Err(std::io::ErrorKind::NotFound.into())
    }
}

fn house() -> House {
    let settings = Settings::parse(&Source::new("softswitch.yaml", TRUNKS), Path::new("."), &Nothing);
    let local = Local {
        listeners: vec![(Transport::Udp, SocketAddr::from(([192, 0, 2, 100], 5060)))],
        addresses: Addresses::default(),
    };
    let trunks = settings.unwrap_or_else(|mistakes| panic!("{mistakes}")).trunks;
    let tokens = Tokens::from_seed([3; 32]);
    House::new(trunks, (&[], Terms::default()), local, tokens, clock::now())
}

fn flow(transport: Transport, remote: &str) -> Flow {
    Flow {
        transport,
        local: SocketAddr::from(([192, 0, 2, 100], 5060)),
        remote: remote.parse().unwrap(),
        connection: transport.is_reliable().then_some(ConnectionId(1)),
    }
}

/// Whose a call for this number is.
fn whose(house: &House, flow: &Flow, certified: &[&str], number: &str) -> Option<&'static str> {
    let uri = format!("sip:{number}@192.0.2.100");
    let mut request = Request::new(Method::Invite, uri.parse().unwrap());
    let headers = request.headers_mut();
    headers.push(HeaderName::From, "<sip:+49777@somewhere.example>;tag=1");
    headers.push(HeaderName::To, format!("<{uri}>"));
    let names: PeerNames = certified.iter().copied().collect();
    let arrival = Arrival {
        flow,
        certified: Some(&names).filter(|names| !names.is_empty()),
        request: &request,
    };
    let found = find(house, &house.live().trunks, arrival);
    found.map(|(trunk, _)| ["first", "second", "north", "south", "east", "west", "centre"][trunk])
}

#[test]
fn a_certificate_tells_trunks_behind_one_address_apart_and_without_it_nobody_is_one() {
    let house = house();
    let gateway = flow(Transport::Tls, "192.0.2.3:40000");
    assert_eq!(whose(&house, &gateway, &["north.example"], "+493"), Some("north"));
    assert_eq!(
        whose(&house, &gateway, &["other.example", "South.example"], "+493"),
        Some("south")
    );
    assert_eq!(whose(&house, &gateway, &[], "+493"), None);
    assert_eq!(whose(&house, &gateway, &["example"], "+493"), None);
    // The certificate is proof enough from anywhere; where an address is allowed as well, either is.
    let elsewhere = flow(Transport::Tls, "203.0.113.9:40000");
    assert_eq!(whose(&house, &elsewhere, &["east.example"], "+495"), Some("east"));
    let allowed = flow(Transport::Udp, "192.0.2.6:5060");
    assert_eq!(whose(&house, &allowed, &[], "+495"), Some("east"));
}

#[test]
fn of_trunks_at_one_server_the_dialled_number_decides_and_then_where_we_are_registered() {
    let house = house();
    let theirs = flow(Transport::Tcp, "192.0.2.1:40000");
    assert_eq!(whose(&house, &theirs, &[], "+491"), Some("first"));
    assert_eq!(whose(&house, &theirs, &[], "+492"), Some("second"));
    assert_eq!(whose(&house, &theirs, &[], "+499"), Some("first"), "both have it");
    let ours = flow(Transport::Tcp, "192.0.2.1:5060");
    house.live().trunks[1].accounts[0].registrar = Some((Transport::Tcp, ours.remote));
    assert_eq!(whose(&house, &ours, &[], "+499"), Some("second"));
    assert_eq!(
        whose(&house, &ours, &[], "+491"),
        Some("first"),
        "a number of its own"
    );
}

#[test]
fn calls_come_over_the_connection_of_a_registration_even_if_that_server_is_no_allowed_source() {
    let house = house();
    let ours = flow(Transport::Tls, "192.0.2.77:5061");
    assert_eq!(whose(&house, &ours, &[], "+492"), None);
    house.live().trunks[1].accounts[0].registrar = Some((Transport::Tls, ours.remote));
    assert_eq!(whose(&house, &ours, &[], "+492"), Some("second"));
    let other = flow(Transport::Udp, "192.0.2.77:5061");
    assert_eq!(whose(&house, &other, &[], "+492"), None, "by another transport");
}

#[test]
fn a_trunk_calls_from_its_server_or_from_where_it_is_allowed_and_from_nowhere_else() {
    let house = house();
    for (from, number, expected) in [
        ("192.0.2.8:5060", "+496", Some("west")),
        ("192.0.2.8:5099", "+496", None),
        ("192.0.2.7:5060", "+496", None),
        ("198.51.100.3:40000", "+497", Some("centre")),
        ("198.51.100.16:5060", "+497", None),
        ("192.0.2.10:5070", "+497", Some("centre")),
        ("192.0.2.10:5060", "+497", None),
        ("192.0.2.9:5060", "+497", None),
    ] {
        assert_eq!(
            whose(&house, &flow(Transport::Udp, from), &[], number),
            expected,
            "{from}"
        );
    }
}
