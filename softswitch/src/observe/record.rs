//! Call records: made once at the end of a call, on disk before the call is forgotten.

use std::sync::Arc;

use media::srtp::Suite;
use metrics::{counter, histogram};
use store::{CallRecord, Spool};
use uuid::Uuid;

use super::quality;
use crate::call::{LegReport, Passage, Summary};
use crate::clock::Moment;

/// Where call records go. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Records {
    spool: Arc<Spool<CallRecord>>,
    domain: Arc<str>,
}

impl Records {
    /// Records of `domain`, spooled to disk first.
    #[must_use]
    pub fn new(spool: Arc<Spool<CallRecord>>, domain: &str) -> Self {
        Self {
            spool,
            domain: domain.into(),
        }
    }

    /// Writes the record of a finished call and waits until it is on disk; its identifier.
    pub async fn finish(&self, summary: &Summary, began: Moment) -> Uuid {
        count(summary);
        let record = record(summary, began, &self.domain);
        quality::warn(&summary.reports);
        if let Err(error) = self.spool.append(&record).await {
            counter!("softswitch_call_records_failed_total").increment(1);
            // The last resort: the record stands in the log, whole.
            tracing::error!(%error, ?record, "a call record could not be written to disk");
        }
        record.id
    }
}

fn count(summary: &Summary) {
    let times = summary.times;
    if let Some(answered) = times.answered {
        histogram!("softswitch_call_setup_seconds").record(answered - times.started);
        if let Some(ended) = times.ended {
            histogram!("softswitch_call_duration_seconds").record(ended - answered);
        }
    }
    for heard in quality::unheard(&summary.reports) {
        counter!("softswitch_calls_unheard_total", "came" => heard.name()).increment(1);
    }
    for LegReport { report, .. } in &summary.reports {
        counter!("softswitch_rtp_packets_total", "direction" => "in").increment(report.packets_received);
        counter!("softswitch_rtp_packets_total", "direction" => "out").increment(report.packets_sent);
        counter!("softswitch_rtp_lost_total").increment(report.lost);
        for (direction, score) in [("in", report.opinion_in), ("out", report.opinion_out)] {
            if let Some(score) = score {
                histogram!("softswitch_rtp_mos", "direction" => direction).record(score);
            }
        }
        for (reason, packets) in [
            ("source", report.rejected_source),
            ("payload", report.rejected_payload),
            ("authentication", report.rejected_authentication),
            ("replay", report.rejected_replay),
            ("check", report.rejected_checks),
            ("malformed", report.malformed),
        ] {
            counter!("softswitch_rtp_rejected_total", "reason" => reason).increment(packets);
        }
        for (fate, packets) in [
            ("late", report.jitter.late),
            ("duplicate", report.jitter.duplicate),
            ("reordered", report.jitter.reordered),
            ("lost", report.jitter.lost),
            ("skipped", report.jitter.skipped),
        ] {
            counter!("softswitch_rtp_jitter_total", "fate" => fate).increment(packets);
        }
        counter!("softswitch_rtp_concealed_ms_total").increment(report.jitter.concealed_ms);
        counter!("softswitch_rtp_streams_total", "srtp" => report.srtp.map_or("none", Suite::name))
            .increment(1);
    }
}

fn record(summary: &Summary, began: Moment, domain: &str) -> CallRecord {
    let times = summary.times;
    CallRecord {
        id: Uuid::now_v7(),
        domain: domain.to_owned(),
        call_id: summary.sip_call_id.clone(),
        caller_number: summary.caller.number.clone(),
        caller_name: summary.caller.name.clone(),
        dialled: summary.dialled.clone(),
        answered_by: summary.answered_by.clone(),
        started_at: began.wall_of(times.started),
        ringing_at: times.ringing.map(|at| began.wall_of(at)),
        answered_at: times.answered.map(|at| began.wall_of(at)),
        ended_at: began.wall_of(times.ended.unwrap_or(times.started)),
        end_reason: summary.reason.code().to_owned(),
        sip_status: i32::from(summary.status.code()),
        codec: summary.codec.map(str::to_owned),
        path: path(summary),
        media: quality::media(&summary.reports),
    }
}

/// The way through the plan, as JSON: one object a step or transfer.
fn path(summary: &Summary) -> String {
    let passages: Vec<_> = summary.path.iter().map(passage).collect();
    serde_json::Value::from(passages).to_string()
}

fn passage(passage: &Passage) -> serde_json::Value {
    match passage {
        Passage::Step(visit) => {
            serde_json::json!({"file": file_name(&visit.file), "line": visit.line, "step": visit.step})
        }
        Passage::Diversion(diverted) => {
            serde_json::json!({"step": "diversion", "by": diverted.by, "to": diverted.to})
        }
        Passage::Recording { file } => serde_json::json!({"step": "recording", "file": file}),
        Passage::Transfer(transfer) => serde_json::json!({
            "step": "transfer",
            "by": transfer.by,
            "moved": transfer.moved,
            "to": transfer.to,
            "status": transfer.status.code(),
        }),
    }
}

/// A plan's file without its folder: records outlive moves.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
