use std::time::Instant;

use super::chime::Chime;
use super::floor::Floor;
use super::frame::{FRAME_SAMPLES, Frame, SILENCE, Sum};
use super::{Room, Voice};
use crate::codec::Codec;

/// Ticks that may be behind; a thread that is later goes on from now.
const LATE_MAX: u64 = 5;

/// The chimes that may sound at once; a further one is left out.
const CHIMES_MAX: usize = 2;

/// What one media thread has of a room, tick by tick: who claims the floor, the sum, and what it is in each codec.
///
/// In each tick: [`Part::begin`], a claim for each member, [`Part::settle`], the speakers' frames, [`Part::close`]; then
/// it is heard.
#[derive(Debug)]
pub(crate) struct Part {
    room: Room,
    worker: usize,
    /// The next one.
    tick: u64,
    is_resuming: bool,
    floor: Floor,
    sum: Sum,
    has_sound: bool,
    frame: Frame,
    /// The last frame heard of each thread.
    heard: Box<[u64]>,
    chimes: Vec<Chime>,
    /// For those who are not in the sum themselves: they hear the same, which is encoded once.
    shared: Vec<Shared>,
}

#[derive(Debug)]
struct Shared {
    voice: Voice,
    /// It has the frame of this tick.
    is_fresh: bool,
}

impl Part {
    pub(crate) fn new(room: Room, worker: usize, now: Instant) -> Self {
        let tick = room.tick_at(now) + 1;
        Self {
            heard: vec![0; room.workers()].into(),
            room,
            worker,
            tick,
            is_resuming: true,
            floor: Floor::new(),
            sum: Sum::new(),
            has_sound: false,
            frame: SILENCE,
            chimes: Vec::with_capacity(CHIMES_MAX),
            shared: Vec::with_capacity(Codec::ALL.len()),
        }
    }

    pub(crate) fn room(&self) -> &Room {
        &self.room
    }

    /// When its next tick is due.
    pub(crate) fn due(&self) -> Instant {
        self.room.begin_of(self.tick)
    }

    /// Someone comes; `here` are on this thread then.
    pub(crate) fn enter(&mut self, here: usize) {
        self.floor.make_room(here);
        if self.room.count_in() > 1 {
            self.chime(Chime::rising);
        }
    }

    /// Someone goes.
    pub(crate) fn leave(&mut self) {
        if self.room.count_out() > 0 {
            self.chime(Chime::falling);
        }
    }

    /// Those who stay elsewhere have yet to hear that someone has gone.
    pub(crate) fn is_chiming(&self) -> bool {
        !self.chimes.is_empty()
    }

    /// Somebody speaks this codec. What encodes for it is made here, where there is time.
    pub(crate) fn fit(&mut self, codec: Codec) {
        if self.shared(codec).is_none() {
            // Without memory for it they hear nothing until they speak themselves.
            self.shared.extend(Voice::new(codec).ok().map(|voice| Shared {
                voice,
                is_fresh: false,
            }));
        }
    }

    /// Begins the tick that is due.
    pub(crate) fn begin(&mut self, now: Instant) {
        let at = self.room.tick_at(now);
        if at > self.tick + LATE_MAX {
            (self.tick, self.is_resuming) = (at, true);
        }
        self.floor.clear();
        self.sum.clear();
        self.has_sound = false;
        self.shared.iter_mut().for_each(|shared| shared.is_fresh = false);
    }

    /// How loud a member is.
    pub(crate) fn claim(&mut self, member: usize, loudness: u32) {
        self.floor.claim(member, loudness);
    }

    /// All have claimed; [`Part::speaker`] tells who is heard.
    pub(crate) fn settle(&mut self) {
        self.floor.settle();
    }

    /// The `index`-th who is heard.
    pub(crate) fn speaker(&self, index: usize) -> Option<usize> {
        self.floor.speaker(index)
    }

    pub(crate) fn add(&mut self, frame: &Frame) {
        self.sum.add(frame);
        self.has_sound = true;
    }

    /// Tells the other threads what is said here, and takes in what was said there.
    pub(crate) fn close(&mut self) {
        let (sum, has_sound) = (&mut self.sum, &mut self.has_sound);
        self.chimes.retain_mut(|chime| {
            let next = chime.next();
            if let Some(frame) = &next {
                sum.add(frame);
                *has_sound = true;
            }
            next.is_some()
        });
        if self.room.workers() > 1 {
            if self.has_sound {
                self.sum.whole(&mut self.frame);
                self.room.write(self.worker, self.tick, &self.frame);
            }
            let (frame, sum) = (&mut self.frame, &mut self.sum);
            self.room.read_others(self.worker, &mut self.heard, frame, sum);
        }
        self.sum.whole(&mut self.frame);
        self.tick += 1;
    }

    /// Who hears a tick after some that were left out begins anew.
    pub(crate) fn is_resuming(&self) -> bool {
        self.is_resuming
    }

    /// All have heard the tick.
    pub(crate) fn end(&mut self) {
        self.is_resuming = false;
    }

    /// What someone hears who is in the sum.
    pub(crate) fn without(&self, own: &Frame, out: &mut [i16; FRAME_SAMPLES]) {
        self.sum.without(own, out);
    }

    /// What all others hear, in a codec; `None`: there is no encoder for it.
    pub(crate) fn whole(&mut self, codec: Codec) -> Option<&[u8]> {
        let frame = self.frame;
        let shared = self.shared(codec)?;
        if !std::mem::replace(&mut shared.is_fresh, true) {
            shared.voice.encode(&frame)?;
        }
        Some(shared.voice.payload())
    }

    fn shared(&mut self, codec: Codec) -> Option<&mut Shared> {
        self.shared
            .iter_mut()
            .find(|shared| shared.voice.codec() == codec)
    }

    fn chime(&mut self, chime: impl Fn() -> Chime) {
        if self.room.has_chimes() && self.chimes.len() < CHIMES_MAX {
            self.chimes.push(chime());
        }
    }
}
