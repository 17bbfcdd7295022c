//! What anybody may send: random bytes, and handshakes with bytes changed.

use std::time::{Duration, Instant};

use super::handshake::terms;
use crate::dtls::{Association, Effect, HandshakeError, Identity, Input, Role};

/// Datagrams in all.
const DATAGRAMS: usize = 1_000_000;
/// After so many an end begins anew, since a handshake takes no more bytes.
const LIFE: usize = 40;

struct Random(u64);

impl Random {
    fn byte(&mut self) -> u8 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 56) as u8
    }

    fn below(&mut self, end: usize) -> usize {
        (usize::from(self.byte()) << 8 | usize::from(self.byte())) % end
    }
}

/// Every datagram of a handshake, with who gets it: 0 the client, 1 the server.
fn flights(identities: &[Identity; 2]) -> Vec<(usize, Vec<u8>)> {
    let now = Instant::now();
    let mut ends = pair(identities, now);
    let mut effects = Vec::new();
    ends[0].handle(now, Input::Start, &mut effects);
    let mut to = 1;
    let mut all = Vec::new();
    while !effects.is_empty() {
        let sent: Vec<Vec<u8>> = effects.drain(..).filter_map(datagram).collect();
        for datagram in &sent {
            ends[to].handle(now, Input::Datagram(datagram), &mut effects);
        }
        all.extend(sent.into_iter().map(|datagram| (to, datagram)));
        to = 1 - to;
    }
    all
}

fn pair(identities: &[Identity; 2], now: Instant) -> [Association; 2] {
    let end = |own: usize, role| Association::new(&identities[own], terms(role, &identities[1 - own]), now);
    [end(0, Role::Client), end(1, Role::Server)]
}

fn datagram(effect: Effect) -> Option<Vec<u8>> {
    match effect {
        Effect::Send(datagram) => Some(datagram.to_vec()),
        Effect::Keys(_) | Effect::Failed(_) => None,
    }
}

fn change(datagram: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        let at = random.below(datagram.len());
        match random.below(4) {
            0 => datagram[at] = random.byte(),
            1 => datagram[at] ^= 1 << random.below(8),
            2 => datagram.truncate(at.max(1)),
            _ => datagram.insert(at, random.byte()),
        }
    }
}

#[test]
fn changed_handshakes_and_random_bytes_break_nothing_and_make_no_keys() {
    let identities = [(); 2].map(|()| Identity::generate().unwrap());
    let flights = flights(&identities);
    assert!(flights.len() >= 4, "{}", flights.len());
    let mut random = Random(7);
    let mut now = Instant::now();
    let mut ends = pair(&identities, now);
    for number in 0..DATAGRAMS {
        if number % LIFE == 0 {
            now += Duration::from_secs(1);
            ends = pair(&identities, now);
            ends[0].handle(now, Input::Start, &mut Vec::new());
        }
        let (to, flight) = &flights[random.below(flights.len())];
        let mut datagram = flight.clone();
        if random.below(10) == 0 {
            datagram.iter_mut().for_each(|byte| *byte = random.byte());
            datagram[0] = 20 + datagram[0] % 44;
        } else if random.below(3) > 0 {
            change(&mut datagram, &mut random);
        }
        let mut effects = Vec::new();
        ends[*to].handle(now, Input::Datagram(&datagram), &mut effects);
        for effect in effects {
            assert!(!matches!(effect, Effect::Keys(_)), "keys of an old handshake");
            assert_ne!(effect, Effect::Failed(HandshakeError::Broken), "{datagram:02x?}");
        }
    }
}
