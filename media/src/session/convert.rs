//! What a phone hears of a peer that speaks another codec.

use std::time::Instant;

use super::StreamId;
use super::arrival::{Arrival, Content};
use super::conversion::{Conversion, Converted};
use super::playout::KeyPacket;
use super::poll::{Channel, Outgoing};
use super::session::Session;
use crate::codec::Codec;
use crate::jitter::{JitterCounts, Kind};
use crate::rtp::Header;

/// The timestamp that one event of the peer has here: all its packets share it (RFC 4733 §2.2).
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    theirs: u32,
    ours: u32,
}

impl Session {
    /// The codec that was agreed on.
    pub(crate) fn codec(&self) -> Option<Codec> {
        self.terms.as_ref().map(|terms| terms.agreed.codec)
    }

    /// The peer speaks this codec, or there is none. What is needed to be heard is made here, where there is time.
    pub(crate) fn hears(&mut self, now: Instant, codec: Option<Codec>) {
        let wanted = codec.zip(self.codec()).filter(|(theirs, ours)| theirs != ours);
        let Some((theirs, ours)) = wanted else {
            self.conversion = None;
            return self.settle(now);
        };
        let ptime_ms = self.terms.as_ref().map_or(20, |terms| terms.agreed.ptime_ms);
        let is_there = |conversion: &Conversion| conversion.is_between(theirs, ours, ptime_ms);
        if self.conversion.as_deref().is_none_or(|there| !is_there(there)) {
            // Without memory for it the two hear nothing, as they would not have before.
            self.conversion = Conversion::new(theirs, ours, ptime_ms, now).ok().map(Box::new);
            self.encode_for_loss();
        }
        self.settle(now);
    }

    /// Takes a packet of the peer that has to be converted; [`Session::converted`] gives what comes of it, in its time.
    /// `false`: it can be forwarded as it is.
    pub(crate) fn convert(&mut self, now: Instant, from: StreamId, arrival: &Arrival, packet: &[u8]) -> bool {
        let Some(conversion) = &mut self.conversion else {
            return false;
        };
        let kind = match arrival.content {
            Content::Voice(codec) if codec == conversion.source() => Kind::Voice,
            Content::Voice(_) => return false,
            Content::ComfortNoise => Kind::Noise,
            Content::TelephoneEvent => Kind::Event,
        };
        let packet = packet.get(..arrival.length).and_then(Header::parse);
        if let (Some((header, payload)), Some(_)) = (packet, self.terms.as_ref().and_then(|it| it.target())) {
            conversion.take(now, from, &header, kind, payload);
        }
        true
    }

    /// When [`Session::converted`] has something.
    pub(crate) fn converted_due(&self) -> Option<Instant> {
        self.conversion.as_ref().and_then(|conversion| conversion.due())
    }

    /// The next packet of what was converted and is due, written into `space`.
    pub(crate) fn converted(&mut self, now: Instant, space: &mut [u8]) -> Option<Outgoing> {
        loop {
            let terms = self.terms.as_ref()?;
            let (target, payload_type) = (terms.target(), terms.agreed.payload_type_send);
            let clock_rate = terms.agreed.codec.clock_rate();
            let written = match self.conversion.as_mut()?.next(now)? {
                // The phone is on hold: what it would hear passes.
                _ if target.is_none() => None,
                Converted::Key(key) => self.write_key(now, key, space),
                Converted::Frame { payload, ticks } => {
                    let header = self.outbound.next(now, clock_rate, payload_type, ticks);
                    Some((header.build(payload, space)?, payload.len()))
                }
            };
            if let (Some((length, payload_bytes)), Some(to)) = (written, target) {
                self.tape_heard(now, space.get(..length));
                let length = self.seal_rtp(space, length)?;
                self.outbound.count(payload_bytes);
                return Some(Outgoing {
                    channel: Channel::Rtp,
                    length,
                    to,
                });
            }
        }
    }

    /// A packet of the peer's key press, whose duration is brought to this codec's clock: its length, and its payload's.
    /// `None`: this phone takes no keys.
    fn write_key(&mut self, now: Instant, key: KeyPacket, space: &mut [u8]) -> Option<(usize, usize)> {
        let theirs = self.conversion.as_ref()?.source().clock_rate();
        let ours = self.codec()?.clock_rate();
        let payload_type = self.terms.as_ref()?.agreed.telephone_event_send?;
        let timestamp = match self.key {
            Some(known) if known.theirs == key.timestamp => known.ours,
            _ => self.outbound.timestamp_at(now, ours),
        };
        self.key = Some(Key {
            theirs: key.timestamp,
            ours: timestamp,
        });
        let [event, flags, duration @ ..] = key.payload;
        let said = u64::from(u16::from_be_bytes(duration));
        let scaled = said * u64::from(ours) / u64::from(theirs.max(1));
        let [high, low] = u16::try_from(scaled).unwrap_or(u16::MAX).to_be_bytes();
        let header = Header {
            payload_type,
            ..self.outbound.event(now, timestamp, key.marker)
        };
        let payload = [event, flags, high, low];
        Some((header.build(&payload, space)?, payload.len()))
    }

    /// The peer's packets come out in time: what became of them since this was last asked, and how long they wait.
    pub(crate) fn take_jitter(&mut self, now: Instant) -> Option<(JitterCounts, u32)> {
        let conversion = self.conversion.as_mut()?;
        Some((conversion.take_counts(), conversion.target_ms(now)))
    }

    /// Of this phone's packets, these were put in order for the peer.
    pub(crate) fn note_jitter(&mut self, (counts, target_ms): (JitterCounts, u32)) {
        self.report.jitter = self.report.jitter.plus(counts);
        self.report.jitter_target_ms = Some(target_ms);
    }

    /// What is converted for this phone is encoded for the loss that it last reported.
    pub(super) fn encode_for_loss(&mut self) {
        let fraction = self.control.far().map_or(0, |far| far.fraction_lost);
        if let Some(conversion) = &mut self.conversion {
            let percent = (u16::from(fraction) * 100).div_ceil(256);
            conversion.expect_loss(u8::try_from(percent).unwrap_or(100));
        }
    }
}
