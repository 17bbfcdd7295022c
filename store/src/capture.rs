//! Captures: the SIP messages of a call, kept under the identifier of its record.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The SIP messages of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The call record's identifier: writing a capture twice leaves one.
    pub id: Uuid,
    /// When it was complete. Kept in milliseconds.
    pub taken_at: DateTime<Utc>,
    /// The messages, packed by whoever reads them again.
    pub messages: Vec<u8>,
}
