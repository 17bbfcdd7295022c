//! Whose turn it is.

use serde::{Serialize, Serializer};

use crate::limits::MEMBERS_MAX;

/// Places in a group's list of members, from 0: who is rung, in this order. Whoever is not in it has no turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Turn {
    places: [u8; MEMBERS_MAX],
    count: usize,
}

impl Turn {
    /// The places, in their order.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.places
            .iter()
            .take(self.count)
            .map(|place| usize::from(*place))
    }

    pub(super) fn retain(&mut self, keep: impl Fn(usize) -> bool) {
        *self = self.places().filter(|place| keep(*place)).collect();
    }
}

/// Places that no group has are left out.
impl FromIterator<usize> for Turn {
    fn from_iter<I: IntoIterator<Item = usize>>(places: I) -> Self {
        let mut turn = Self::default();
        let sound = places.into_iter().filter(|place| *place < MEMBERS_MAX);
        for (slot, place) in turn.places.iter_mut().zip(sound) {
            // No place is above 255: a group is not that large.
            *slot = u8::try_from(place).unwrap_or(u8::MAX);
            turn.count += 1;
        }
        turn
    }
}

impl Serialize for Turn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.places())
    }
}
