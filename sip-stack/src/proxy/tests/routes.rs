//! §16.4: what was routed to us.

use super::run::{parse, request};
use crate::flow::{ConnectionId, Flow};
use crate::message::{Host, HostPort, Request, SipUri, Transport};
use crate::proxy::{FlowKey, Ours, Unrouted, unroute};

fn came() -> Flow {
    Flow {
        transport: Transport::Udp,
        local: ([198, 51, 100, 1], 5060).into(),
        remote: ([192, 0, 2, 1], 5060).into(),
        connection: None,
    }
}

fn ours() -> Ours {
    Ours {
        domain: "office.example".into(),
        addresses: vec![HostPort {
            host: Host::Name("pbx.example".into()),
            port: Some(5060),
        }],
    }
}

fn unrouted(request: &mut Request) -> (Unrouted, Vec<String>) {
    let found = unroute(request, &came(), &ours(), &FlowKey::new([1; 32]));
    let routes = request.headers().routes().unwrap();
    (
        found,
        routes.iter().map(|route| route.uri().to_string()).collect(),
    )
}

#[test]
fn own_routes_are_taken_off_and_others_stay() {
    for own in [
        "sip:198.51.100.1;lr",
        "sip:198.51.100.1:5060;lr",
        "sip:PBX.example;lr",
        "sip:office.example;lr",
    ] {
        let mut one = request("MESSAGE", &format!("Route: <{own}>, <sip:next.example;lr>\r\n"));
        let (found, left) = unrouted(&mut one);
        assert!(found.through_us, "{own}");
        assert_eq!(left, ["sip:next.example;lr"]);
    }
    let mut foreign = request(
        "MESSAGE",
        "Route: <sip:198.51.100.1:5080;lr>\r\nRoute: <sip:198.51.100.1;lr>\r\n",
    );
    let (found, left) = unrouted(&mut foreign);
    assert_eq!((found, left.len()), (Unrouted::default(), 2));
}

#[test]
fn both_entries_of_a_double_record_route_are_taken_off() {
    let mut double = request(
        "BYE",
        "Route: <sip:198.51.100.1;lr>, <sip:198.51.100.1;transport=udp;lr>, <sip:x.example;lr>\r\n",
    );
    assert_eq!(unrouted(&mut double).1, ["sip:x.example;lr"]);
}

#[test]
fn what_a_strict_router_did_is_repaired() {
    let text = String::from_utf8(
        request("BYE", "Route: <sip:x.example>, <sip:bob@192.0.2.9>\r\n")
            .to_bytes()
            .to_vec(),
    )
    .unwrap();
    let mut strict = parse(&text.replace("BYE sip:bob@office.example SIP", "BYE sip:198.51.100.1;lr SIP"));
    let (found, left) = unrouted(&mut strict);
    assert!(found.through_us);
    assert_eq!(
        (strict.uri().to_string().as_str(), left),
        ("sip:bob@192.0.2.9", vec![String::from("sip:x.example")])
    );
}

#[test]
fn an_own_maddr_is_resolved() {
    let text = String::from_utf8(request("MESSAGE", "").to_bytes().to_vec()).unwrap();
    let with = |maddr: &str| {
        parse(&text.replace(
            "sip:bob@office.example SIP",
            &format!("sip:bob@office.example;maddr={maddr};transport=udp SIP"),
        ))
    };
    let (mut own, mut foreign) = (with("198.51.100.1"), with("192.0.2.77"));
    unrouted(&mut own);
    unrouted(&mut foreign);
    assert_eq!(own.uri().to_string(), "sip:bob@office.example");
    assert!(foreign.uri().to_string().contains("maddr=192.0.2.77"));
}

#[test]
fn the_flow_in_the_last_own_route_is_the_way_on() {
    let key = FlowKey::new([1; 32]);
    let flow = Flow {
        transport: Transport::Tcp,
        local: "[2001:db8::1]:5060".parse().unwrap(),
        remote: "[2001:db8::2]:40000".parse().unwrap(),
        connection: Some(ConnectionId(7)),
    };
    let own = SipUri::new(None, Host::Name("elsewhere.example".into()));
    let (near, far) = (key.write(&own, &came()), key.write(&own, &flow));
    assert_eq!(key.read(&far), Some(flow));
    let mut bye = request("BYE", &format!("Route: <{near};lr>, <{far};lr>\r\n"));
    let (found, left) = unrouted(&mut bye);
    assert_eq!((found.flow, left.len()), (Some(flow), 0));
}

#[test]
fn a_flow_that_we_did_not_write_is_nobody_s() {
    let own = SipUri::new(None, Host::Name("elsewhere.example".into()));
    let forged = FlowKey::new([2; 32]).write(&own, &came());
    let key = FlowKey::new([1; 32]);
    assert_eq!(key.read(&forged), None);
    assert_eq!(key.read(&own.with_user("00")), None);
    assert_eq!(key.read(&own.with_user("bob")), None);
    let mut request = request("BYE", &format!("Route: <{forged};lr>\r\n"));
    assert_eq!(unrouted(&mut request).1.len(), 1);
}
