//! What a trunk's registration means for calls over it.

use std::net::SocketAddr;
use std::path::Path;

use bytes::Bytes;
use config::{Outside, Settings, Source};
use sip_stack::message::Headers;
use sip_stack::tokens::Tokens;

use super::super::local::Local;
use super::*;
use crate::call::Party;
use crate::clock;
use crate::service::addresses::Addresses;

const TRUNKS: &str = r#"version: 1
trunks:
  - {name: carrier, server: ["sip:192.0.2.11", "sip:192.0.2.12"], register: {username: office, password: p}}
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
    let tokens = Tokens::from_seed([4; 32]);
    House::new(trunks, (&[], Terms::default()), local, tokens, clock::now())
}

/// The Route of a call by one of the two servers.
fn route(house: &House, server: usize) -> Vec<Bytes> {
    let wish = Wish {
        number: "030987".into(),
        trunks: Vec::new(),
        caller: Party {
            number: "101".into(),
            name: None,
        },
        private: false,
        came_by: None,
        diverted_by: None,
        headers: Headers::new(),
        policy: HeaderPolicy::default(),
        tried: Vec::new(),
    };
    let live = house.live();
    let way = live.trunks[0].ways(0).nth(server).unwrap();
    gateway(house, &live.trunks[0], way, &wish).unwrap().route
}

#[test]
fn calls_take_the_service_route_of_the_server_that_gave_it() {
    let house = house();
    let given = [Bytes::from_static(b"<sip:edge.carrier.example;lr>")];
    {
        let account = &mut house.live().trunks[0].accounts[0];
        account.registrar = Some((Transport::Udp, ([192, 0, 2, 11], 5060).into()));
        account.route = given.to_vec();
    }
    assert!(route(&house, 0).is_empty(), "not registered");
    house.live().trunks[0].accounts[0].registered = true;
    assert_eq!(route(&house, 0), given);
    assert!(route(&house, 1).is_empty(), "another server");
}
