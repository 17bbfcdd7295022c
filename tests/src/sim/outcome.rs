//! How simulated calls end.

use std::time::Duration;

use softswitch::call::{EndReason, Passage, Summary};

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Why.
    pub reason: EndReason,
    /// The final status of the caller's INVITE.
    pub status: u16,
    /// Who answered.
    pub answered_by: Option<String>,
    /// From the INVITE to the answer.
    pub answered_after: Option<Duration>,
    /// From the answer to the end.
    pub talked: Option<Duration>,
    /// The steps of the plan that it came to.
    pub steps: Vec<dialplan::Visit>,
    /// The transfers, as `101 moved 102 to 103: 200`.
    pub transfers: Vec<String>,
}

impl Outcome {
    pub(super) fn of(summary: &Summary) -> Self {
        let times = summary.times;
        Self {
            reason: summary.reason,
            status: summary.status.code(),
            answered_by: summary.answered_by.clone(),
            answered_after: times.answered.map(|answered| answered - times.started),
            talked: times
                .answered
                .zip(times.ended)
                .map(|(answered, ended)| ended - answered),
            steps: summary.path.iter().filter_map(step).collect(),
            transfers: summary.path.iter().filter_map(transfer).collect(),
        }
    }
}

fn step(passage: &Passage) -> Option<dialplan::Visit> {
    match passage {
        Passage::Step(visit) => Some(visit.clone()),
        _ => None,
    }
}

fn transfer(passage: &Passage) -> Option<String> {
    let Passage::Transfer(it) = passage else {
        return None;
    };
    Some(format!(
        "{} moved {} to {}: {}",
        it.by, it.moved, it.to, it.status
    ))
}
