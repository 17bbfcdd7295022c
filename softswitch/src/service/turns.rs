//! What groups choose by: who talks, who has been idle since when, who has answered how many calls, and who had the
//! first turn the last time. It is known since the start of the program.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use dialplan::{Group, Line, Standing, Strategy, Turn};
use metrics::counter;
use sip_stack::tokens::Tokens;

use crate::call::{Lamp, LampState, Role};

/// Users of whom something is kept; of further ones nothing is known.
const LINES_MAX: usize = 100_000;
/// Groups whose last first turn is kept; further ones always begin at the head of their list.
const GROUPS_MAX: usize = 10_000;

/// All that groups choose by. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Turns {
    book: Arc<Mutex<Book>>,
}

#[derive(Debug)]
struct Book {
    lines: HashMap<String, Entry>,
    /// By the name of the group.
    last: HashMap<String, String>,
    tokens: Tokens,
}

/// What is known of one user.
#[derive(Debug, Default)]
struct Entry {
    /// Conversations under way.
    talks: usize,
    /// The end of the last one.
    idle_since: Option<Instant>,
    answered: u64,
}

impl Turns {
    /// Nothing is known yet; `tokens` draw the random orders.
    #[must_use]
    pub fn new(tokens: Tokens) -> Self {
        let book = Book {
            lines: HashMap::new(),
            last: HashMap::new(),
            tokens,
        };
        Self {
            book: Arc::new(Mutex::new(book)),
        }
    }

    /// Whose turn it is; the next time of a round robin begins after this one's first.
    #[must_use]
    pub fn choose(&self, group: &Group, now: Instant) -> Turn {
        let mut book = self.lock();
        let standing = book.standing(group, now);
        let turn = group.turn(&standing);
        counter!("softswitch_group_calls_total").increment(1);
        let first = turn.places().next().and_then(|place| group.members.get(place));
        let Some(first) = first else {
            counter!("softswitch_group_busy_total").increment(1);
            return turn;
        };
        let is_kept = book.last.len() < GROUPS_MAX || book.last.contains_key(&group.name);
        if group.strategy == Strategy::RoundRobin && is_kept {
            book.last.insert(group.name.clone(), first.extension.to_string());
        }
        turn
    }

    /// A call lit these lamps, and now lights those.
    pub fn note(&self, before: &[Lamp], after: &[Lamp], now: Instant) {
        let (before, after) = (talkers(before), talkers(after));
        if before == after {
            return;
        }
        let mut book = self.lock();
        for (extension, role) in after.difference(&before) {
            if book.lines.len() >= LINES_MAX && !book.lines.contains_key(*extension) {
                continue;
            }
            let entry = book.lines.entry((*extension).to_owned()).or_default();
            entry.talks += 1;
            entry.answered += u64::from(*role == Role::Callee);
        }
        for (extension, _) in before.difference(&after) {
            if let Some(entry) = book.lines.get_mut(*extension) {
                entry.talks = entry.talks.saturating_sub(1);
                entry.idle_since = Some(now);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn standing(&mut self, group: &Group, now: Instant) -> Standing {
        let line = |extension: &str| {
            let entry = self.lines.get(extension)?;
            let idle = entry.idle_since.map(|since| now.saturating_duration_since(since));
            Some(Line {
                talks: entry.talks > 0,
                idle,
                answered: entry.answered,
            })
        };
        let members = group.members.iter().map(|member| member.extension.as_str());
        Standing {
            lines: members
                .filter_map(|member| Some((member.to_owned(), line(member)?)))
                .collect(),
            last: self.last.get(&group.name).cloned(),
            draw: self.tokens.number(),
        }
    }
}

/// Who talks, each once whatever the number of their phones in the call.
fn talkers(lamps: &[Lamp]) -> HashSet<(&str, Role)> {
    let talking = lamps.iter().filter(|lamp| lamp.state == LampState::Talking);
    talking.map(|lamp| (lamp.extension.as_str(), lamp.role)).collect()
}

#[cfg(test)]
mod tests;
