use std::time::{Duration, Instant};

use super::StreamId;
use super::playout::{KeyPacket, Played, Playout};
use crate::codec::{Codec, CodecError, Encoder};
use crate::dsp::RateConverter;
use crate::jitter::{JitterCounts, Kind};
use crate::rtp::Header;

/// The largest payload that goes out: 60 ms of linear audio would be less.
const PAYLOAD_MAX: usize = 1_500;

/// A conversion further behind than this does not catch up in a burst but goes on from now.
const LATE_MAX: Duration = Duration::from_millis(100);

/// One codec's audio in another codec: played as it would be heard, and encoded frame by frame.
///
/// It allocates when it is made; with G.722 also a little for each frame, in that codec's library.
#[derive(Debug)]
pub(crate) struct Conversion {
    to: Codec,
    ptime_ms: u16,
    playout: Playout,
    encoder: Encoder,
    rate: RateConverter,
    frame_time: Duration,
    frame_ticks: u32,
    /// `None`: nothing is to be heard.
    due: Option<Instant>,
    pcm: Vec<i16>,
    payload: Vec<u8>,
    /// The next frame begins a talkspurt.
    starts: bool,
}

/// What goes out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Converted<'a> {
    /// A frame in the other codec.
    Frame {
        payload: &'a [u8],
        /// Ticks since the one before; `None`: it begins a talkspurt.
        ticks: Option<u32>,
    },
    /// A packet of a key press, on the clock of the codec it came with.
    Key(KeyPacket),
}

impl Conversion {
    /// From one codec to packets of `ptime_ms` of another; Opus is sent 20 ms at a time.
    ///
    /// # Errors
    /// libopus has no memory.
    pub(crate) fn new(from: Codec, to: Codec, ptime_ms: u16, now: Instant) -> Result<Self, CodecError> {
        let rate = RateConverter::new(from.sample_rate(), to.sample_rate());
        let tens = match to {
            Codec::Opus => 2,
            _ => u32::from(ptime_ms / 10).clamp(1, 6),
        };
        Ok(Self {
            to,
            ptime_ms,
            playout: Playout::new(from, tens * 10, now)?,
            encoder: Encoder::new(to)?,
            rate: rate.ok_or(CodecError::NoRate { from, to })?,
            frame_time: Duration::from_millis(10) * tens,
            frame_ticks: to.clock_rate() / 100 * tens,
            due: None,
            pcm: Vec::with_capacity((to.sample_rate() / 100 * tens) as usize),
            payload: Vec::with_capacity(PAYLOAD_MAX),
            starts: true,
        })
    }

    pub(crate) fn is_between(&self, from: Codec, to: Codec, ptime_ms: u16) -> bool {
        (self.source(), self.to, self.ptime_ms) == (from, to, ptime_ms)
    }

    pub(crate) fn source(&self) -> Codec {
        self.playout.codec()
    }

    /// Takes a packet of a phone.
    pub(crate) fn take(&mut self, now: Instant, from: StreamId, header: &Header, kind: Kind, payload: &[u8]) {
        self.playout.insert(now, from, header, kind, payload);
        self.due = self.due.or_else(|| self.playout.due(now));
    }

    /// When [`Conversion::next`] has something to do.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// What is due, until there is nothing.
    pub(crate) fn next(&mut self, now: Instant) -> Option<Converted<'_>> {
        let due = self.due.filter(|due| *due <= now)?;
        match self.playout.play(now) {
            Played::Key(key) => return Some(Converted::Key(key)),
            Played::Nothing => {
                self.due = self.playout.due(now).filter(|due| *due > now);
                self.starts = true;
                return None;
            }
            Played::Audio(pcm) => {
                self.pcm.clear();
                self.rate.convert(pcm, &mut self.pcm);
            }
        }
        let is_late = now.saturating_duration_since(due) > LATE_MAX;
        let begun = if is_late { now } else { due };
        self.due = Some(begun + self.playout.pace(self.frame_time));
        self.payload.clear();
        if self.encoder.encode(&self.pcm, &mut self.payload).is_err() {
            self.starts = true;
            return None;
        }
        let starts = std::mem::take(&mut self.starts);
        Some(Converted::Frame {
            payload: &self.payload,
            ticks: (!starts).then_some(self.frame_ticks),
        })
    }

    /// What has come is not to be heard any more.
    pub(crate) fn stop(&mut self) {
        self.playout.forget();
        (self.due, self.starts) = (None, true);
    }

    /// The far end loses so many packets of a hundred: the encoder is told, so that it repeats itself.
    pub(crate) fn expect_loss(&mut self, percent: u8) {
        self.encoder.expect_loss(percent);
    }

    /// How long audio shall wait now, in milliseconds.
    pub(crate) fn target_ms(&self, now: Instant) -> u32 {
        self.playout.target_ms(now)
    }

    /// What was counted since this was last asked.
    pub(crate) fn take_counts(&mut self) -> JitterCounts {
        self.playout.take_counts()
    }
}

#[cfg(test)]
#[path = "conversion_tests.rs"]
mod tests;
