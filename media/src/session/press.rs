//! Keys pressed towards a phone that did not come in its form: made as events (RFC 4733 §2.5.1) or as tones.

use std::time::{Duration, Instant};

use super::Role;
use super::arrival::{Arrival, Content};
use super::key_form::KeyForm;
use super::outbound::ticks;
use super::poll::{Channel, Outgoing};
use super::presses::Piece;
use super::session::Session;
use crate::codec::{Codec, Encoder};
use crate::dsp::DtmfTone;
use crate::key::Key;
use crate::rtp::{Header, event_of};

/// How loud the tones are: the low one, and the high one above it (ETSI ES 201 235-2 §4.2).
const LEVEL_DBM0: f32 = -10.0;
const TWIST_DB: f32 = 2.0;
/// The same as the volume of an event, in dBm0 below 0 (RFC 4733 §2.3.4).
const VOLUME: u8 = 10;
const END: u8 = 0x80;

/// Makes tones in a codec.
#[derive(Debug)]
pub(super) struct Mouth {
    codec: Codec,
    encoder: Encoder,
    tone: Option<DtmfTone>,
    pcm: Vec<i16>,
    payload: Vec<u8>,
}

impl Mouth {
    /// `None`: libopus has no memory.
    fn new(codec: Codec) -> Option<Self> {
        Some(Self {
            codec,
            encoder: Encoder::new(codec).ok()?,
            tone: None,
            pcm: vec![0; codec.frame_samples()],
            payload: Vec::with_capacity(codec.frame_samples() * 2),
        })
    }

    /// The next 20 ms of a press.
    fn say(&mut self, piece: &Piece) -> Option<&[u8]> {
        if piece.is_first {
            let rate = self.codec.sample_rate();
            self.tone = Some(DtmfTone::new(piece.key, LEVEL_DBM0, TWIST_DB, rate));
            // The phone has heard something else meanwhile.
            self.encoder.restart().ok()?;
        }
        self.tone.as_mut()?.fill(&mut self.pcm, piece.is_last);
        self.payload.clear();
        self.encoder.encode(&self.pcm, &mut self.payload).ok()?;
        Some(&self.payload)
    }
}

impl Session {
    /// The peer may press keys in another form than this phone hears them in. What is needed to make tones is made here,
    /// where there is time.
    pub(crate) fn make_room_for_tones(&mut self, peer: Option<KeyForm>) {
        let is_wanted = self.key_form() == KeyForm::Audio && peer.is_some_and(|form| form != KeyForm::Audio);
        if is_wanted {
            self.open_mouth();
        } else {
            self.mouth = None;
        }
    }

    /// Presses a key that the peer told by INFO. A phone that hears keys by INFO is told so elsewhere.
    pub(crate) fn press(&mut self, now: Instant, key: Key, held: Duration) {
        if !self.is_pressed_for() {
            return;
        }
        match self.key_form() {
            KeyForm::Info => return,
            KeyForm::Audio => self.open_mouth(),
            KeyForm::Events => {}
        }
        self.presses.press(now, key, held);
    }

    /// The clock of what this phone says, and of its events (RFC 4733 §2.1).
    pub(crate) fn clock_rate(&self) -> u32 {
        self.codec().map_or(8_000, Codec::clock_rate)
    }

    fn is_pressed_for(&self) -> bool {
        self.terms.is_some() && matches!(self.role, Role::Bridged { .. })
    }

    fn open_mouth(&mut self) {
        if let Some(codec) = self.codec()
            && self.mouth.as_ref().is_none_or(|mouth| mouth.codec != codec)
        {
            self.mouth = Mouth::new(codec).map(Box::new);
        }
    }

    /// What a packet of the peer says of keys. `true`: it is not to be carried over.
    pub(crate) fn take_keys(
        &mut self,
        now: Instant,
        arrival: &Arrival,
        packet: &[u8],
        clock_rate: u32,
    ) -> bool {
        if !self.is_pressed_for() {
            return false;
        }
        match arrival.content {
            Content::Voice(_) | Content::ComfortNoise => self.take_tones(now, arrival),
            Content::TelephoneEvent => self.take_event(now, arrival, packet, clock_rate),
        }
    }

    fn take_tones(&mut self, now: Instant, arrival: &Arrival) -> bool {
        let spoken = &arrival.spoken;
        if let Some((_, held)) = spoken.ended {
            self.presses.ends(now, held);
        }
        if let Some(key) = spoken.began.filter(|_| self.key_form() == KeyForm::Events) {
            self.presses.begins(now, None, key);
        } else if spoken.is_muted {
            self.presses.is_held(now);
        }
        if !self.presses.is_busy() {
            return spoken.is_muted;
        }
        if let Some(conversion) = &mut self.conversion {
            conversion.stop();
        }
        true
    }

    fn take_event(&mut self, now: Instant, arrival: &Arrival, packet: &[u8], clock_rate: u32) -> bool {
        let payload = packet.get(..arrival.length).and_then(Header::parse);
        let Some((event, is_end, duration)) = payload.and_then(|(_, payload)| event_of(payload)) else {
            return true;
        };
        let (timestamp, key) = (arrival.header.timestamp, Key::of_event(event));
        match (self.key_form(), key) {
            // Of what is no key, a flash for one, nobody told in another way.
            (KeyForm::Events, None) => false,
            (KeyForm::Events, Some(key)) => !self.presses.carry(now, timestamp, key),
            (KeyForm::Audio, Some(key)) => {
                self.presses.begins(now, Some(timestamp), key);
                if is_end {
                    let micros = u64::from(duration) * 1_000_000 / u64::from(clock_rate.max(1));
                    self.presses.ends(now, Duration::from_micros(micros));
                }
                true
            }
            _ => true,
        }
    }

    /// When a press has something to send.
    pub(crate) fn press_due(&self) -> Option<Instant> {
        self.presses.due()
    }

    /// The packet of a press that is due, written into `space`.
    pub(super) fn poll_press(&mut self, now: Instant, space: &mut [u8]) -> Option<Outgoing> {
        if self.press_due().is_none_or(|due| due > now) {
            return None;
        }
        let terms = self.terms.as_ref()?;
        let (to, events) = (terms.target(), terms.agreed.telephone_event_send);
        let (codec, payload_type) = (terms.agreed.codec, terms.agreed.payload_type_send);
        let piece = self.presses.next(now)?;
        let written = match (to, events) {
            // On hold nobody hears it.
            (None, _) => None,
            (_, Some(payload_type)) => self.write_event(now, &piece, payload_type, codec, space),
            (_, None) => self.write_tone(now, &piece, payload_type, codec, space),
        };
        let is_over = piece.is_last && self.presses.ended(now, events.is_some());
        if written.is_none() {
            self.presses.stop(now);
        }
        if is_over || written.is_none() {
            // What follows begins anew.
            self.outbound.pause();
        }
        let (length, payload_bytes) = written?;
        let length = self.seal_rtp(space, length)?;
        self.outbound.count(payload_bytes);
        Some(Outgoing {
            channel: Channel::Rtp,
            length,
            to: to?,
        })
    }

    fn write_event(
        &mut self,
        now: Instant,
        piece: &Piece,
        payload_type: u8,
        codec: Codec,
        space: &mut [u8],
    ) -> Option<(usize, usize)> {
        let clock_rate = codec.clock_rate();
        let timestamp = piece
            .timestamp
            .unwrap_or_else(|| self.outbound.timestamp_at(now, clock_rate));
        self.presses.note_timestamp(timestamp);
        let [high, low] = u16::try_from(ticks(piece.made, clock_rate))
            .unwrap_or(u16::MAX)
            .to_be_bytes();
        let end = if piece.is_last { END } else { 0 };
        let payload = [piece.key.event(), end | VOLUME, high, low];
        let header = Header {
            payload_type,
            ..self.outbound.event(now, timestamp, piece.is_first)
        };
        Some((header.build(&payload, space)?, payload.len()))
    }

    fn write_tone(
        &mut self,
        now: Instant,
        piece: &Piece,
        payload_type: u8,
        codec: Codec,
        space: &mut [u8],
    ) -> Option<(usize, usize)> {
        let payload = self
            .mouth
            .as_mut()
            .filter(|mouth| mouth.codec == codec)?
            .say(piece)?;
        let ticks = (!piece.is_first).then_some(codec.frame_ticks());
        let header = self.outbound.next(now, codec.clock_rate(), payload_type, ticks);
        Some((header.build(payload, space)?, payload.len()))
    }
}
