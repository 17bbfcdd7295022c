use std::time::{Duration, Instant};

use super::StreamId;
use super::sound::{OPUS_SILENT_BYTES, Sound};
use crate::codec::{Codec, CodecError};
use crate::jitter::{JitterBuffer, JitterCounts, Kind, Packet, Taken};
use crate::rtp::Header;

/// Audio that waits longer or shorter than it must by less than this is played as it is.
const TOLERANCE_MS: u32 = 5;

/// Audio that waits so much longer than it must is made shorter even where that is heard.
const URGENT_MS: u32 = 80;

/// Audio that waits longer than this over what it must makes the pace lean.
const LEAN_FROM_MS: u32 = 2;

/// How far the pace leans to follow the sender's clock: 500 parts in a million.
const LEAN_SHARE: u32 = 2_000;

/// What a phone says, as audio at a steady pace: packets are put in order, what is missing is made up, pauses are filled.
///
/// It allocates when it is made; with G.722 also a little for each packet, in that codec's library.
#[derive(Debug)]
pub(crate) struct Playout {
    codec: Codec,
    buffer: JitterBuffer,
    source: Option<StreamId>,
    sound: Sound,
    frame_samples: usize,
    /// Samples that are still to be cut out, or, below 0, to be put in between.
    change: i32,
    /// By how many ticks audio waits longer than it must.
    excess: i32,
}

/// What is heard next.
#[derive(Debug)]
pub(crate) enum Played<'a> {
    /// A frame.
    Audio(&'a [i16]),
    /// A packet of a key press, in its place before the next frame.
    Key(KeyPacket),
    /// Nothing until another packet comes.
    Nothing,
}

/// A packet of a key press (RFC 4733 §2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyPacket {
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    pub(crate) payload: [u8; 4],
}

impl Playout {
    /// For packets of a codec, played in frames of `frame_ms`.
    ///
    /// # Errors
    /// libopus has no memory.
    pub(crate) fn new(codec: Codec, frame_ms: u32, now: Instant) -> Result<Self, CodecError> {
        let frame_ticks = codec.clock_rate() / 1_000 * frame_ms;
        Ok(Self {
            codec,
            buffer: JitterBuffer::new(codec.clock_rate(), frame_ticks, now),
            source: None,
            sound: Sound::new(codec)?,
            frame_samples: (codec.sample_rate() / 1_000 * frame_ms) as usize,
            change: 0,
            excess: 0,
        })
    }

    pub(crate) fn codec(&self) -> Codec {
        self.codec
    }

    /// Takes a packet of a phone; what no decoder would take is nothing.
    pub(crate) fn insert(
        &mut self,
        now: Instant,
        from: StreamId,
        header: &Header,
        kind: Kind,
        payload: &[u8],
    ) {
        if self.source.replace(from) != Some(from) {
            self.buffer.forget();
        }
        let is_voice = matches!(kind, Kind::Voice | Kind::LastVoice);
        let ticks = if is_voice {
            self.codec.payload_ticks(payload)
        } else {
            Some(0)
        };
        let Some(ticks) = ticks else {
            return;
        };
        let is_last = is_voice && self.codec == Codec::Opus && payload.len() <= OPUS_SILENT_BYTES;
        let packet = Packet {
            ssrc: header.ssrc,
            sequence: header.sequence,
            timestamp: header.timestamp,
            marker: header.marker,
            kind: if is_last { Kind::LastVoice } else { kind },
            ticks,
            payload,
        };
        self.buffer.insert(now, &packet);
    }

    /// What has come is not to be heard any more.
    pub(crate) fn forget(&mut self) {
        (self.source, self.change) = (None, 0);
        self.buffer.forget();
        self.sound.clear();
    }

    /// When to begin to play, after nothing was played; `None`: there is nothing.
    pub(crate) fn due(&self, now: Instant) -> Option<Instant> {
        self.buffer.due(now)
    }

    /// What is to be heard now; ask again after a key.
    pub(crate) fn play(&mut self, now: Instant) -> Played<'_> {
        self.judge(now);
        while self.sound.len() < self.frame_samples {
            let held = self.ticks(self.sound.len());
            let wanted = self.ticks(self.frame_samples).saturating_sub(held).max(1);
            let in_samples = self.samples_a_tick();
            match self.buffer.take(now, held, wanted) {
                Taken::Voice(payload) => {
                    let is_urgent = self.excess > ticks_of(self.codec, URGENT_MS);
                    match self.sound.voice(payload, self.change, is_urgent) {
                        Some(changed) => self.change -= changed,
                        None => {
                            let ticks = self.codec.payload_ticks(payload).unwrap_or(wanted);
                            self.sound.missing(in_samples * ticks as usize, None);
                        }
                    }
                }
                Taken::Lost { ticks, next } => self.sound.missing(in_samples * ticks as usize, next),
                Taken::Starved { ticks } => {
                    // This alone makes what follows wait longer.
                    self.change = 0;
                    self.sound.missing(in_samples * ticks as usize, None);
                }
                Taken::Pause { ticks } => self.sound.pause(in_samples * ticks as usize),
                Taken::Noise(payload) => self.sound.describe_noise(payload),
                Taken::Event {
                    timestamp,
                    marker,
                    payload,
                } => {
                    let key = payload.first_chunk().map(|payload| KeyPacket {
                        timestamp,
                        marker,
                        payload: *payload,
                    });
                    if let Some(key) = key {
                        return Played::Key(key);
                    }
                }
                Taken::Idle => {
                    self.change = 0;
                    match self.frame_samples.saturating_sub(self.sound.len()) {
                        all if all == self.frame_samples => return Played::Nothing,
                        rest => self.sound.pause(rest),
                    }
                }
            }
        }
        Played::Audio(self.sound.frame(self.frame_samples))
    }

    /// How long after a frame the next one is due: the time of a frame, a little more or less.
    pub(crate) fn pace(&self, frame: Duration) -> Duration {
        let lean = frame / LEAN_SHARE;
        if self.excess > ticks_of(self.codec, LEAN_FROM_MS) {
            frame - lean
        } else if self.excess < ticks_of(self.codec, LEAN_FROM_MS / 2) {
            frame + lean
        } else {
            frame
        }
    }

    /// How long audio shall wait now, in milliseconds.
    pub(crate) fn target_ms(&self, now: Instant) -> u32 {
        self.buffer.target_ms(now)
    }

    /// What was counted since this was last asked.
    pub(crate) fn take_counts(&mut self) -> JitterCounts {
        self.buffer.take_counts()
    }

    /// The timestamp of the audio that is heard next.
    #[cfg(test)]
    pub(crate) fn heard_next(&self) -> Option<u32> {
        let held = self.ticks(self.sound.len());
        self.buffer.position().map(|position| position.wrapping_sub(held))
    }

    /// Whether audio is to be made shorter or longer.
    fn judge(&mut self, now: Instant) {
        let held = self.ticks(self.sound.len());
        self.excess = self.buffer.excess(now, held);
        // An odd sample that is left cannot be changed.
        if self.change.abs() > 1 {
            return;
        }
        let tolerance = ticks_of(self.codec, TOLERANCE_MS);
        let steps = self.buffer.steps(held);
        let in_samples = |ticks: u32| i32::try_from(ticks as usize * self.samples_a_tick()).unwrap_or(0);
        self.change = if self.excess > steps.out.cast_signed().saturating_add(tolerance) {
            in_samples(steps.out)
        } else if self.excess < -tolerance {
            -in_samples(steps.between)
        } else {
            0
        };
    }

    fn samples_a_tick(&self) -> usize {
        (self.codec.sample_rate() / self.codec.clock_rate()).max(1) as usize
    }

    /// Samples as ticks of the sender's clock.
    fn ticks(&self, samples: usize) -> u32 {
        u32::try_from(samples / self.samples_a_tick()).unwrap_or(0)
    }
}

fn ticks_of(codec: Codec, milliseconds: u32) -> i32 {
    (codec.clock_rate() / 1_000 * milliseconds).cast_signed()
}
