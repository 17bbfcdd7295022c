//! Places on trunks that legs hold: each is given back once, by the call that has the leg then.

use std::collections::HashMap;

use crate::call::LegId;
use crate::mail::CallNumber;

/// What legs hold, by call and leg. What is taken out or forgotten is given back by being dropped.
#[derive(Debug)]
pub struct Places<C> {
    held: HashMap<(CallNumber, LegId), C>,
}

impl<C> Default for Places<C> {
    fn default() -> Self {
        Self { held: HashMap::new() }
    }
}

impl<C> Places<C> {
    /// A leg has a place from now on.
    pub fn hold(&mut self, call: CallNumber, leg: LegId, place: C) {
        self.held.insert((call, leg), place);
    }

    /// The leg's place, which nobody holds any more.
    #[must_use]
    pub fn give_up(&mut self, call: CallNumber, leg: LegId) -> Option<C> {
        self.held.remove(&(call, leg))
    }

    /// A leg goes to another call, or gets another number: its place goes with it.
    pub fn follow(&mut self, from: (CallNumber, LegId), to: (CallNumber, LegId)) {
        if let Some(place) = self.held.remove(&from) {
            self.held.insert(to, place);
        }
    }

    /// All places of a call that is over.
    #[must_use]
    pub fn leave(&mut self, call: CallNumber) -> Vec<C> {
        let legs: Vec<_> = self.held.keys().filter(|(of, _)| *of == call).copied().collect();
        legs.iter().filter_map(|leg| self.held.remove(leg)).collect()
    }

    /// How many are held.
    #[must_use]
    pub fn count(&self) -> usize {
        self.held.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: CallNumber = CallNumber(1);
    const SECOND: CallNumber = CallNumber(2);

    #[test]
    fn a_place_follows_its_leg_and_is_given_back_once() {
        let mut places = Places::default();
        places.hold(FIRST, LegId(1), "carrier");
        places.follow((FIRST, LegId(1)), (SECOND, LegId(9)));
        assert_eq!(places.give_up(FIRST, LegId(1)), None);
        assert!(places.leave(FIRST).is_empty());
        assert_eq!(places.give_up(SECOND, LegId(9)), Some("carrier"));
        assert_eq!((places.leave(SECOND).len(), places.count()), (0, 0));
    }

    #[test]
    fn a_call_that_is_over_holds_none() {
        let mut places = Places::default();
        places.hold(FIRST, LegId(1), "carrier");
        places.hold(SECOND, LegId(1), "backup");
        assert_eq!(places.leave(FIRST), ["carrier"]);
        assert_eq!(places.count(), 1);
    }
}
