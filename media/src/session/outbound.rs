use std::time::Instant;

use super::StreamId;
use crate::rtcp::Rewriting;
use crate::rtp::{Header, SEQUENCE_HALF};

/// A packet at most this much behind is late, no restart (RFC 3550 A.1).
const MISORDER_MAX: u16 = 100;

/// What a phone hears from us: one SSRC with one run of sequence numbers and timestamps for the stream's whole life,
/// whatever plays or talks (RFC 3550 §5.1, §7.2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outbound {
    ssrc: u32,
    /// Of the newest packet sent.
    sequence: u16,
    timestamp: u32,
    sent_at: Option<Instant>,
    /// Whose packets are being carried over.
    carried: Option<Carried>,
    /// What comes next begins a talkspurt.
    is_paused: bool,
    pub(super) packets: u64,
    pub(super) payload_bytes: u64,
}

#[derive(Clone, Copy, Debug)]
struct Carried {
    from: StreamId,
    ssrc: u32,
    sequence_offset: u16,
    timestamp_offset: u32,
}

impl Outbound {
    /// All three are random (RFC 3550 §5.1).
    pub(super) fn new(ssrc: u32, sequence: u16, timestamp: u32) -> Self {
        Self {
            ssrc,
            sequence,
            timestamp,
            sent_at: None,
            carried: None,
            is_paused: false,
            packets: 0,
            payload_bytes: 0,
        }
    }

    /// The header under which a packet of another stream goes out; its gaps and its order are kept.
    pub(super) fn carry(&mut self, now: Instant, clock_rate: u32, from: StreamId, header: &Header) -> Header {
        let known = self
            .carried
            .filter(|known| known.from == from && known.ssrc == header.ssrc);
        let carried = known.unwrap_or_else(|| Carried {
            from,
            ssrc: header.ssrc,
            sequence_offset: self.sequence.wrapping_add(1).wrapping_sub(header.sequence),
            timestamp_offset: self.timestamp_at(now, clock_rate).wrapping_sub(header.timestamp),
        });
        self.carried = Some(carried);
        let out = Header {
            sequence: header.sequence.wrapping_add(carried.sequence_offset),
            timestamp: header.timestamp.wrapping_add(carried.timestamp_offset),
            ssrc: self.ssrc,
            // The first packet of another source is the start of a talkspurt (RFC 3551 §4.1).
            marker: header.marker || known.is_none(),
            ..*header
        };
        if out.sequence.wrapping_sub(self.sequence) < SEQUENCE_HALF {
            (self.sequence, self.timestamp) = (out.sequence, out.timestamp);
            self.sent_at = Some(now);
        }
        out
    }

    /// Before [`Outbound::carry`] where numbers may be sent only once: a source that falls far back has started anew
    /// (RFC 3550 A.1), and what it sends follows what was sent.
    pub(super) fn follow(&mut self, from: StreamId, header: &Header) {
        let known = self
            .carried
            .filter(|known| known.from == from && known.ssrc == header.ssrc);
        if let Some(known) = known {
            let out = header.sequence.wrapping_add(known.sequence_offset);
            let behind = self.sequence.wrapping_sub(out);
            if (MISORDER_MAX..SEQUENCE_HALF).contains(&behind) {
                self.carried = None;
            }
        }
    }

    /// The header of our own next packet, `ticks` after the one before or, at a start, when the clock says.
    pub(super) fn next(
        &mut self,
        now: Instant,
        clock_rate: u32,
        payload_type: u8,
        ticks: Option<u32>,
    ) -> Header {
        self.carried = None;
        self.sequence = self.sequence.wrapping_add(1);
        let is_paused = std::mem::take(&mut self.is_paused);
        let ticks = ticks.filter(|_| !is_paused);
        self.timestamp = match ticks {
            Some(ticks) => self.timestamp.wrapping_add(ticks),
            None => self.timestamp_at(now, clock_rate),
        };
        self.sent_at = Some(now);
        Header {
            marker: ticks.is_none(),
            payload_type,
            sequence: self.sequence,
            timestamp: self.timestamp,
            ssrc: self.ssrc,
        }
    }

    /// The header of a packet of an event: several share a timestamp, and audio takes up its own time after it.
    pub(super) fn event(&mut self, now: Instant, timestamp: u32, marker: bool) -> Header {
        self.carried = None;
        self.sequence = self.sequence.wrapping_add(1);
        self.sent_at.get_or_insert(now);
        Header {
            marker,
            payload_type: 0,
            sequence: self.sequence,
            timestamp,
            ssrc: self.ssrc,
        }
    }

    /// Time has passed of which the source of what comes next knows nothing.
    pub(super) fn pause(&mut self) {
        (self.carried, self.is_paused) = (None, true);
    }

    pub(super) fn count(&mut self, payload_bytes: usize) {
        self.packets += 1;
        self.payload_bytes += payload_bytes as u64;
    }

    pub(super) fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// How the carried packets are rewritten.
    pub(crate) fn rewriting(&self) -> Option<Rewriting> {
        self.carried.map(|carried| Rewriting {
            own_ssrc: self.ssrc,
            source_ssrc: carried.ssrc,
            sequence_offset: carried.sequence_offset,
            timestamp_offset: carried.timestamp_offset,
        })
    }

    /// The timestamp of this moment: time passes between sources too.
    pub(super) fn timestamp_at(&self, now: Instant, clock_rate: u32) -> u32 {
        let Some(sent_at) = self.sent_at else {
            return self.timestamp;
        };
        let passed = ticks(now.saturating_duration_since(sent_at), clock_rate);
        self.timestamp.wrapping_add(passed)
    }
}

/// A span in RTP ticks, modulo 2³².
// The cast: RTP time wraps.
pub(super) fn ticks(span: std::time::Duration, clock_rate: u32) -> u32 {
    (span.as_micros() * u128::from(clock_rate) / 1_000_000) as u32
}
