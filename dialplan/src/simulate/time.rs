//! Counted time in JSON.

use std::time::Duration;

use serde::Serializer;

/// Whole milliseconds.
pub(crate) fn as_ms<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}
