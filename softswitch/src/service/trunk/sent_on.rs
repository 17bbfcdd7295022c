//! Who sent the call to the trunk: the user whose phone did, else the number of ours that was dialled (RFC 5806 §5,
//! RFC 7044 §10.1).

use bytes::Bytes;
use config::Trunk;
use sip_stack::message::{
    Diversion, HeaderName, HeaderValue, HistoryIndex, HistoryInfo, NameAddr, Reason, Retargeting, StatusCode,
};

use super::caller::uri;
use super::numbers;
use crate::call::Wish;

/// The headers that name them to this trunk; `to`: whom it shall call.
pub(super) fn tell(trunk: &Trunk, wish: &Wish, to: &NameAddr) -> Vec<(HeaderName, Bytes)> {
    let Some((number, reason)) = sender(trunk, wish) else {
        return Vec::new();
    };
    let sender = NameAddr::new(uri(trunk, &numbers::sent(&trunk.numbering, number)));
    let mut headers = Vec::new();
    if trunk.identity.diversion {
        let value = Diversion::new(sender.clone(), reason).to_bytes();
        headers.push((HeaderName::Diversion, value));
    }
    if trunk.identity.history {
        headers.extend(history(sender, to).map(|entry| (HeaderName::HistoryInfo, entry.to_bytes())));
    }
    headers
}

/// Whose number it is, and why the call went on.
fn sender<'a>(trunk: &'a Trunk, wish: &'a Wish) -> Option<(&'a str, &'static str)> {
    let by = wish.diverted_by.as_deref();
    match by.and_then(|by| trunk.caller_id.of(by)) {
        Some(number) => Some((number, "deflection")),
        None => Some((wish.came_by.as_ref()?.number.as_str(), "unconditional")),
    }
}

fn history(sender: NameAddr, to: &NameAddr) -> [HistoryInfo; 2] {
    let index = HistoryIndex::first();
    let moved = Reason::sip(StatusCode::MOVED_TEMPORARILY, "Moved");
    let from = HistoryInfo::new(sender, index.clone()).with_reason(&moved);
    let here = HistoryInfo::new(to.clone(), index.below(1));
    [from, here.with_retargeting(&Retargeting::MappedUser(index))]
}
