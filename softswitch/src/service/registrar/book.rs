//! The bindings in memory: what is committed, and what is on its way to disk.

use std::collections::HashMap;

use sip_stack::flow::Flow;
use sip_stack::registrar::Binding;

/// All bindings by extension.
///
/// A REGISTER is computed on the newest set, also when an earlier one is still being written; what is
/// found by [`Book::find`] is that newest set. When a write fails and nothing newer is under way, the
/// committed set stands again.
#[derive(Debug, Default)]
pub struct Book {
    entries: HashMap<String, Entry>,
}

#[derive(Debug, Default)]
struct Entry {
    newest: Vec<Binding>,
    committed: Vec<Binding>,
    /// Writes under way.
    pending: usize,
}

impl Book {
    /// A book of what was on disk at start.
    pub fn load(rows: impl IntoIterator<Item = (String, Binding)>) -> Self {
        let mut book = Self::default();
        for (extension, binding) in rows {
            let entry = book.entries.entry(extension).or_default();
            entry.newest.push(binding.clone());
            entry.committed.push(binding);
        }
        book
    }

    /// The newest bindings of an extension, expired ones included.
    #[must_use]
    pub fn find(&self, extension: &str) -> &[Binding] {
        self.entries.get(extension).map_or(&[], |entry| &entry.newest)
    }

    /// A new set is on its way to disk.
    pub fn begin(&mut self, extension: &str, bindings: Vec<Binding>) {
        let entry = self.entries.entry(extension.to_owned()).or_default();
        entry.newest = bindings;
        entry.pending += 1;
    }

    /// The set is on disk, or (`written: false`) could not be written.
    pub fn end(&mut self, extension: &str, bindings: Vec<Binding>, written: bool) {
        let Some(entry) = self.entries.get_mut(extension) else {
            return;
        };
        entry.pending = entry.pending.saturating_sub(1);
        if written {
            entry.committed = bindings;
        } else if entry.pending == 0 {
            entry.newest.clone_from(&entry.committed);
        }
        if entry.pending == 0 && entry.newest.is_empty() {
            self.entries.remove(extension);
        }
    }

    /// Forgets what has expired; sets that are being written stay until the next time.
    pub fn sweep(&mut self, now_unix: u64) {
        self.entries.retain(|_, entry| {
            if entry.pending > 0 {
                return true;
            }
            entry.newest.retain(|binding| binding.is_live(now_unix));
            entry.committed.retain(|binding| binding.is_live(now_unix));
            !entry.newest.is_empty()
        });
    }

    /// Forgets a closed connection, so that nobody is called over it.
    pub fn flow_closed(&mut self, flow: &Flow) {
        for entry in self.entries.values_mut() {
            for binding in entry.newest.iter_mut().chain(&mut entry.committed) {
                if binding.flow == *flow {
                    binding.flow.connection = None;
                }
            }
        }
    }

    /// The same as [`Self::live`], as a gauge wants it; exact up to 2^32.
    #[must_use]
    pub fn live_gauge(&self, now_unix: u64) -> f64 {
        f64::from(u32::try_from(self.live(now_unix)).unwrap_or(u32::MAX))
    }

    /// Bindings that are good at `now_unix`.
    #[must_use]
    pub fn live(&self, now_unix: u64) -> usize {
        self.entries
            .values()
            .flat_map(|entry| &entry.newest)
            .filter(|binding| binding.is_live(now_unix))
            .count()
    }
}

#[cfg(test)]
#[path = "book_tests.rs"]
mod tests;
