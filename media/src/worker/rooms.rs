//! Conferences: in each tick of a room, its members on this thread are heard, mixed and sent what they hear.

use std::time::Instant;

use super::rounds::Worker;
use crate::mix::{Part, Room};
use crate::session::{Slot, Source, StreamId};

/// Ticks of one room in one round; a room that is later goes on from now.
const TICKS_MAX: usize = 8;

/// The rooms that have, or just had, members on this thread.
#[derive(Debug, Default)]
pub(super) struct Rooms {
    halls: Vec<Hall>,
}

/// One room's members here.
#[derive(Debug)]
struct Hall {
    part: Part,
    members: Vec<Slot>,
}

impl Rooms {
    /// When [`Worker::mix`] has something to do.
    pub(super) fn due(&self) -> Option<Instant> {
        self.halls.iter().map(|hall| hall.part.due()).min()
    }

    fn hall_of(&mut self, slot: Slot) -> Option<&mut Hall> {
        self.halls.iter_mut().find(|hall| hall.members.contains(&slot))
    }

    fn enter(&mut self, now: Instant, room: Room, worker: usize, slot: Slot) {
        let is_here = |hall: &Hall| hall.part.room().is_same(&room);
        let index = self.halls.iter().position(is_here).unwrap_or_else(|| {
            self.halls.push(Hall {
                part: Part::new(room, worker, now),
                members: Vec::new(),
            });
            self.halls.len() - 1
        });
        if let Some(hall) = self.halls.get_mut(index) {
            hall.members.push(slot);
            hall.part.enter(hall.members.len());
        }
    }
}

impl Worker {
    /// A stream enters a room; it has left what it was in before.
    pub(super) fn confer(&mut self, now: Instant, id: StreamId, room: Room, music: Option<Source>) {
        let Some(slot) = self.streams.find(id) else {
            return;
        };
        let worker = id.worker(room.workers());
        self.rooms.enter(now, room, worker, slot);
        self.change(now, id, |stream| stream.session.confer(now, music));
        self.fit_member(now, id);
    }

    /// A stream is in no room any more.
    pub(super) fn leave_room(&mut self, id: StreamId) {
        let slot = self.streams.find(id);
        if let Some(slot) = slot
            && let Some(hall) = self.rooms.hall_of(slot)
        {
            hall.members.retain(|member| *member != slot);
            hall.part.leave();
        }
    }

    /// A member may speak another codec now.
    pub(super) fn fit_member(&mut self, now: Instant, id: StreamId) {
        let Some(slot) = self.streams.find(id) else {
            return;
        };
        let stream = self.streams.at_mut(slot);
        let codec = stream.and_then(|stream| stream.session.fit_member(now));
        if let (Some(codec), Some(hall)) = (codec, self.rooms.hall_of(slot)) {
            hall.part.fit(codec);
        }
    }

    /// Does the ticks of all rooms that are due; how many packets were sent.
    pub(super) fn mix(&mut self, now: Instant) -> usize {
        let mut sent = 0;
        for index in 0..self.rooms.halls.len() {
            for _ in 0..TICKS_MAX {
                let hall = self.rooms.halls.get(index);
                if hall.is_none_or(|hall| hall.part.due() > now) {
                    break;
                }
                sent += self.tick(now, index);
            }
        }
        let is_over = |hall: &Hall| hall.members.is_empty() && !hall.part.is_chiming();
        self.rooms.halls.retain(|hall| !is_over(hall));
        sent
    }

    fn tick(&mut self, now: Instant, index: usize) -> usize {
        let Some(Hall { part, members }) = self.rooms.halls.get_mut(index) else {
            return 0;
        };
        let streams = &mut self.streams;
        part.begin(now);
        for (member, slot) in members.iter().enumerate() {
            if let Some(stream) = streams.at_mut(*slot) {
                part.claim(member, stream.session.loudness(now));
            }
        }
        part.settle();
        for speaker in 0.. {
            let Some(slot) = part.speaker(speaker).map(|member| members.get(member)) else {
                break;
            };
            let stream = slot.and_then(|slot| streams.at_mut(*slot));
            if let Some(frame) = stream.and_then(|stream| stream.session.speak()) {
                part.add(frame);
            }
        }
        part.close();
        let mut sent = 0;
        for slot in members.iter() {
            let Some(stream) = streams.at_mut(*slot) else {
                continue;
            };
            let Some(out) = stream.session.hear_room(now, part, &mut self.space[..]) else {
                continue;
            };
            sent += 1;
            let packet = self.space.get(..out.length).unwrap_or_default();
            if stream.socket(out.channel).send_to(packet, out.to).is_err() {
                stream.session.send_failed(1);
            }
        }
        part.end();
        sent
    }
}
