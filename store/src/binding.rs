//! Bindings (RFC 3261 §10) as the database keeps them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

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

/// Changes as JSON, for statements that take a whole batch as one parameter.
pub(crate) struct Batch {
    /// `[{tenant, extension}]`: whose bindings are replaced.
    pub(crate) replaced: String,
    /// `[{tenant, extension, position, contact, …}]`: the new bindings.
    pub(crate) rows: String,
}

impl Batch {
    /// The later of two changes to one address of record wins.
    pub(crate) fn of(changes: &[BindingChange]) -> Self {
        let mut latest = HashMap::with_capacity(changes.len());
        for change in changes {
            latest.insert((change.tenant, change.extension.as_str()), change);
        }
        let mut replaced = Vec::with_capacity(latest.len());
        let mut rows = Vec::with_capacity(latest.len());
        for change in latest.values() {
            replaced.push(json!({"tenant": change.tenant, "extension": change.extension}));
            rows.extend(
                change
                    .rows
                    .iter()
                    .enumerate()
                    .map(|(position, row)| json_row(change, position, row)),
            );
        }
        Self {
            replaced: json_text(replaced),
            rows: json_text(rows),
        }
    }
}

fn json_row(change: &BindingChange, position: usize, row: &BindingRow) -> Value {
    json!({
        "tenant": change.tenant,
        "extension": change.extension,
        "position": position,
        "contact": row.contact,
        "call_id": row.call_id,
        "cseq": row.cseq,
        "q_thousandths": row.q_thousandths,
        "expires_at": row.expires_at.timestamp_millis(),
        "path": row.path,
        "transport": row.transport,
        "local": row.local,
        "remote": row.remote,
        "user_agent": row.user_agent,
        "instance": row.instance,
        "reg_id": row.reg_id,
    })
}

/// PostgreSQL's text has no U+0000, so a peer's is replaced before any database sees it.
pub(crate) fn json_text(mut rows: Vec<Value>) -> String {
    let fields = rows
        .iter_mut()
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut);
    for field in fields {
        if let Value::String(text) = field
            && text.contains('\0')
        {
            *text = text.replace('\0', "\u{fffd}");
        }
    }
    Value::from(rows).to_string()
}
