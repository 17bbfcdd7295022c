use std::time::{Duration, Instant};

use super::player::FRAME;
use crate::key::{Key, PressedOnce, Way};

/// Presses that wait for those before them; a further one is left out.
const WAITING_MAX: usize = 16;
/// The shortest press that is made: what any phone hears (ITU-T Q.24 asks for 40 ms), with room for a lost packet.
const HELD_MIN: Duration = Duration::from_millis(80);
/// The longest: no duration of an event says more than 65,535 ticks (RFC 4733 §2.3), which is this at 48 kHz.
const HELD_MAX: Duration = Duration::from_millis(1_300);
/// The pause between two presses.
const PAUSE: Duration = Duration::from_millis(60);
/// A key that is held, of which nothing is heard for so long, was released (RFC 4733 §2.5.2.2).
const SILENT_MAX: Duration = Duration::from_millis(150);
/// How often the end of an event is told (RFC 4733 §2.5.1.4).
const ENDS: u8 = 3;

/// The keys that are pressed towards a phone, one after the other, whatever form they came in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Presses {
    current: Option<Press>,
    waiting: [Option<(Key, Duration)>; WAITING_MAX],
    /// Not before this the next press begins.
    free_at: Option<Instant>,
    once: PressedOnce,
    /// The press that the peer makes now, or made last.
    source: Option<Source>,
}

/// A press of the peer.
#[derive(Clone, Copy, Debug)]
struct Source {
    /// What names an event (RFC 4733 §2.2); tones have no name.
    timestamp: Option<u32>,
    key: Key,
    fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It is made as it is heard.
    Live,
    /// It waits for others, and is made when its length is known.
    Deferred,
    /// It goes on as it came.
    Carried,
    /// It was told already, in another way.
    Double,
    /// Its end was heard.
    Over,
}

/// The press that is being made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Press {
    pub(super) key: Key,
    /// The timestamp of all its packets, if it is an event.
    pub(super) timestamp: Option<u32>,
    /// How much of it has been made.
    pub(super) made: Duration,
    lasts: Lasts,
    due: Instant,
    ends: u8,
}

#[derive(Clone, Copy, Debug)]
enum Lasts {
    For(Duration),
    /// It is held, and was heard last at this time.
    Held(Instant),
}

/// What is to be made next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) key: Key,
    /// Since the press began, with this piece.
    pub(super) made: Duration,
    pub(super) timestamp: Option<u32>,
    pub(super) is_first: bool,
    pub(super) is_last: bool,
}

impl Presses {
    /// Whether keys are being pressed: nothing else is heard meanwhile.
    pub(super) fn is_busy(&self) -> bool {
        self.current.is_some() || self.waiting.first().is_some_and(Option::is_some)
    }

    pub(super) fn due(&self) -> Option<Instant> {
        match &self.current {
            Some(press) => Some(press.due),
            None => self.free_at.filter(|_| self.is_busy()),
        }
    }

    /// Presses a key for so long; told by INFO.
    pub(super) fn press(&mut self, now: Instant, key: Key, held: Duration) {
        if self.once.is_new(key, Way::Info, now, now + held) {
            self.wait(now, key, held);
        }
    }

    /// The peer begins to press a key; `timestamp` names it if it is an event. Told again, it still holds it.
    pub(super) fn begins(&mut self, now: Instant, timestamp: Option<u32>, key: Key) {
        if timestamp.is_some() && self.source.is_some_and(|source| source.timestamp == timestamp) {
            return self.is_held(now);
        }
        let fate = if !self.once.is_new(key, Way::Media, now, now) {
            Fate::Double
        } else if self.is_busy() || self.free_at.is_some_and(|at| at > now) {
            Fate::Deferred
        } else {
            self.begin(now, key, Lasts::Held(now));
            Fate::Live
        };
        self.source = Some(Source { timestamp, key, fate });
    }

    /// The peer still holds it.
    pub(super) fn is_held(&mut self, now: Instant) {
        let Some(Source { fate, .. }) = self.source else {
            return;
        };
        if fate != Fate::Over {
            self.once.is_held(Way::Media, now);
        }
        if let (Fate::Live, Some(press)) = (fate, &mut self.current)
            && let Lasts::Held(heard) = &mut press.lasts
        {
            *heard = now;
        }
    }

    /// The peer released it.
    pub(super) fn ends(&mut self, now: Instant, held: Duration) {
        let Some(source) = &mut self.source else { return };
        let (key, fate) = (source.key, std::mem::replace(&mut source.fate, Fate::Over));
        match (fate, &mut self.current) {
            (
                Fate::Live,
                Some(Press {
                    lasts: lasts @ Lasts::Held(_),
                    ..
                }),
            ) => *lasts = Lasts::For(bounded(held)),
            (Fate::Deferred, _) => self.wait(now, key, held),
            _ => {}
        }
    }

    /// An event of the peer goes on to this phone as it is. `false`: it was told already.
    pub(super) fn carry(&mut self, now: Instant, timestamp: u32, key: Key) -> bool {
        if self
            .source
            .is_none_or(|source| source.timestamp != Some(timestamp))
        {
            let is_new = self.once.is_new(key, Way::Media, now, now);
            self.source = Some(Source {
                timestamp: Some(timestamp),
                key,
                fate: if is_new { Fate::Carried } else { Fate::Double },
            });
        }
        self.once.is_held(Way::Media, now);
        self.source.is_none_or(|source| source.fate != Fate::Double)
    }

    /// What is due of the press under way, or of the next one.
    pub(super) fn next(&mut self, now: Instant) -> Option<Piece> {
        if self.current.is_none() {
            if self.free_at.is_some_and(|at| at > now) {
                return None;
            }
            let (key, held) = self.waiting.first().copied().flatten()?;
            self.waiting.rotate_left(1);
            if let Some(last) = self.waiting.last_mut() {
                *last = None;
            }
            self.begin(now, key, Lasts::For(bounded(held)));
        }
        let press = self.current.as_mut().filter(|press| press.due <= now)?;
        press.due += FRAME;
        let is_first = press.made.is_zero();
        let length = match press.lasts {
            Lasts::For(length) => length,
            Lasts::Held(heard) if now.saturating_duration_since(heard) > SILENT_MAX => HELD_MIN,
            Lasts::Held(_) => HELD_MAX,
        };
        if press.ends == 0 {
            press.made += FRAME;
        }
        Some(Piece {
            key: press.key,
            made: press.made,
            timestamp: press.timestamp,
            is_first,
            is_last: press.made >= length,
        })
    }

    /// The event that was begun is sent under this timestamp.
    pub(super) fn note_timestamp(&mut self, timestamp: u32) {
        if let Some(press) = &mut self.current {
            press.timestamp = Some(timestamp);
        }
    }

    /// The end was told; `false`: it is to be told again.
    pub(super) fn ended(&mut self, now: Instant, is_event: bool) -> bool {
        let Some(press) = &mut self.current else {
            return true;
        };
        press.ends += 1;
        if is_event && press.ends < ENDS {
            return false;
        }
        self.stop(now);
        true
    }

    /// Nothing can be pressed now.
    pub(super) fn stop(&mut self, now: Instant) {
        if self.current.take().is_some() {
            self.free_at = Some(now + PAUSE);
        }
    }

    fn begin(&mut self, now: Instant, key: Key, lasts: Lasts) {
        self.current = Some(Press {
            key,
            timestamp: None,
            made: Duration::ZERO,
            lasts,
            due: now,
            ends: 0,
        });
    }

    fn wait(&mut self, now: Instant, key: Key, held: Duration) {
        if let Some(place) = self.waiting.iter_mut().find(|place| place.is_none()) {
            *place = Some((key, held));
        }
        self.free_at.get_or_insert(now);
    }
}

fn bounded(held: Duration) -> Duration {
    held.clamp(HELD_MIN, HELD_MAX)
}
