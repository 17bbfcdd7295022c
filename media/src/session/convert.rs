//! What a phone hears of a peer that speaks another codec.

use std::time::Instant;

use super::StreamId;
use super::arrival::{Arrival, Content};
use super::conversion::{Conversion, Frame};
use super::poll::{Channel, Outgoing};
use super::session::Session;
use crate::codec::Codec;
use crate::rtp::Header;

/// Where the duration of an event stands in its payload (RFC 4733 §2.3).
const DURATION: std::ops::Range<usize> = 2..4;

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
        let is_there = |conversion: &Conversion| conversion.is_between(theirs, ours);
        if self.conversion.as_deref().is_none_or(|there| !is_there(there)) {
            let ptime_ms = self.terms.as_ref().map_or(20, |terms| terms.agreed.ptime_ms);
            // Without memory for it the two hear nothing, as they would not have before.
            self.conversion = Conversion::new(theirs, ours, ptime_ms).ok().map(Box::new);
        }
        self.settle(now);
    }

    /// Takes a packet of the peer that has to be converted; [`Session::converted`] gives what comes of it. `false`: it can
    /// be forwarded as it is.
    pub(crate) fn convert(&mut self, from: StreamId, arrival: &Arrival, packet: &[u8]) -> bool {
        let Content::Voice(codec) = arrival.content else {
            return false;
        };
        let Some(conversion) = self.conversion.as_mut().filter(|it| it.source() == codec) else {
            return false;
        };
        let packet = packet.get(..arrival.length).and_then(Header::parse);
        if let (Some((header, payload)), Some(_)) = (packet, self.terms.as_ref().and_then(|it| it.target())) {
            conversion.take(from, &header, payload);
        }
        true
    }

    /// The next packet of what was converted, written into `space`.
    pub(crate) fn converted(&mut self, now: Instant, space: &mut [u8]) -> Option<Outgoing> {
        let terms = self.terms.as_ref()?;
        let (to, codec) = (terms.target()?, terms.agreed.codec);
        let Frame { payload, ticks } = self.conversion.as_mut()?.frame()?;
        let header = self
            .outbound
            .next(now, codec.clock_rate(), terms.agreed.payload_type_send, ticks);
        let payload_bytes = payload.len();
        let length = header.build(payload, space)?;
        let length = self.seal_rtp(space, length)?;
        self.outbound.count(payload_bytes);
        Some(Outgoing {
            channel: Channel::Rtp,
            length,
            to,
        })
    }

    /// The header of a key press of the peer, whose duration is brought to this codec's clock; `None`: nothing is converted
    /// here, so that the packet is carried over as all others.
    pub(super) fn convert_key(
        &mut self,
        now: Instant,
        arrival: &Arrival,
        packet: &mut [u8],
    ) -> Option<Header> {
        let theirs = self.conversion.as_ref()?.source().clock_rate();
        let ours = self.codec()?.clock_rate();
        let timestamp = match self.key {
            Some(key) if key.theirs == arrival.header.timestamp => key.ours,
            _ => self.outbound.timestamp_at(now, ours),
        };
        self.key = Some(Key {
            theirs: arrival.header.timestamp,
            ours: timestamp,
        });
        let at = arrival.length.checked_sub(arrival.payload_bytes)?;
        if let Some(duration) = packet.get_mut(at..).and_then(|payload| payload.get_mut(DURATION)) {
            let said = u32::from(u16::from_be_bytes([duration[0], duration[1]]));
            let scaled = u64::from(said) * u64::from(ours) / u64::from(theirs.max(1));
            let scaled = u16::try_from(scaled).unwrap_or(u16::MAX);
            duration.copy_from_slice(&scaled.to_be_bytes());
        }
        Some(self.outbound.event(now, timestamp, arrival.header.marker))
    }
}
