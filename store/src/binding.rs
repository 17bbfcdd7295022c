//! Bindings (RFC 3261 §10) as the database keeps them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::TenantId;

/// One contact of an address of record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BindingRow {
    /// The contact URI.
    pub contact: String,
    /// Call-ID of the REGISTER.
    pub call_id: String,
    /// `CSeq` of the REGISTER.
    pub cseq: i64,
    /// The preference `q`, 0 to 1000.
    pub q_thousandths: i32,
    /// When it ends. Kept in milliseconds.
    pub expires_at: DateTime<Utc>,
    /// The Path header field's value (RFC 3327), or empty.
    pub path: String,
    /// The transport of the flow it came by.
    pub transport: String,
    /// Our address of that flow.
    pub local: String,
    /// The phone's address of that flow, as seen here.
    pub remote: String,
    /// What the phone says it is.
    pub user_agent: Option<String>,
    /// `+sip.instance` (RFC 5626 §4.1).
    pub instance: Option<String>,
    /// `reg-id` (RFC 5626 §4.2).
    pub reg_id: Option<i32>,
}

/// All bindings of one address of record, to stand in place of those stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BindingChange {
    /// The SIP domain.
    pub tenant: TenantId,
    /// The user of the address of record.
    pub extension: String,
    /// What is bound from now on, in this order; none: the user is not registered.
    pub rows: Vec<BindingRow>,
}
