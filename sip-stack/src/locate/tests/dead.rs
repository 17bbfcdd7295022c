//! RFC 3263 §4.3: what failed is tried last for a while.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::locate::{Dead, Hop};
use crate::message::Transport;

fn hop(n: u16) -> Hop {
    Hop {
        transport: Transport::Udp,
        remote: SocketAddr::from(([192, 0, 2, 1], n)),
        domain: None,
    }
}

fn mark(dead: &mut Dead, now: Instant, n: u16, retry_after: Option<u64>) {
    dead.mark(
        now,
        Transport::Udp,
        hop(n).remote,
        retry_after.map(Duration::from_secs),
    );
}

#[test]
fn the_dead_come_last_until_they_are_forgiven() {
    let (mut dead, now) = (Dead::default(), some_moment());
    mark(&mut dead, now, 1, None);
    let mut hops = vec![hop(1), hop(2), hop(3)];
    dead.last(now, &mut hops);
    assert_eq!(hops, [hop(2), hop(3), hop(1)]);
    let mut later = vec![hop(1), hop(2)];
    dead.last(now + Duration::from_secs(32), &mut later);
    assert_eq!(later, [hop(1), hop(2)]);
    dead.forgive(Transport::Udp, hop(1).remote);
    assert!(!dead.is_dead(now, &hop(1)));
}

#[test]
fn retry_after_is_believed_up_to_a_limit() {
    let (mut dead, now) = (Dead::default(), some_moment());
    mark(&mut dead, now, 1, Some(100));
    mark(&mut dead, now, 2, Some(100_000));
    assert!(dead.is_dead(now + Duration::from_secs(99), &hop(1)));
    assert!(!dead.is_dead(now + Duration::from_secs(100), &hop(1)));
    assert!(!dead.is_dead(now + Duration::from_secs(300), &hop(2)));
}

#[test]
fn the_memory_is_bounded_and_forgets_who_is_forgiven_first() {
    let (mut dead, now) = (Dead::default(), some_moment());
    for n in 0..2_000 {
        mark(&mut dead, now + Duration::from_millis(n.into()), n, None);
    }
    assert_eq!(dead.len(), 1_024);
    assert!(dead.is_dead(now + Duration::from_secs(3), &hop(1_999)));
    assert!(!dead.is_dead(now + Duration::from_secs(3), &hop(0)));
}

#[expect(
    clippy::disallowed_methods,
    reason = "where a test's time begins does not matter"
)]
fn some_moment() -> Instant {
    Instant::now()
}
