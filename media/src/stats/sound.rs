/// Of so many packets, one is looked at.
const LOOKED_AT: u8 = 8;

/// Below this a packet is silence, as the mean of the squares: -50 dB of full scale.
const SILENT_BELOW: u32 = 10_000;

/// What came of what a phone should have said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Heard {
    /// No packet at all.
    #[default]
    Nothing,
    /// Packets in which there is nothing but silence.
    Silence,
    /// Something that can be heard.
    Sound,
    /// Packets of a codec whose loudness is not known without decoding it.
    Packets,
}

impl Heard {
    /// As records and metrics have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Silence => "silence",
            Self::Sound => "sound",
            Self::Packets => "packets",
        }
    }
}

/// Whether a phone that sends can also be heard: a packet in eight is looked at, where its codec is G.711.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sound {
    heard: Heard,
    passed_over: u8,
}

impl Sound {
    /// A packet of its voice came, of this mean square; `None`: only a decoder knows.
    pub(crate) fn arrived(&mut self, mean_square: impl FnOnce() -> Option<u32>) {
        if self.heard == Heard::Sound {
            return;
        }
        let is_looked_at = self.passed_over == 0;
        self.passed_over = (self.passed_over + 1) % LOOKED_AT;
        if is_looked_at {
            self.heard = match mean_square() {
                Some(square) if square < SILENT_BELOW => Heard::Silence,
                Some(_) => Heard::Sound,
                None => Heard::Packets,
            };
        }
    }

    pub(crate) fn heard(&self) -> Heard {
        self.heard
    }
}

#[cfg(test)]
mod tests {
    use super::{Heard, Sound};

    fn heard(packets: &[Option<u32>]) -> Heard {
        let mut sound = Sound::default();
        for square in packets {
            // As often as it takes for one of them to be looked at.
            (0..8).for_each(|_| sound.arrived(|| *square));
        }
        sound.heard()
    }

    #[test]
    fn silence_is_told_from_what_can_be_heard() {
        for (packets, expected) in [
            (&[][..], Heard::Nothing),
            (&[Some(0)], Heard::Silence),
            // The hum of a bad line, and a whisper.
            (&[Some(60 * 60)], Heard::Silence),
            (&[Some(300 * 300)], Heard::Sound),
            (&[Some(0), Some(1_000_000), Some(0)], Heard::Sound),
            (&[None, None], Heard::Packets),
        ] {
            assert_eq!(heard(packets), expected, "{packets:?}");
        }
    }

    #[test]
    fn few_packets_are_looked_at() {
        let (mut sound, mut looked_at) = (Sound::default(), 0);
        for _ in 0..800 {
            sound.arrived(|| {
                looked_at += 1;
                Some(0)
            });
        }
        assert_eq!(looked_at, 100);
    }
}
