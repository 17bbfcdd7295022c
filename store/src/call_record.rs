//! Call records: one per call, written when it has ended.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::TenantId;

/// What is kept of a call. Times are UTC, kept in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRecord {
    /// A version 7 UUID: writing a record twice leaves one.
    pub id: Uuid,
    /// The SIP domain.
    pub domain: String,
    /// Call-ID of the caller's leg.
    pub call_id: String,
    /// Who called.
    pub caller_number: String,
    /// The caller's display name.
    pub caller_name: Option<String>,
    /// What was dialled.
    pub dialled: String,
    /// The extension that answered.
    pub answered_by: Option<String>,
    /// When the INVITE came.
    pub started_at: DateTime<Utc>,
    /// When a phone began to ring.
    pub ringing_at: Option<DateTime<Utc>>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// Why it ended, for example `caller-hung-up`.
    pub end_reason: String,
    /// The SIP status that the caller got.
    pub sip_status: i32,
    /// The codec of the caller's audio.
    pub codec: Option<String>,
    /// The way through the dialplan, as JSON.
    pub path: String,
    /// Packets, loss and jitter per leg, as JSON.
    pub media: String,
}

/// Which call records to read; they come newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallFilter {
    /// The SIP domain.
    pub tenant: TenantId,
    /// At most so many.
    pub limit: u32,
    /// Only those older than this record: the last one of the page before.
    pub before: Option<Uuid>,
}
