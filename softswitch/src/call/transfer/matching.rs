//! Bringing two legs that were agreed on apart to one codec and both directions, by re-INVITEs of ours
//! (RFC 3725 §4 in spirit). Who will not follow keeps its codec, and audio is converted.

use std::time::Instant;

use media::sdp::Direction;
use sip_stack::message::{Body, StatusCode};
use sip_stack::user_agent::Command;

use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::leg::LegId;
use crate::call::media::sdp_body;
use crate::call::phase::Phase;

/// A leg whose session is being fitted to that of the target.
#[derive(Debug)]
pub(in crate::call) struct Matching {
    pub(super) moved: LegId,
    pub(super) target: LegId,
}

impl Call {
    /// Joins two answered legs; the first is asked to follow the second where they differ.
    pub(super) fn match_legs(&mut self, now: Instant, moved: LegId, target: LegId, out: &mut Vec<Effect>) {
        let Some((leg, phone)) = self.legs.pair_mut(moved, target) else {
            return;
        };
        let (Some(wanted), Some(address)) = (phone.negotiator.agreed(), leg.address()) else {
            return;
        };
        let fits = |agreed: &media::offer_answer::Agreed| {
            agreed.codec == wanted.codec && agreed.direction == Direction::SendRecv
        };
        if leg.negotiator.agreed().is_some_and(fits) {
            return self.transferred(now, target, out);
        }
        let offer = leg.negotiator.offer_only(wanted.codec, &address);
        self.phase = Phase::Matching(Matching { moved, target });
        let reinvite = Command::Reinvite {
            offer: Some(sdp_body(offer)),
            headers: Vec::new(),
        };
        self.legs.tell(now, moved, reinvite, out);
    }

    /// The leg that is moved answered our re-INVITE.
    pub(in crate::call) fn matched(
        &mut self,
        now: Instant,
        from: LegId,
        body: Option<&Body>,
        out: &mut Vec<Effect>,
    ) {
        let Phase::Matching(Matching { moved, target }) = self.phase else {
            return;
        };
        if from != moved {
            return;
        }
        let Some(leg) = self.legs.find_mut(moved) else {
            return;
        };
        match body.map(|body| leg.negotiator.receive_answer(&body.bytes)) {
            Some(Ok(_)) => self.transferred(now, target, out),
            Some(Err(_)) | None => self.mismatched(now, from, StatusCode::NOT_ACCEPTABLE_HERE, out),
        }
    }

    /// It refused: its session stays as it was. While it is on hold the two cannot talk, and the target is let go.
    pub(in crate::call) fn mismatched(
        &mut self,
        now: Instant,
        from: LegId,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        let Phase::Matching(Matching { moved, target }) = self.phase else {
            return;
        };
        if from != moved {
            return;
        }
        let kept = self.legs.find_mut(moved).and_then(|leg| {
            leg.negotiator.rollback();
            leg.negotiator.agreed()
        });
        if kept.is_some_and(|agreed| agreed.direction == Direction::SendRecv) {
            // It keeps its codec: audio is converted between the two.
            return self.transferred(now, target, out);
        }
        self.release(now, target, status, out);
        self.transfer_refused(now, status, out);
    }
}
