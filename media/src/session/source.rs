use std::sync::Arc;

use crate::codec::Codec;

/// A sound to play, encoded beforehand for every codec. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Source {
    encoded: Arc<Encoded>,
    /// How many frames to play; `None`: again and again.
    frames: Option<u32>,
}

/// The frames of one sound, by codec; played beyond their end they start over.
#[derive(Debug, Default)]
pub(crate) struct Encoded {
    pub(crate) by_codec: Vec<(Codec, Frames)>,
}

/// Encoded frames of 20 ms, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Source {
    pub(crate) fn new(encoded: Arc<Encoded>, frames: u32) -> Self {
        Self {
            encoded,
            frames: Some(frames),
        }
    }

    /// The same sound, played again and again until something else is commanded.
    #[must_use]
    pub fn repeated(self) -> Self {
        Self { frames: None, ..self }
    }

    pub(super) fn encoded(self) -> Arc<Encoded> {
        self.encoded
    }

    /// A frame by number; `None`: the sound has ended, or there is none for this codec.
    pub(crate) fn frame(&self, codec: Codec, number: u32) -> Option<&[u8]> {
        if self.frames.is_some_and(|frames| number >= frames) {
            return None;
        }
        let (_, frames) = self.encoded.by_codec.iter().find(|(of, _)| *of == codec)?;
        frames.frame(number)
    }
}

impl Encoded {
    /// How many frames the sound has in every codec.
    pub(super) fn frames(&self) -> u32 {
        let shortest = self.by_codec.iter().map(|(_, frames)| frames.ends.len()).min();
        shortest.map_or(0, |frames| u32::try_from(frames).unwrap_or(u32::MAX))
    }
}

impl Frames {
    pub(crate) fn push(&mut self, frame: &[u8]) {
        self.bytes.extend_from_slice(frame);
        self.ends.push(self.bytes.len());
    }

    fn frame(&self, number: u32) -> Option<&[u8]> {
        let index = usize::try_from(number).ok()?.checked_rem(self.ends.len())?;
        let start = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied();
        self.bytes.get(start.unwrap_or(0)..*self.ends.get(index)?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Encoded, Frames, Source};
    use crate::codec::Codec;

    #[test]
    fn frames_of_any_length_start_over_until_the_source_ends() {
        let mut frames = Frames::default();
        frames.push(b"one");
        frames.push(b"");
        frames.push(b"three");
        let encoded = Encoded {
            by_codec: vec![(Codec::Opus, frames)],
        };
        let source = Source::new(Arc::new(encoded), 4);
        let heard: Vec<_> = (0..5).map(|number| source.frame(Codec::Opus, number)).collect();
        let expected = [Some("one"), Some(""), Some("three"), Some("one"), None];
        assert_eq!(heard, expected.map(|frame| frame.map(str::as_bytes)));
        assert_eq!(source.frame(Codec::Pcmu, 0), None);
        assert_eq!(source.repeated().frame(Codec::Opus, 301), Some(b"".as_slice()));
    }
}
