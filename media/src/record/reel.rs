use std::io::{Seek, Write};
use std::time::{Duration, Instant};

use hound::{SampleFormat, WavSpec, WavWriter};

use super::side::Side;
use super::tape::{Piece, TapeSide};

/// How late a packet may be and still be recorded.
const LATE_MAX: Duration = Duration::from_millis(500);

/// The longest recording; a WAV file of both sides has room for 18 hours at 16 kHz.
const DURATION_MAX: Duration = Duration::from_secs(12 * 3_600);

/// A recording as it is written: the phone's words left, what it hears right.
pub(crate) struct Reel<W: Write + Seek> {
    began: Instant,
    rate_hz: u32,
    said: Side,
    heard: Side,
    writer: WavWriter<W>,
    written: u64,
}

impl<W: Write + Seek> Reel<W> {
    /// Begins a file of this many samples a second and side.
    pub(crate) fn new(file: W, rate_hz: u32, began: Instant) -> Result<Self, hound::Error> {
        let spec = WavSpec {
            channels: 2,
            sample_rate: rate_hz,
            bits_per_sample: 16,
            sample_format: SampleFormat::Int,
        };
        let mut writer = WavWriter::new(file, spec)?;
        writer.flush()?;
        Ok(Self {
            began,
            rate_hz,
            said: Side::new(rate_hz),
            heard: Side::new(rate_hz),
            writer,
            written: 0,
        })
    }

    pub(crate) fn take(&mut self, piece: &Piece) {
        let at = self.sample_at(piece.at);
        if at >= self.sample_at(self.began + DURATION_MAX) {
            return;
        }
        match piece.side {
            TapeSide::Said => self.said.take(piece, at),
            TapeSide::Heard => self.heard.take(piece, at),
        }
    }

    /// Writes what no packet changes any more. The file is whole after each time, and can be read.
    pub(crate) fn write(&mut self, now: Instant) -> Result<(), hound::Error> {
        let until = now
            .checked_sub(LATE_MAX)
            .unwrap_or(self.began)
            .min(self.began + DURATION_MAX);
        self.write_until(self.sample_at(until))
    }

    /// Writes the rest.
    pub(crate) fn finish(mut self) -> Result<(), hound::Error> {
        let end = self.said.end().max(self.heard.end());
        self.write_until(end)?;
        self.writer.finalize()
    }

    fn write_until(&mut self, end: u64) -> Result<(), hound::Error> {
        while self.written < end {
            self.writer.write_sample(self.said.next())?;
            self.writer.write_sample(self.heard.next())?;
            self.written += 1;
        }
        self.writer.flush()
    }

    // The cast: a recording has fewer samples than 2⁶⁴.
    fn sample_at(&self, at: Instant) -> u64 {
        let passed = at.saturating_duration_since(self.began);
        (passed.as_micros() * u128::from(self.rate_hz) / 1_000_000) as u64
    }
}
