use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::Event;
use super::arrival::{Arrival, Content};
use super::outbound::ticks;
use super::session::{Session, Terms};
use crate::dsp::Spoken;
use crate::rtp::Header;

/// The static payload type of comfort noise, and the clock that it has (RFC 3389 §4).
const COMFORT_NOISE: u8 = 13;
const COMFORT_NOISE_CLOCK: u32 = 8_000;

impl Session {
    /// Judges and counts a datagram that came to the RTP port and is not RTCP. What is given back may be sent on.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        source: SocketAddr,
        packet: &mut [u8],
        news: &mut Vec<Event>,
    ) -> Option<Arrival> {
        // Who cannot be the phone costs no deciphering.
        if self
            .terms
            .as_ref()
            .is_none_or(|terms| terms.latch.excludes(source))
        {
            self.report.rejected_source += 1;
            return None;
        }
        let length = self.open_rtp(packet)?;
        let terms = self.terms.as_mut()?;
        let Some((header, payload)) = packet.get(..length).and_then(Header::parse) else {
            self.report.malformed += 1;
            return None;
        };
        let Some(content) = terms.content(header.payload_type) else {
            self.report.rejected_payload += 1;
            return None;
        };
        if !terms.latch.receive(source, header.ssrc, header.sequence) {
            self.report.rejected_source += 1;
            return None;
        }
        let (clock_rate, receives) = (terms.agreed.codec.clock_rate(), terms.receives());
        // Packets of one event share a timestamp (RFC 4733 §2.2), which says nothing about timing.
        let arrival_time = matches!(content, Content::Voice(_) | Content::ComfortNoise)
            .then(|| ticks(now.saturating_duration_since(self.opened_at), clock_rate));
        self.reception.receive(&header, arrival_time);
        self.report.packets_received += 1;
        self.report.bytes_received += payload.len() as u64;
        self.liveness.heard(now);
        if !self.is_heard {
            self.is_heard = true;
            news.push(Event::FirstPacket { stream: self.id });
        }
        if !receives {
            return None;
        }
        let spoken = match content {
            Content::Voice(codec) => {
                self.sound.arrived(|| codec.mean_square(payload));
                self.tape_said(now, codec, &header, payload);
                self.hear_tones(&header, payload, news)
            }
            Content::ComfortNoise => Spoken::default(),
            Content::TelephoneEvent => {
                self.hear_key(&header, payload, clock_rate, news);
                Spoken::default()
            }
        };
        Some(Arrival {
            header,
            content,
            payload_bytes: payload.len(),
            length,
            spoken,
        })
    }

    fn hear_key(&mut self, header: &Header, payload: &[u8], clock_rate: u32, news: &mut Vec<Event>) {
        if let Some(pressed) = self.telephone_events.receive(header.timestamp, payload) {
            let micros = u64::from(pressed.duration_ticks) * 1_000_000 / u64::from(clock_rate);
            self.tell_press(pressed.event, Duration::from_micros(micros), news);
        }
    }
}

impl Terms {
    fn content(&self, payload_type: u8) -> Option<Content> {
        let agreed = &self.agreed;
        if payload_type == agreed.payload_type_receive {
            Some(Content::Voice(agreed.codec))
        } else if Some(payload_type) == agreed.telephone_event_receive {
            Some(Content::TelephoneEvent)
        } else if payload_type == COMFORT_NOISE && agreed.codec.clock_rate() == COMFORT_NOISE_CLOCK {
            // Interop: phones send it without having been offered it (Cisco SPA, Grandstream with silence suppression).
            Some(Content::ComfortNoise)
        } else {
            None
        }
    }
}
