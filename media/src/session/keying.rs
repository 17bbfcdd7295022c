//! Keys that a handshake makes (RFC 5764): until they are there nothing is sent, and nothing is believed.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::Event;
use super::security::Security;
use super::session::{Session, is_reachable};
use crate::dtls::{DtlsTerms, HANDSHAKE_TIME, HandshakeError, Role};
use crate::offer_answer::{Agreed, Keying};
use crate::srtp::SrtpKeys;

/// How long a phone may try again that seems to have failed.
const SECOND_CHANCE: Duration = Duration::from_secs(5);

/// Which of a stream's handshakes: what belongs to a former one comes too late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Generation(u32);

/// The handshake that makes a session's keys.
#[derive(Debug)]
pub(super) struct Handshake {
    terms: DtlsTerms,
    generation: Generation,
    is_ordered: bool,
    /// Without keys then, the call is told. `None`: they are there, or it was told.
    awaited_until: Option<Instant>,
    /// What came of somebody's attempt, who may not have been the phone.
    failure: Option<HandshakeError>,
}

/// A handshake to be begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HandshakeOrder {
    pub(crate) terms: DtlsTerms,
    pub(crate) generation: Generation,
    /// Where the phone is, by SDP or by its checks.
    pub(crate) named: SocketAddr,
}

impl Session {
    /// What was agreed on keys holds from now on.
    pub(super) fn agree_keys(&mut self, now: Instant, agreed: &Agreed) {
        let before = self.security.take();
        let handshake = self.handshake.take();
        match agreed.srtp.as_deref() {
            None => {}
            Some(Keying::Sdes(keys)) => {
                self.security = Security::agreed(before, *keys, self.outbound.ssrc());
            }
            Some(Keying::Dtls(terms)) => {
                let kept = handshake.filter(|handshake| handshake.terms == *terms);
                let is_kept = kept.is_some();
                let mut handshake = kept.unwrap_or_else(|| self.new_handshake(terms));
                self.security = before.filter(|_| is_kept);
                let is_awaited = self.security.is_none();
                handshake.awaited_until = is_awaited.then(|| now + HANDSHAKE_TIME);
                self.handshake = Some(Box::new(*handshake));
            }
        }
    }

    fn new_handshake(&mut self, terms: &DtlsTerms) -> Box<Handshake> {
        self.generation.0 = self.generation.0.wrapping_add(1);
        Box::new(Handshake {
            terms: terms.clone(),
            generation: self.generation,
            is_ordered: false,
            awaited_until: None,
            failure: None,
        })
    }

    /// The handshake that is to be begun now: told once.
    pub(crate) fn order_handshake(&mut self) -> Option<HandshakeOrder> {
        let terms = self.terms.as_ref()?;
        let named = terms.latch.target();
        let handshake = self
            .handshake
            .as_mut()
            .filter(|handshake| !handshake.is_ordered)?;
        // Who checks its ways to us may begin before it says which one it takes.
        let may_begin = handshake.terms.role == Role::Server && terms.agreed.ice.is_some();
        if !is_reachable(named) && !may_begin {
            return None;
        }
        handshake.is_ordered = true;
        Some(HandshakeOrder {
            terms: handshake.terms.clone(),
            generation: handshake.generation,
            named,
        })
    }

    /// Whether a DTLS datagram from there may be the phone's.
    pub(crate) fn takes_handshake(&mut self, source: SocketAddr) -> bool {
        let terms = self.terms.as_ref().filter(|_| self.handshake.is_some());
        let is_taken = terms.is_some_and(|terms| !terms.latch.excludes(source));
        self.report.rejected_source += u64::from(!is_taken);
        is_taken
    }

    /// The phone that the signalling named has shown itself at `source`.
    pub(crate) fn secure(&mut self, generation: Generation, source: SocketAddr, keys: SrtpKeys) {
        let Some(handshake) = &mut self.handshake else {
            return;
        };
        if handshake.generation != generation {
            return;
        }
        handshake.awaited_until = None;
        self.security = Security::agreed(self.security.take(), keys, self.outbound.ssrc());
        if let Some(terms) = &mut self.terms {
            terms.latch.confirm(source);
        }
    }

    /// An attempt from `source` came to nothing. Anybody may have made it; that from where SDP says was most likely the
    /// phone's, unless somebody forges its address.
    pub(crate) fn handshake_failed(
        &mut self,
        now: Instant,
        generation: Generation,
        source: Option<SocketAddr>,
        error: HandshakeError,
        news: &mut Vec<Event>,
    ) {
        let named = self.terms.as_ref().map(|terms| terms.latch.target());
        let Some(handshake) = &mut self.handshake else {
            return;
        };
        let Some(until) = handshake.awaited_until else {
            return;
        };
        if handshake.generation != generation {
            return;
        }
        handshake.failure = Some(error);
        // Nobody can forge a whole handshake, and without a source no other can follow.
        let is_certain = source.is_none() || error == HandshakeError::OtherCertificate;
        if source.is_none() || source == named {
            handshake.awaited_until = Some(if is_certain {
                now
            } else {
                until.min(now + SECOND_CHANCE)
            });
            self.poll_keys(now, news);
        }
    }

    /// Whether a handshake of ours was ever wanted.
    pub(crate) fn has_handshake(&self) -> bool {
        self.generation != Generation::default()
    }

    /// Nothing may be sent yet.
    pub(super) fn awaits_keys(&self) -> bool {
        self.handshake.is_some() && self.security.is_none()
    }

    pub(super) fn keys_due(&self) -> Option<Instant> {
        self.handshake.as_ref()?.awaited_until
    }

    /// Tells the call once that there are no keys in time.
    pub(super) fn poll_keys(&mut self, now: Instant, news: &mut Vec<Event>) {
        let Some(handshake) = &mut self.handshake else {
            return;
        };
        if handshake.awaited_until.is_some_and(|until| until <= now) {
            handshake.awaited_until = None;
            news.push(Event::Unsecured {
                stream: self.id,
                error: handshake.failure.unwrap_or(HandshakeError::TimedOut),
            });
        }
    }
}
