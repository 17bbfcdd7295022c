//! The bindings in memory: what is committed, and what is on its way to disk.

use std::collections::HashMap;

use sip_stack::flow::Flow;
use sip_stack::registrar::Binding;

use super::lease;

/// All bindings by extension.
///
/// A REGISTER is computed on the newest set, also when an earlier one is still being written; what is
/// found by [`Book::find`] is that newest set. When a write fails and nothing newer is under way, the
/// committed set stands again.
#[derive(Debug, Default)]
pub struct Book {
    entries: HashMap<String, Entry>,
    /// Bindings in all newest sets.
    bindings: u32,
}

#[derive(Debug, Default)]
struct Entry {
    newest: Vec<Binding>,
    committed: Vec<Binding>,
    /// Until when the disk keeps every one of the committed set.
    kept_until_unix: u64,
    /// Writes under way.
    pending: usize,
}

impl Book {
    /// A book of what was on disk at start.
    pub fn load(rows: impl IntoIterator<Item = (String, Binding)>) -> Self {
        let mut book = Self::default();
        for (extension, binding) in rows {
            let entry = book.entries.entry(extension).or_insert_with(|| Entry {
                kept_until_unix: u64::MAX,
                ..Entry::default()
            });
            entry.kept_until_unix = entry.kept_until_unix.min(binding.expires_at_unix);
            entry.newest.push(binding.clone());
            entry.committed.push(binding);
            book.bindings = book.bindings.saturating_add(1);
        }
        book
    }

    /// The newest bindings of an extension, expired ones included.
    #[must_use]
    pub fn find(&self, extension: &str) -> &[Binding] {
        self.entries.get(extension).map_or(&[], |entry| &entry.newest)
    }

    /// Takes a new set over at once if what is on disk is good for it: a refresh. Otherwise it has to be written.
    #[must_use]
    pub fn renew(&mut self, extension: &str, bindings: &[Binding]) -> bool {
        let Some(entry) = self.entries.get_mut(extension) else {
            return false;
        };
        if entry.pending > 0 || !lease::covers(&entry.committed, entry.kept_until_unix, bindings) {
            return false;
        }
        entry.newest.clone_from_slice(bindings);
        entry.committed.clone_from_slice(bindings);
        true
    }

    /// Everyone's newest bindings, expired ones included.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[Binding])> {
        let entries = self.entries.iter();
        entries.map(|(extension, entry)| (extension.as_str(), entry.newest.as_slice()))
    }

    /// A new set is on its way to disk.
    pub fn begin(&mut self, extension: &str, bindings: Vec<Binding>) {
        let entry = self.entries.entry(extension.to_owned()).or_default();
        let before = std::mem::replace(&mut entry.newest, bindings);
        entry.pending += 1;
        self.bindings = recount(self.bindings, &before, &entry.newest);
    }

    /// The set is on disk and kept there until then, or (`None`) could not be written.
    pub fn end(&mut self, extension: &str, bindings: Vec<Binding>, kept_until_unix: Option<u64>) {
        let Some(entry) = self.entries.get_mut(extension) else {
            return;
        };
        entry.pending = entry.pending.saturating_sub(1);
        if let Some(until) = kept_until_unix {
            entry.committed = bindings;
            entry.kept_until_unix = until;
        } else if entry.pending == 0 {
            let before = std::mem::replace(&mut entry.newest, entry.committed.clone());
            self.bindings = recount(self.bindings, &before, &entry.newest);
        }
        if entry.pending == 0 && entry.newest.is_empty() {
            self.entries.remove(extension);
        }
    }

    /// Forgets what has expired; sets that are being written stay until the next time. Returned are those of which
    /// the disk still keeps more, with what is left of them.
    pub fn sweep(&mut self, now_unix: u64) -> Vec<(String, Vec<Binding>)> {
        let mut to_strike = Vec::new();
        let mut left = 0_u32;
        self.entries.retain(|extension, entry| {
            if entry.pending == 0 {
                let before = entry.newest.len();
                entry.newest.retain(|binding| binding.is_live(now_unix));
                entry.committed.retain(|binding| binding.is_live(now_unix));
                if entry.newest.len() < before && entry.kept_until_unix > now_unix {
                    to_strike.push((extension.clone(), entry.newest.clone()));
                }
            }
            left = recount(left, &[], &entry.newest);
            entry.pending > 0 || !entry.newest.is_empty()
        });
        self.bindings = left;
        to_strike
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

    /// How many bindings there are; expired ones count until they are swept away.
    #[must_use]
    pub fn bindings(&self) -> u32 {
        self.bindings
    }
}

fn recount(all: u32, before: &[Binding], after: &[Binding]) -> u32 {
    let count = |set: &[Binding]| u32::try_from(set.len()).unwrap_or(u32::MAX);
    all.saturating_sub(count(before)).saturating_add(count(after))
}

#[cfg(test)]
#[path = "book_tests.rs"]
mod tests;
