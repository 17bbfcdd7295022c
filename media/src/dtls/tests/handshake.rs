use std::time::{Duration, Instant};

use crate::dtls::{
    Association, DtlsTerms, Effect, Fingerprint, HandshakeError, HashFunction, Identity, Input, Role,
};
use crate::srtp::{SrtpKeys, Suite};

/// Two ends and the network between them.
struct Pair {
    now: Instant,
    ends: [Association; 2],
    keys: [Option<SrtpKeys>; 2],
    failed: [Option<HandshakeError>; 2],
    datagrams: usize,
}

pub(super) fn terms(role: Role, peer: &Identity) -> DtlsTerms {
    DtlsTerms {
        role,
        fingerprints: vec![peer.fingerprint()],
        tls_id: None,
    }
}

impl Pair {
    /// The client first; each believes what the other names.
    fn new() -> Self {
        let (client, server) = (Identity::generate().unwrap(), Identity::generate().unwrap());
        Self::of(
            (client.clone(), terms(Role::Client, &server)),
            (server, terms(Role::Server, &client)),
        )
    }

    fn of(client: (Identity, DtlsTerms), server: (Identity, DtlsTerms)) -> Self {
        let now = Instant::now();
        Self {
            now,
            ends: [
                Association::new(&client.0, client.1, now),
                Association::new(&server.0, server.1, now),
            ],
            keys: [None, None],
            failed: [None, None],
            datagrams: 0,
        }
    }

    fn handle(&mut self, end: usize, input: Input<'_>) -> Vec<Vec<u8>> {
        let mut out = Vec::new();
        self.ends[end].handle(self.now, input, &mut out);
        let mut sent = Vec::new();
        for effect in out {
            match effect {
                Effect::Send(datagram) => sent.push(datagram.to_vec()),
                Effect::Keys(keys) => self.keys[end] = Some(keys),
                Effect::Failed(error) => self.failed[end] = Some(error),
            }
        }
        sent
    }

    /// Carries everything over, but for the datagrams that `is_lost` takes by their number, until nobody has anything
    /// to say any more.
    fn run(&mut self, is_lost: impl Fn(usize) -> bool) {
        let first = self.handle(0, Input::Start);
        let mut on_the_way: Vec<(usize, Vec<u8>)> = first.into_iter().map(|sent| (1, sent)).collect();
        let began = self.now;
        loop {
            while !on_the_way.is_empty() {
                let (to, datagram) = on_the_way.remove(0);
                self.datagrams += 1;
                if is_lost(self.datagrams) {
                    continue;
                }
                let sent = self.handle(to, Input::Datagram(&datagram));
                on_the_way.extend(sent.into_iter().map(|sent| (1 - to, sent)));
            }
            let due = [0, 1].map(|end| self.ends[end].deadline());
            let Some(due) = due.into_iter().flatten().min() else {
                return;
            };
            if self.keys.iter().all(Option::is_some) || due > began + Duration::from_secs(60) {
                return;
            }
            self.now = due;
            for end in [0, 1] {
                if self.ends[end].deadline() == Some(due) {
                    let sent = self.handle(end, Input::Timeout);
                    on_the_way.extend(sent.into_iter().map(|sent| (1 - end, sent)));
                }
            }
        }
    }

    fn agrees(&self) -> bool {
        match self.keys {
            [Some(client), Some(server)] => {
                client.send == server.receive
                    && client.receive == server.send
                    && client.send != client.receive
            }
            _ => false,
        }
    }
}

#[test]
fn both_ends_have_the_same_keys() {
    let mut pair = Pair::new();
    pair.run(|_| false);
    assert!(pair.agrees());
    assert_eq!(pair.keys[0].unwrap().send.suite(), Suite::AeadAes128Gcm);
}

#[test]
fn any_lost_datagram_is_sent_again() {
    let mut pair = Pair::new();
    pair.run(|_| false);
    for lost in 1..=pair.datagrams {
        let mut pair = Pair::new();
        let began = pair.now;
        pair.run(|number| number == lost);
        assert!(pair.agrees(), "datagram {lost}");
        assert!(pair.now - began < Duration::from_secs(2), "datagram {lost}");
    }
}

#[test]
fn a_third_of_all_datagrams_may_be_lost() {
    for seed in 1..=8 {
        let mut pair = Pair::new();
        pair.run(|number| (number * 2_654_435_761 + seed * 40_503) % 1_000 < 333);
        assert!(pair.agrees(), "seed {seed}: {:?}", pair.failed);
    }
}

#[test]
fn who_shows_another_certificate_gets_no_keys_and_no_last_flight() {
    let [client, server, named] = [(); 3].map(|()| Identity::generate().unwrap());
    for (for_client, for_server) in [(&named, &client), (&server, &named)] {
        let mut pair = Pair::of(
            (client.clone(), terms(Role::Client, for_client)),
            (server.clone(), terms(Role::Server, for_server)),
        );
        pair.run(|_| false);
        let deceived = usize::from(for_client.fingerprint() == server.fingerprint());
        assert_eq!(pair.failed[deceived], Some(HandshakeError::OtherCertificate));
        assert_eq!(pair.keys[deceived], None);
        assert!(pair.ends[deceived].is_over());
    }
}

#[test]
fn nobody_there_is_a_timeout_and_an_association_that_is_over() {
    let mut pair = Pair::new();
    let began = pair.now;
    pair.run(|_| true);
    assert_eq!(pair.failed, [Some(HandshakeError::TimedOut); 2]);
    assert_eq!(pair.now - began, Duration::from_secs(20));
    assert_eq!(pair.ends[0].deadline(), None);
}

#[test]
fn a_last_flight_is_given_again_for_a_while() {
    let mut pair = Pair::new();
    pair.run(|_| false);
    let due = pair.ends[1].deadline().unwrap();
    assert_eq!(due, pair.now + Duration::from_secs(20));
    pair.now = due;
    pair.handle(1, Input::Timeout);
    assert!(pair.ends[1].is_over());
    assert_eq!(pair.failed, [None, None]);
}

#[test]
fn a_handshake_takes_no_more_bytes_than_any_has() {
    let mut pair = Pair::new();
    // Fragments of a ClientHello that never ends.
    let mut fragment = [
        22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13, 1, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 1, 7,
    ];
    for number in 0..4_000_u32 {
        fragment[7..11].copy_from_slice(&number.to_be_bytes());
        fragment[20..22].copy_from_slice(&number.to_be_bytes()[2..]);
        pair.handle(1, Input::Datagram(&fragment));
    }
    assert_eq!(pair.failed[1], Some(HandshakeError::TooLong));
}

#[test]
fn garbage_before_the_handshake_does_not_hinder_it() {
    let mut pair = Pair::new();
    for length in [0, 1, 12, 13, 14, 25, 200, 1_400] {
        for first in [20, 22, 23, 63] {
            let mut garbage = vec![0x5a; length];
            if let Some(byte) = garbage.first_mut() {
                *byte = first;
            }
            pair.handle(1, Input::Datagram(&garbage));
        }
    }
    assert_eq!(pair.failed[1], None);
    pair.run(|_| false);
    assert!(pair.agrees());
}

#[test]
fn a_fingerprint_is_read_as_it_is_told() {
    let identity = Identity::generate().unwrap();
    let told = identity.fingerprint().to_string();
    assert!(told.starts_with("sha-256 "), "{told}");
    assert_eq!(told.len(), "sha-256 ".len() + 32 * 3 - 1);
    assert_eq!(told.parse(), Ok(identity.fingerprint()));
    assert_eq!(
        told.to_lowercase().replace("sha", "SHA").parse(),
        Ok(identity.fingerprint())
    );
    for bad in ["", "sha-256", "sha-256 AB", "sha-1 AB:CD", "md5 AB", "sha-256 zz"] {
        assert!(bad.parse::<Fingerprint>().is_err(), "{bad}");
    }
    assert!(format!("{told}:00").parse::<Fingerprint>().is_err());
}

#[test]
fn of_several_hash_functions_the_strongest_counts() {
    let of = |function| Fingerprint::of(function, b"a certificate");
    let strong = of(HashFunction::Sha512);
    let forged = Fingerprint::of(HashFunction::Sha512, b"another");
    assert!(Fingerprint::names(
        &[of(HashFunction::Sha224), strong],
        b"a certificate"
    ));
    assert!(Fingerprint::names(&[forged, strong], b"a certificate"));
    assert!(!Fingerprint::names(
        &[of(HashFunction::Sha256), forged],
        b"a certificate"
    ));
    assert!(!Fingerprint::names(&[], b"a certificate"));
}
