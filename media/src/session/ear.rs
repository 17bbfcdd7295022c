//! Keys as tones in what a phone says (ITU-T Q.24), where the switch wants them, or the peer in another form.

use std::time::Duration;

use super::key_form::KeyForm;
use super::session::Session;
use super::{Event, Role};
use crate::codec::{Codec, Decoder};
use crate::dsp::{DtmfDetector, Spoken};
use crate::key::Key;
use crate::rtp::{Header, SEQUENCE_HALF};

/// The most audio that one packet brings, at 48 kHz (RFC 6716 §3.2.5).
const PACKET_SAMPLES_MAX: usize = 5_760;

/// Packets in a row that may be lost within a press.
const LOST_MAX: u16 = 2;

/// Listens to what a phone says, packet by packet as they come; late ones are passed over.
#[derive(Debug)]
pub(super) struct Ear {
    codec: Codec,
    decoder: Decoder,
    detector: DtmfDetector,
    pcm: Vec<i16>,
    heard: Option<(u32, u16)>,
}

impl Ear {
    /// `None`: libopus has no memory.
    fn new(codec: Codec) -> Option<Self> {
        Some(Self {
            codec,
            decoder: Decoder::new(codec).ok()?,
            detector: DtmfDetector::new(codec.sample_rate(), PACKET_SAMPLES_MAX)?,
            pcm: Vec::with_capacity(PACKET_SAMPLES_MAX),
            heard: None,
        })
    }

    fn hear(&mut self, header: &Header, payload: &[u8]) -> Spoken {
        let ahead = match self.heard {
            Some((ssrc, sequence)) if ssrc == header.ssrc => header.sequence.wrapping_sub(sequence),
            _ => LOST_MAX + 2,
        };
        if ahead == 0 || ahead >= SEQUENCE_HALF {
            return Spoken::default();
        }
        self.heard = Some((header.ssrc, header.sequence));
        let stopped = (ahead > LOST_MAX + 1).then(|| self.detector.stop()).flatten();
        self.pcm.clear();
        if self.decoder.decode(payload, &mut self.pcm).is_err() {
            self.pcm.clear();
        }
        let spoken = self.detector.hear(&self.pcm);
        Spoken {
            ended: stopped.or(spoken.ended),
            ..spoken
        }
    }
}

impl Session {
    /// The switch wants to know the keys, or does no longer. [`Session::listen_for_keys`] must follow.
    pub(crate) fn listen(&mut self, wanted: bool) {
        self.listens = wanted;
    }

    /// A bridged peer hears keys in this form. The ear that it needs, or the switch, is made here, where there is time.
    pub(crate) fn listen_for_keys(&mut self, peer: Option<KeyForm>) {
        let for_peer = self.key_form() == KeyForm::Audio && peer.is_some_and(|form| form != KeyForm::Audio);
        let is_wanted = for_peer || self.listens && !self.sends_events();
        let Some(codec) = self.codec().filter(|_| is_wanted) else {
            self.ear = None;
            return;
        };
        if self.ear.as_ref().is_none_or(|ear| ear.codec != codec) {
            self.ear = Ear::new(codec).map(Box::new);
        }
    }

    /// It agreed to press keys beside the audio.
    fn sends_events(&self) -> bool {
        let terms = self.terms.as_ref();
        terms.is_some_and(|terms| terms.agreed.telephone_event_receive.is_some())
    }

    /// What a packet of this phone's voice says of keys.
    pub(super) fn hear_tones(&mut self, header: &Header, payload: &[u8], news: &mut Vec<Event>) -> Spoken {
        let is_wanted = self.listens || matches!(self.role, Role::Bridged { .. });
        let Some(ear) = self.ear.as_mut().filter(|_| is_wanted) else {
            return Spoken::default();
        };
        let spoken = ear.hear(header, payload);
        if let Some((key, held)) = spoken.ended {
            self.tell_press(key.event(), held, news);
        }
        spoken
    }

    /// Tells the call of a key that was released.
    pub(super) fn tell_press(&self, event: u8, duration: Duration, news: &mut Vec<Event>) {
        let told = Key::of_event(event).map(|key| Event::Pressed {
            stream: self.id,
            key,
            duration,
        });
        news.extend(told);
    }
}
