//! Bans: addresses from which nothing is taken for a while.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A ban, in force or over; one that is over makes the next of the same source longer. Times are kept in
/// milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ban {
    /// An IPv4 address or the first address of an IPv6 /64.
    pub source: String,
    /// Why, as a short constant name.
    pub reason: String,
    /// How often this source has been banned in a row.
    pub times: i32,
    /// When it began.
    pub since: DateTime<Utc>,
    /// When it ends.
    pub until: DateTime<Utc>,
    /// When it is forgotten.
    pub forget_at: DateTime<Utc>,
}
