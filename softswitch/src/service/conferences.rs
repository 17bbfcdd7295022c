//! The conferences under way: a room begins with its first member and ends with its last.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dialplan::Conference;
use media::engine::{Engine, Room};
use metrics::{counter, gauge};

/// Rooms at once; a caller who would open a further one finds it full.
const ROOMS_MAX: usize = 1_000;

/// All rooms by the names of the plan. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Conferences {
    rooms: Arc<Mutex<HashMap<String, Open>>>,
}

#[derive(Debug)]
struct Open {
    room: Room,
    members: usize,
}

/// A member's place, given back when it is dropped.
#[derive(Debug)]
pub struct Seat {
    conferences: Conferences,
    name: String,
}

impl Conferences {
    /// A place in a room; `None`: it is full.
    #[must_use]
    pub fn enter(&self, conference: &Conference, engine: &Engine) -> Option<(Room, Seat)> {
        let mut rooms = self.lock();
        let is_full = match rooms.get(&conference.name) {
            Some(open) => open.members >= conference.members,
            None => rooms.len() >= ROOMS_MAX,
        };
        if is_full {
            counter!("softswitch_conference_refused_total").increment(1);
            return None;
        }
        let open = rooms.entry(conference.name.clone()).or_insert_with(|| {
            gauge!("softswitch_conferences").increment(1);
            Open {
                room: engine.room(conference.chimes),
                members: 0,
            }
        });
        open.members += 1;
        gauge!("softswitch_conference_members").increment(1);
        let seat = Seat {
            conferences: self.clone(),
            name: conference.name.clone(),
        };
        Some((open.room.clone(), seat))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Open>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut rooms = self.conferences.lock();
        let Some(open) = rooms.get_mut(&self.name) else {
            return;
        };
        open.members = open.members.saturating_sub(1);
        gauge!("softswitch_conference_members").decrement(1);
        if open.members == 0 {
            gauge!("softswitch_conferences").decrement(1);
            rooms.remove(&self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use dialplan::Conference;
    use media::engine::{Engine, EngineConfig};

    use super::Conferences;

    #[test]
    fn a_room_has_so_many_places_and_ends_with_its_last_member() {
        let (engine, _events) = Engine::start(EngineConfig::default()).unwrap();
        let conferences = Conferences::default();
        let weekly = Conference {
            name: String::from("weekly"),
            members: 2,
            chimes: true,
        };
        let enter = || conferences.enter(&weekly, &engine).map(|(_, seat)| seat);
        let (first, second) = (enter(), enter());
        assert!(first.is_some() && second.is_some() && enter().is_none());
        drop(first);
        let third = enter();
        assert!(third.is_some());
        drop((second, third));
        assert!(conferences.lock().is_empty());
    }
}
