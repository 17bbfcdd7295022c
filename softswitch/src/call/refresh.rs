//! A leg's session is refreshed by re-INVITE (RFC 4028 §7.4): the same offer again, and no business of the other leg.

use std::time::Instant;

use sip_stack::message::Body;
use sip_stack::user_agent::Command;

use super::call::Call;
use super::effect::Effect;
use super::leg::LegId;
use super::media::sdp_body;
use super::phase::Phase;

impl Call {
    /// A leg wants its session refreshed. An exchange that is under way does that by itself.
    pub(super) fn refresh(&mut self, now: Instant, id: LegId, out: &mut Vec<Effect>) {
        let is_busy = matches!(&self.phase, Phase::Bridged(bridge) if bridge.is_busy());
        let Some(leg) = self.legs.find_mut(id).filter(|leg| !is_busy && !leg.refreshing) else {
            return;
        };
        let Some(offer) = leg.negotiator.offer_again() else {
            return;
        };
        leg.refreshing = true;
        let refresh = Command::Reinvite {
            offer: Some(sdp_body(offer)),
            headers: Vec::new(),
        };
        self.legs.tell(now, id, refresh, out);
    }

    /// Whether a re-INVITE's answer was to a refresh. What it changes concerns this leg alone.
    pub(super) fn refreshed(&mut self, id: LegId, answer: Option<&Body>, out: &mut Vec<Effect>) -> bool {
        if !self.refresh_taken(id) {
            return false;
        }
        let Some(leg) = self.legs.find_mut(id) else {
            return true;
        };
        let taken = answer.map(|answer| leg.negotiator.receive_answer(&answer.bytes));
        match taken {
            Some(Ok(_)) => self.agree(id, out),
            // The session goes on as it was.
            _ => leg.negotiator.rollback(),
        }
        true
    }

    /// Whether a re-INVITE that failed was a refresh; the timer tries again.
    pub(super) fn refresh_failed(&mut self, id: LegId) -> bool {
        let was_refresh = self.refresh_taken(id);
        if let Some(leg) = self.legs.find_mut(id).filter(|_| was_refresh) {
            leg.negotiator.rollback();
        }
        was_refresh
    }

    fn refresh_taken(&mut self, id: LegId) -> bool {
        self.legs
            .find_mut(id)
            .is_some_and(|leg| std::mem::take(&mut leg.refreshing))
    }

    /// Whether an offer may be carried to this leg now.
    pub(super) fn is_refreshing(&self, id: LegId) -> bool {
        self.legs.find(id).is_some_and(|leg| leg.refreshing)
    }
}
