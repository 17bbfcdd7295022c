//! The edge as the signalling task asks it: with counters, log lines and a memory on disk.

use std::net::IpAddr;
use std::time::Instant;

use metrics::{counter, gauge};
use sip_stack::message::{HeaderName, Request};

use super::keeper::{Keeper, row_of};
use crate::edge::{Conduct, Edge, Effect, Verdict};
use crate::mail::EdgeOrder;

/// The edge with counters, log lines and a memory on disk.
#[derive(Debug)]
pub struct Gate {
    edge: Edge,
    keeper: Keeper,
    realm: String,
    effects: Vec<Effect>,
}

impl Gate {
    /// An edge whose changes the keeper writes; `realm` is whose credentials count.
    #[must_use]
    pub fn new(edge: Edge, keeper: Keeper, realm: &str) -> Self {
        Self {
            edge,
            keeper,
            realm: realm.to_owned(),
            effects: Vec::new(),
        }
    }

    /// Judges a message as it came from the network.
    pub fn judge(&mut self, now: Instant, from: IpAddr, message: &[u8]) -> Verdict {
        let verdict = self.edge.judge(now, from, message, &mut self.effects);
        match verdict {
            Verdict::Pass => return verdict,
            Verdict::Busy => {
                counter!("softswitch_sip_dropped_total", "reason" => "busy").increment(1);
            }
            Verdict::Drop(reason) => {
                counter!("softswitch_sip_dropped_total", "reason" => reason.code()).increment(1);
            }
        }
        self.perform(now);
        verdict
    }

    /// Takes note of how a request turned out.
    pub fn note(&mut self, now: Instant, from: IpAddr, conduct: &Conduct) {
        match conduct {
            Conduct::Proved { user } => self.edge.prove(now, from, user),
            Conduct::Offended { user, offence } => {
                counter!("softswitch_offences_total", "kind" => offence.code()).increment(1);
                let user = user.as_deref();
                self.edge.offend(now, from, user, *offence, &mut self.effects);
                self.perform(now);
            }
        }
    }

    /// While a user's password is being guessed, credentials from where the user has never been are taken out of
    /// most requests: what is left is challenged like any other.
    pub fn screen(&mut self, now: Instant, from: IpAddr, request: &mut Request) {
        if !self.edge.is_guarding(now) {
            return;
        }
        let Ok(all) = request.headers().authorizations() else {
            return;
        };
        let own = all.iter().find(|own| own.get("realm") == Some(&self.realm));
        let Some(user) = own.and_then(|own| own.get("username")) else {
            return;
        };
        if !self.edge.may_try(now, from, user) {
            counter!("softswitch_attempts_unheard_total").increment(1);
            request.headers_mut().remove(HeaderName::Authorization);
        }
    }

    /// Does what a person asks for.
    pub fn obey(&mut self, now: Instant, order: EdgeOrder) {
        // Whoever asked may have gone.
        match order {
            EdgeOrder::List { reply } => {
                let bans = self.edge.bans(now).iter().map(row_of).collect();
                let _ = reply.send(bans);
            }
            EdgeOrder::Ban { address, span, reply } => {
                let done = self.edge.ban(now, address, span, &mut self.effects);
                let _ = reply.send(done);
            }
            EdgeOrder::Lift { address, reply } => {
                let done = self.edge.lift(now, address, &mut self.effects);
                tracing::info!(%address, "a ban was lifted by hand");
                let _ = reply.send(done);
            }
        }
        self.perform(now);
    }

    fn perform(&mut self, now: Instant) {
        if self.effects.is_empty() {
            return;
        }
        for effect in self.effects.drain(..) {
            if let Effect::Banned(sentence) = &effect {
                counter!("softswitch_bans_total").increment(1);
                tracing::warn!(
                    source = %sentence.source,
                    reason = sentence.reason,
                    times = sentence.times,
                    seconds = (sentence.until - sentence.since).as_secs(),
                    "an address is banned; `softswitch bans lift` ends it"
                );
            }
            self.keeper.keep(effect);
        }
        let count = u32::try_from(self.edge.bans(now).len()).unwrap_or(u32::MAX);
        gauge!("softswitch_bans").set(f64::from(count));
    }
}
