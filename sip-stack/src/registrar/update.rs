//! What a REGISTER changes.

use super::Binding;

/// The whole new set of bindings of one address, to be stored at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Update {
    /// All bindings that hold from now on; oldest first.
    pub bindings: Vec<Binding>,
    /// How many are new.
    pub added: usize,
    /// How many were refreshed.
    pub refreshed: usize,
    /// How many were taken away by the phone; those that had expired do not count.
    pub removed: usize,
    /// Nothing was asked to change (§10.2.3).
    pub query: bool,
}

impl Update {
    pub(super) fn start(current: &[Binding], now_unix: u64) -> Self {
        let bindings = current
            .iter()
            .filter(|binding| binding.is_live(now_unix))
            .cloned()
            .collect();
        Self {
            bindings,
            added: 0,
            refreshed: 0,
            removed: 0,
            query: false,
        }
    }
}
