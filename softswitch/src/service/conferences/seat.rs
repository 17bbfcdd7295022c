//! A member's place in a conference, and what it may do there.

use std::fmt;
use std::sync::Arc;

use dialplan::Conference;
use media::engine::{Engine, Source, StreamId};
use metrics::gauge;

use super::Conferences;
use crate::call::RoomWish;

/// Who wants to come in.
pub struct Guest {
    /// It leads the conference.
    pub as_moderator: bool,
    /// Ends its call.
    pub remove: Box<dyn Fn() + Send>,
}

impl fmt::Debug for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guest")
            .field("as_moderator", &self.as_moderator)
            .finish_non_exhaustive()
    }
}

/// A member's place, given back when it is dropped.
#[derive(Debug)]
pub struct Seat {
    conferences: Conferences,
    conference: Arc<Conference>,
    /// By which it is known in the room.
    number: u64,
    engine: Engine,
}

impl Seat {
    pub(super) const fn new(
        conferences: Conferences,
        conference: Arc<Conference>,
        number: u64,
        engine: Engine,
    ) -> Self {
        Self {
            conferences,
            conference,
            number,
            engine,
        }
    }

    /// The member's stream is there; while nobody else is it hears this music.
    pub fn come(&self, stream: StreamId, music: Option<Source>) {
        if let Some(open) = self.conferences.lock().get_mut(&self.conference.name) {
            open.come(self.number, &self.conference, (stream, music), &self.engine);
        }
    }

    /// Does what the member wants, if it may.
    pub fn obey(&self, wish: RoomWish) {
        let mut rooms = self.conferences.lock();
        let Some(open) = rooms.get_mut(&self.conference.name) else {
            return;
        };
        match wish {
            RoomWish::Mute => open.mute(self.number, &self.engine),
            _ if !open.leads(self.number) => {}
            RoomWish::Lock => open.turn_key(self.number, &self.engine),
            RoomWish::MuteOthers => open.mute_others(self.number, &self.engine),
            RoomWish::RemoveLatest => open.remove_latest(self.number, &self.engine),
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut rooms = self.conferences.lock();
        let Some(open) = rooms.get_mut(&self.conference.name) else {
            return;
        };
        open.leave(self.number, &self.conference);
        gauge!("softswitch_conference_members").decrement(1);
        if open.is_empty() {
            gauge!("softswitch_conferences").decrement(1);
            rooms.remove(&self.conference.name);
        }
    }
}
