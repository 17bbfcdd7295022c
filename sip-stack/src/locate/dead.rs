//! A bounded memory of hops that did not answer (RFC 3263 §4.3).

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::Hop;
use crate::message::Transport;

/// Hops remembered at most; the one that would be forgiven first is forgotten first.
const DEAD_MAX: usize = 1_024;
/// How long one that failed is tried last.
const DEAD_FOR: Duration = Duration::from_secs(32);
/// How long one is believed that names a time itself (Retry-After of a 503).
const DEAD_FOR_MAX: Duration = Duration::from_secs(300);

/// The hops that failed lately.
#[derive(Debug, Default)]
pub struct Dead {
    until: HashMap<(Transport, SocketAddr), Instant>,
}

impl Dead {
    /// A hop did not answer, could not be reached, or said 503, perhaps with a Retry-After.
    pub fn mark(
        &mut self,
        now: Instant,
        transport: Transport,
        remote: SocketAddr,
        retry_after: Option<Duration>,
    ) {
        if self.until.len() >= DEAD_MAX {
            self.until.retain(|_, until| *until > now);
        }
        if self.until.len() >= DEAD_MAX
            && let Some(soonest) = self
                .until
                .iter()
                .min_by_key(|(_, until)| **until)
                .map(|(key, _)| *key)
        {
            self.until.remove(&soonest);
        }
        let time = retry_after.unwrap_or(DEAD_FOR).min(DEAD_FOR_MAX);
        self.until.insert((transport, remote), now + time);
    }

    /// A hop answered.
    pub fn forgive(&mut self, transport: Transport, remote: SocketAddr) {
        if !self.until.is_empty() {
            self.until.remove(&(transport, remote));
        }
    }

    /// Puts the dead behind the living; the order is otherwise kept, and nobody is left out.
    pub fn last(&self, now: Instant, hops: &mut [Hop]) {
        if !self.until.is_empty() {
            hops.sort_by_key(|hop| self.is_dead(now, hop));
        }
    }

    /// Whether a hop failed a short time ago.
    pub fn is_dead(&self, now: Instant, hop: &Hop) -> bool {
        self.until
            .get(&(hop.transport, hop.remote))
            .is_some_and(|until| now < *until)
    }

    /// How many are remembered.
    pub fn len(&self) -> usize {
        self.until.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.until.is_empty()
    }
}
