//! Captures: the SIP messages of a call, kept under the identifier of its record.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::binding::json_text;

/// The SIP messages of one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// The call record's identifier: writing a capture twice leaves one.
    pub id: Uuid,
    /// The SIP domain.
    pub domain: String,
    /// When it was complete. Kept in milliseconds.
    pub taken_at: DateTime<Utc>,
    /// The messages, as JSON.
    pub messages: String,
}

/// `[{id, domain, …}]`, for a statement that takes a whole batch as one parameter.
pub(crate) fn json_rows(captures: &[Capture]) -> String {
    let row = |capture: &Capture| {
        json!({
            "id": capture.id,
            "domain": capture.domain,
            "taken_at": capture.taken_at.timestamp_millis(),
            "bytes": capture.messages.len(),
            "messages": capture.messages,
        })
    };
    json_text(captures.iter().map(row).collect())
}
