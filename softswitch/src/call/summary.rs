//! What remains of a call: the facts of its record.

use std::time::Instant;

use media::stats::StreamReport;
use sip_stack::message::StatusCode;

use super::call::Call;
use super::end::EndReason;
use super::identity::Party;
use super::leg::{LegId, Role};
use super::transfer::Passage;

/// When things happened; the actor turns them into wall time.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// The INVITE came.
    pub started: Instant,
    /// The first phone rang.
    pub ringing: Option<Instant>,
    /// A phone or the switch answered.
    pub answered: Option<Instant>,
    /// The end was decided.
    pub ended: Option<Instant>,
}

impl Times {
    /// Of a call that begins.
    pub(super) fn start(now: Instant) -> Self {
        Self {
            started: now,
            ringing: None,
            answered: None,
            ended: None,
        }
    }
}

/// The final counts of one leg's stream.
#[derive(Clone, Debug)]
pub struct LegReport {
    /// The leg.
    pub leg: LegId,
    /// Its side.
    pub role: Role,
    /// Its counts.
    pub report: StreamReport,
}

/// Everything a call record needs.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Who called.
    pub caller: Party,
    /// What was dialled.
    pub dialled: String,
    /// The Call-ID of the caller's INVITE.
    pub sip_call_id: String,
    /// The extension that answered, if a phone did.
    pub answered_by: Option<String>,
    /// When things happened.
    pub times: Times,
    /// Why it ended.
    pub reason: EndReason,
    /// The final status of the caller's INVITE.
    pub status: StatusCode,
    /// The codec the phones agreed on.
    pub codec: Option<&'static str>,
    /// The way through the dialplan, and the transfers on it.
    pub path: Vec<Passage>,
    /// Streams that gave their counts in time.
    pub reports: Vec<LegReport>,
}

impl Call {
    pub(super) fn summary(&self) -> Summary {
        let (reason, status) = match self.end {
            Some(end) => (end.reason, end.status),
            None => (EndReason::Internal, EndReason::Internal.status()),
        };
        let steps = self.run.trace().iter().cloned().map(Passage::Step);
        Summary {
            caller: self.caller.clone(),
            dialled: self.dialled.clone(),
            sip_call_id: self.sip_call_id.clone(),
            answered_by: self.answered_by.clone(),
            times: self.times,
            reason,
            status,
            codec: self.codec,
            path: self.path.iter().cloned().chain(steps).collect(),
            reports: self.reports.clone(),
        }
    }
}
