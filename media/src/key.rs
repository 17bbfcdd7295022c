//! The keys of a telephone, whatever form a press comes in: named events (RFC 4733 §3.2), INFO, or tones in the audio.

use std::fmt;

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

#[cfg(test)]
mod tests {
    use super::Key;

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
}
