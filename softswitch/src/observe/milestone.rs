//! A call's milestones as log lines and counts.

use metrics::counter;

use crate::call::Milestone;
use crate::mail::CallNumber;

/// Writes a milestone down.
pub fn milestone(call: CallNumber, milestone: &Milestone) {
    match milestone {
        Milestone::Calling { phones } => tracing::info!(%call, phones, "calling"),
        Milestone::Trunk { name } => tracing::info!(%call, trunk = name, "calling a trunk"),
        Milestone::Ringing => tracing::info!(%call, "ringing"),
        Milestone::Answered { by } => {
            tracing::info!(%call, by = by.as_deref().unwrap_or("switch"), "answered");
        }
        Milestone::Direct => {
            counter!("softswitch_calls_direct_total").increment(1);
            tracing::info!(%call, "audio goes from phone to phone");
        }
        Milestone::Unsecured { leg, error } => {
            counter!("softswitch_dtls_failed_total", "reason" => error.name()).increment(1);
            tracing::warn!(%call, leg = leg.0, %error, "no keys for a phone's audio");
        }
        Milestone::Ended { reason, status } => {
            counter!("softswitch_calls_total", "reason" => reason.code()).increment(1);
            tracing::info!(%call, reason = reason.code(), status = status.code(), "ended");
        }
    }
}
