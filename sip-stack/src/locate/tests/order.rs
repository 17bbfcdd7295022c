//! RFC 2782: priorities and weights.

use std::collections::{HashMap, HashSet};

use super::zone::Zone;
use crate::locate::{Answers, LocateError, Policy};
use crate::message::{Transport, Uri};
use crate::tokens::Tokens;

const WEIGHED: [&str; 8] = [
    "_sip._udp.example.org SRV 10 70 5060 heavy.example.org",
    "_sip._udp.example.org SRV 10 30 5060 light.example.org",
    "_sip._udp.example.org SRV 10 0 5060 rare.example.org",
    "_sip._udp.example.org SRV 20 0 5060 spare.example.org",
    "heavy.example.org A 192.0.2.1",
    "light.example.org A 192.0.2.2",
    "rare.example.org A 192.0.2.3",
    "spare.example.org A 192.0.2.4",
];

#[test]
fn weights_decide_how_often_a_host_comes_first_and_priorities_always() {
    let mut zone = Zone::new(&WEIGHED);
    let mut first: HashMap<String, u32> = HashMap::new();
    for seed in 0..=255 {
        zone.seed = seed;
        let hops = zone.hops("sip:example.org;transport=udp");
        assert_eq!(hops.len(), 4);
        assert_eq!(hops[3], "UDP 192.0.2.4:5060", "a lower priority comes last");
        *first.entry(hops[0].clone()).or_default() += 1;
    }
    let share = |hop: &str| first.get(hop).copied().unwrap_or_default();
    assert!((150..210).contains(&share("UDP 192.0.2.1:5060")), "{first:?}");
    assert!((46..106).contains(&share("UDP 192.0.2.2:5060")), "{first:?}");
    assert!(share("UDP 192.0.2.3:5060") < 20, "{first:?}");
}

#[test]
fn the_same_seed_gives_the_same_order() {
    let zone = Zone::new(&WEIGHED);
    assert_eq!(
        zone.hops("sip:example.org;transport=udp"),
        zone.hops("sip:example.org;transport=udp")
    );
}

#[test]
fn answers_that_are_kept_give_a_new_lot_each_time() {
    let zone = Zone::new(&WEIGHED);
    let policy = Policy {
        transports: vec![Transport::Udp],
        v4: true,
        v6: false,
    };
    let Uri::Sip(uri) = "sip:example.org;transport=udp".parse().unwrap() else {
        panic!("no SIP URI")
    };
    let mut answers = Answers::none(uri, policy);
    let hops = |answers: &Answers, seed| answers.hops(Tokens::from_seed([seed; 32]));
    assert_eq!(hops(&answers, 1), Err(LocateError::Unanswered));
    zone.fill(&mut answers);
    let first: HashSet<_> = (0..=63)
        .map(|seed| hops(&answers, seed).unwrap()[0].remote)
        .collect();
    assert!(first.len() > 1, "{first:?}");
    assert_eq!(hops(&answers, 5), hops(&answers, 5));
}
