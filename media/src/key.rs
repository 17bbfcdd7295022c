//! The keys of a telephone, whatever form a press comes in: named events (RFC 4733 §3.2), INFO, or tones in the audio.

use std::fmt;
use std::time::{Duration, Instant};

/// The keys in the order of their events.
const SIGNS: [char; 16] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D',
];

/// One of the sixteen keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(u8);

impl Key {
    /// By its event: 0–9 digits, 10 `*`, 11 `#`, 12–15 A–D (RFC 4733 §3.2). `None`: the event is no key.
    #[must_use]
    pub fn of_event(event: u8) -> Option<Self> {
        (usize::from(event) < SIGNS.len()).then_some(Self(event))
    }

    /// By what stands on it; letters in either case.
    #[must_use]
    pub fn of_sign(sign: char) -> Option<Self> {
        let sign = sign.to_ascii_uppercase();
        let event = SIGNS.iter().position(|known| *known == sign)?;
        u8::try_from(event).ok().map(Self)
    }

    /// Its event.
    #[must_use]
    pub fn event(self) -> u8 {
        self.0
    }

    /// What stands on it.
    #[must_use]
    pub fn sign(self) -> char {
        SIGNS.get(usize::from(self.0)).copied().unwrap_or('0')
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.sign())
    }
}

/// How a press was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// Beside or in the audio: an event (RFC 4733) or tones.
    Media,
    /// By INFO.
    Info,
}

/// Presses this far apart that are told in two ways are one.
const SAME_WITHIN: Duration = Duration::from_millis(500);

/// Takes each press once, though a phone tells of it in both ways.
#[derive(Clone, Copy, Debug, Default)]
pub struct PressedOnce {
    last: Option<Last>,
}

/// The press that was taken last.
#[derive(Clone, Copy, Debug)]
struct Last {
    key: Key,
    way: Way,
    from: Instant,
    until: Instant,
}

impl PressedOnce {
    /// Whether a press is a new one: not the last one told again in the other way.
    pub fn is_new(&mut self, key: Key, way: Way, from: Instant, until: Instant) -> bool {
        let is_told = self.last.is_some_and(|last| {
            let overlaps = from <= last.until + SAME_WITHIN && last.from <= until + SAME_WITHIN;
            last.key == key && last.way != way && overlaps
        });
        if !is_told {
            self.last = Some(Last {
                key,
                way,
                from,
                until,
            });
        }
        !is_told
    }

    /// The key that was pressed last in this way is still held.
    pub fn is_held(&mut self, way: Way, now: Instant) {
        if let Some(last) = self.last.as_mut().filter(|last| last.way == way) {
            last.until = last.until.max(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Key, PressedOnce, Way};

    #[test]
    fn each_key_has_one_event_and_one_sign() {
        for event in 0..16 {
            let key = Key::of_event(event).unwrap();
            assert_eq!(Key::of_sign(key.sign()), Some(key));
            assert_eq!(key.event(), event);
        }
        assert_eq!(Key::of_sign('d'), Key::of_event(15));
        assert_eq!(Key::of_event(16), None, "a flash is no key");
        assert_eq!(Key::of_sign('E'), None);
    }

    /// Which of these presses, told in a way at a time in milliseconds and for so long, are new.
    fn new(presses: &[(char, Way, u64, u64)]) -> Vec<bool> {
        let (mut once, start) = (PressedOnce::default(), Instant::now());
        let judge = |(sign, way, at, held): &(char, Way, u64, u64)| {
            let from = start + Duration::from_millis(*at);
            let key = Key::of_sign(*sign).unwrap();
            once.is_new(key, *way, from, from + Duration::from_millis(*held))
        };
        presses.iter().map(judge).collect()
    }

    #[test]
    fn a_press_told_in_both_ways_is_one_whichever_comes_first() {
        for (first, second) in [(Way::Media, Way::Info), (Way::Info, Way::Media)] {
            let twice = [
                ('1', first, 0, 100),
                ('1', second, 20, 100),
                ('1', first, 200, 100),
                ('1', second, 230, 100),
            ];
            assert_eq!(new(&twice), [true, false, true, false]);
        }
        // The second way lags behind a quick hand.
        let lagging = [
            ('7', Way::Media, 0, 60),
            ('7', Way::Media, 120, 60),
            ('7', Way::Info, 130, 60),
            ('7', Way::Info, 250, 60),
        ];
        assert_eq!(new(&lagging), [true, true, false, false]);
    }

    #[test]
    fn presses_of_one_way_or_far_apart_or_of_other_keys_are_each_new() {
        let hurried = [('1', Way::Info, 0, 100), ('1', Way::Info, 110, 100)];
        assert_eq!(new(&hurried), [true, true]);
        let later = [('1', Way::Info, 0, 100), ('1', Way::Media, 700, 100)];
        assert_eq!(new(&later), [true, true]);
        let other = [('1', Way::Info, 0, 100), ('2', Way::Media, 10, 100)];
        assert_eq!(new(&other), [true, true]);
    }

    #[test]
    fn a_long_press_is_one_to_its_end() {
        let (mut once, start) = (PressedOnce::default(), Instant::now());
        let key = Key::of_sign('5').unwrap();
        assert!(once.is_new(key, Way::Media, start, start));
        let end = start + Duration::from_secs(3);
        once.is_held(Way::Media, end);
        assert!(!once.is_new(key, Way::Info, end, end));
    }
}
