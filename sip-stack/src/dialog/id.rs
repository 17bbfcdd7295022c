//! What tells one dialog from all others (RFC 3261 §12).

/// Call-ID and both tags, seen from our side.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DialogId {
    /// Call-ID.
    pub call_id: Box<str>,
    /// Our tag.
    pub local_tag: Box<str>,
    /// The peer's tag; empty for a peer of RFC 2543 (§12.1.1).
    pub remote_tag: Box<str>,
}

/// Our half of a dialog's identity: what an owner claims, before and after the peer's tag is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LocalDialog {
    /// Call-ID.
    pub call_id: Box<str>,
    /// Our tag.
    pub local_tag: Box<str>,
}

impl From<&DialogId> for LocalDialog {
    fn from(id: &DialogId) -> Self {
        Self {
            call_id: id.call_id.clone(),
            local_tag: id.local_tag.clone(),
        }
    }
}
