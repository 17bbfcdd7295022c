//! SRV records and the order to try them in (RFC 2782).

use std::sync::Arc;

use crate::tokens::Tokens;

/// One SRV record.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Srv {
    /// Lower is tried first.
    pub priority: u16,
    /// Among equal priorities, how often this one comes first in proportion.
    pub weight: u16,
    /// The host's port.
    pub port: u16,
    /// The host; `.` or empty: the service is not offered.
    pub target: Arc<str>,
}

/// Sorts by priority, and within one by lot after the weights (RFC 2782, "Usage rules").
pub(super) fn in_order(mut records: Vec<Srv>, tokens: &mut Tokens) -> Vec<Srv> {
    // Records of weight 0 stand first in the running sum, so that they have a small chance too.
    records.sort_by_key(|record| (record.priority, record.weight));
    let mut ordered = Vec::with_capacity(records.len());
    while let Some(first) = records.first() {
        let peers = records
            .iter()
            .take_while(|record| record.priority == first.priority);
        let total: u32 = peers.map(|record| u32::from(record.weight)).sum();
        let lot = tokens.up_to(total);
        let mut sum = 0;
        let chosen = records.iter().position(|record| {
            sum += u32::from(record.weight);
            sum >= lot
        });
        // The running sum of the first priority reaches its total, so one is always found.
        ordered.push(records.remove(chosen.unwrap_or(0)));
    }
    ordered
}
