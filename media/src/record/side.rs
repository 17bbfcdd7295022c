use std::collections::VecDeque;

use super::tape::Piece;
use crate::codec::{Codec, Decoder};
use crate::dsp::RateConverter;

/// What a packet's timestamp says is believed as long as it came at most this much off: jitter is less, a pause more.
const DRIFT_MAX_MS: u64 = 250;

/// One side of a recording: packets become samples, each in its place.
#[derive(Debug)]
pub(super) struct Side {
    rate_hz: u32,
    ear: Option<Ear>,
    /// Where the source last was.
    last: Option<Place>,
    /// The number of the first sample of `window`.
    from: u64,
    /// Samples that are not written yet.
    window: VecDeque<i16>,
    pcm: Vec<i16>,
    resampled: Vec<i16>,
}

/// What understands a codec, at the file's rate.
#[derive(Debug)]
struct Ear {
    codec: Codec,
    decoder: Decoder,
    rate: RateConverter,
}

/// Which sample a timestamp of a source is.
#[derive(Clone, Copy, Debug)]
struct Place {
    ssrc: u32,
    timestamp: u32,
    sample: u64,
}

impl Side {
    pub(super) fn new(rate_hz: u32) -> Self {
        Self {
            rate_hz,
            ear: None,
            last: None,
            from: 0,
            window: VecDeque::new(),
            pcm: Vec::new(),
            resampled: Vec::new(),
        }
    }

    /// Takes a packet that came at the sample `now`; one that came after its time was written is left out.
    pub(super) fn take(&mut self, piece: &Piece, now: u64) {
        let Some(sample) = self.place(piece, now) else {
            return;
        };
        if self.ear.as_ref().is_none_or(|ear| ear.codec != piece.codec) {
            self.ear = Ear::new(piece.codec, self.rate_hz);
        }
        let Some(ear) = &mut self.ear else { return };
        self.pcm.clear();
        self.resampled.clear();
        if ear.decoder.decode(piece.payload(), &mut self.pcm).is_err() {
            return;
        }
        ear.rate.convert(&self.pcm, &mut self.resampled);
        self.put(sample);
    }

    /// The first sample of a packet: by its timestamp, or for another source or after a pause by the clock.
    fn place(&mut self, piece: &Piece, now: u64) -> Option<u64> {
        let by_source = self.last.filter(|last| last.ssrc == piece.ssrc).and_then(|last| {
            let ticks = piece.timestamp.wrapping_sub(last.timestamp).cast_signed();
            let passed = i64::from(ticks) * i64::from(self.rate_hz) / i64::from(piece.codec.clock_rate());
            last.sample.checked_add_signed(passed)
        });
        let off_max = u64::from(self.rate_hz) * DRIFT_MAX_MS / 1_000;
        let sample = by_source
            .filter(|sample| sample.abs_diff(now) <= off_max)
            .unwrap_or(now);
        // Decoders do not go back.
        if by_source == Some(sample) && self.last.is_some_and(|last| sample <= last.sample) {
            return None;
        }
        self.last = Some(Place {
            ssrc: piece.ssrc,
            timestamp: piece.timestamp,
            sample,
        });
        Some(sample)
    }

    fn put(&mut self, sample: u64) {
        let written = usize::try_from(self.from.saturating_sub(sample)).unwrap_or(usize::MAX);
        let Some(pcm) = self.resampled.get(written..) else {
            return;
        };
        let Ok(at) = usize::try_from(sample.saturating_sub(self.from)) else {
            return;
        };
        if self.window.len() < at + pcm.len() {
            self.window.resize(at + pcm.len(), 0);
        }
        for (place, sample) in self.window.range_mut(at..).zip(pcm) {
            *place = *sample;
        }
    }

    /// The next sample for the file; silence where nothing was said.
    pub(super) fn next(&mut self) -> i16 {
        self.from += 1;
        self.window.pop_front().unwrap_or(0)
    }

    /// The number of the sample after the last one.
    pub(super) fn end(&self) -> u64 {
        self.from + self.window.len() as u64
    }
}

impl Ear {
    /// `None`: libopus has no memory.
    fn new(codec: Codec, rate_hz: u32) -> Option<Self> {
        Some(Self {
            codec,
            decoder: Decoder::new(codec).ok()?,
            rate: RateConverter::new(codec.sample_rate(), rate_hz)?,
        })
    }
}
