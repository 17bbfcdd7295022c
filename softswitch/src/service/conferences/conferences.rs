use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dialplan::Conference;
use media::engine::Engine;
use metrics::{counter, gauge};

use super::open::Open;
use super::{Guest, Seat};

/// Rooms at once; a caller who would open a further one finds it full.
const ROOMS_MAX: usize = 1_000;

/// All rooms by the names of the plan. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Conferences {
    rooms: Arc<Mutex<HashMap<String, Open>>>,
}

impl Conferences {
    /// A place in a room; `None`: it is full, or closed to who does not lead it.
    #[must_use]
    pub fn enter(&self, conference: &Arc<Conference>, guest: Guest, engine: &Engine) -> Option<Seat> {
        let mut rooms = self.lock();
        let is_full = match rooms.get(&conference.name) {
            Some(open) => open.is_full(conference, guest.as_moderator),
            None => rooms.len() >= ROOMS_MAX,
        };
        if is_full {
            counter!("softswitch_conference_refused_total").increment(1);
            return None;
        }
        let open = rooms.entry(conference.name.clone()).or_insert_with(|| {
            gauge!("softswitch_conferences").increment(1);
            Open::new(engine.room(conference.chimes))
        });
        let number = open.add(guest);
        gauge!("softswitch_conference_members").increment(1);
        Some(Seat::new(
            self.clone(),
            Arc::clone(conference),
            number,
            engine.clone(),
        ))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, HashMap<String, Open>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
