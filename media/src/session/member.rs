//! A phone in a conference: what it says comes in time, and what it hears is the others.

use std::time::Instant;

use super::arrival::{Arrival, Content};
use super::player::Player;
use super::playout::{Played, Playout};
use super::poll::{Channel, Outgoing};
use super::session::Session;
use super::{Role, Source, StreamId};
use crate::codec::{Codec, CodecError};
use crate::dsp::RateConverter;
use crate::jitter::Kind;
use crate::mix::{self, Chime, Frame, Part, SAMPLE_RATE, SILENCE, Voice};
use crate::offer_answer::Direction;
use crate::rtp::Header;

/// Of the mix.
const FRAME_MS: u32 = 20;

/// What a member of a conference may do, and how loud it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Nobody hears it.
    pub is_muted: bool,
    /// It hears nobody.
    pub is_deaf: bool,
    /// How much louder the others hear it than it is.
    pub gain_db: f32,
}

impl Default for Standing {
    fn default() -> Self {
        Self {
            is_muted: false,
            is_deaf: false,
            gain_db: 0.0,
        }
    }
}

/// A member's place in the mix.
#[derive(Debug)]
pub(crate) struct Member {
    standing: Standing,
    /// `gain_db` as a factor.
    gain: f32,
    /// What is heard while nobody else is there.
    music: Option<Player>,
    /// What it hears alone.
    chime: Option<Chime>,
    /// `None` until a codec was agreed on.
    line: Option<Line>,
    /// The next packet begins a talkspurt.
    starts: bool,
}

/// Both ways between its codec and the mix.
#[derive(Debug)]
struct Line {
    playout: Playout,
    /// `None`: nothing is to be heard of it.
    due: Option<Instant>,
    pcm: Vec<i16>,
    rate: RateConverter,
    loudness: u32,
    is_on_floor: bool,
    /// In the last tick it did not hear what all others heard.
    heard_own: bool,
    raised: Vec<i16>,
    frame: Frame,
    heard: Frame,
    voice: Voice,
}

impl Line {
    fn new(codec: Codec, now: Instant) -> Result<Self, CodecError> {
        let rate = RateConverter::new(codec.sample_rate(), SAMPLE_RATE);
        Ok(Self {
            playout: Playout::new(codec, FRAME_MS, now)?,
            due: None,
            pcm: Vec::with_capacity(codec.frame_samples()),
            rate: rate.ok_or(CodecError::NoRate {
                from: codec,
                to: Codec::G722,
            })?,
            loudness: 0,
            is_on_floor: false,
            heard_own: false,
            raised: Vec::with_capacity(SILENCE.len()),
            frame: SILENCE,
            heard: SILENCE,
            voice: Voice::new(codec)?,
        })
    }

    /// Takes what is to be heard now; how loud it is.
    fn listen(&mut self, now: Instant) -> u32 {
        self.is_on_floor = false;
        self.pcm.clear();
        while self.due.is_some_and(|due| due <= now) {
            match self.playout.play(now) {
                // Keys are told of when they come.
                Played::Key(_) => {}
                Played::Audio(pcm) => {
                    self.pcm.extend_from_slice(pcm);
                    break;
                }
                Played::Nothing => self.due = self.playout.due(now).filter(|due| *due > now),
            }
        }
        self.loudness = mix::loudness(self.loudness, &self.pcm);
        self.loudness
    }

    /// It is heard: its frame of the mix.
    fn speak(&mut self, gain: f32) -> &Frame {
        self.is_on_floor = true;
        self.raised.clear();
        self.rate.convert(&self.pcm, &mut self.raised);
        self.frame = SILENCE;
        for (sample, raised) in self.frame.iter_mut().zip(&self.raised) {
            // The cast saturates, as it shall.
            *sample = (f32::from(*raised) * gain) as i16;
        }
        &self.frame
    }

    /// The others, and what it alone hears beside them.
    fn hear<'a>(&'a mut self, part: &'a mut Part, note: Option<&Frame>) -> Option<&'a [u8]> {
        let hears_own = self.is_on_floor || note.is_some();
        let heard_own = std::mem::replace(&mut self.heard_own, hears_own);
        if !hears_own {
            return part.whole(self.playout.codec());
        }
        if !heard_own {
            self.voice.restart();
        }
        let own = if self.is_on_floor { &self.frame } else { &SILENCE };
        part.without(own, &mut self.heard);
        for (sample, note) in self.heard.iter_mut().zip(note.into_iter().flatten()) {
            *sample = sample.saturating_add(*note);
        }
        self.voice.encode(&self.heard)
    }
}

impl Member {
    fn new(music: Option<Player>) -> Self {
        Self {
            standing: Standing::default(),
            gain: 1.0,
            music,
            chime: None,
            line: None,
            starts: true,
        }
    }

    fn hear<'a>(&'a mut self, now: Instant, part: &'a mut Part) -> Option<&'a [u8]> {
        let line = self.line.as_mut()?;
        let note = self.chime.as_mut().and_then(Chime::next);
        if note.is_none() {
            self.chime = None;
        }
        let hears_music = part.room().members() <= 1 && note.is_none();
        match self.music.as_mut().filter(|_| hears_music) {
            Some(music) => music.frame(now, line.playout.codec()).map(|(_, frame)| frame),
            None => line.hear(part, note.as_ref()),
        }
    }
}

impl Session {
    /// The phone takes part in a conference; [`Session::fit_member`] must follow.
    pub(crate) fn confer(&mut self, now: Instant, music: Option<Source>) {
        let music = music.map(|music| Player::new(music.repeated(), now));
        self.take_role(now, Role::Conferring(Box::new(Member::new(music))));
    }

    /// The codec that it speaks in a conference, if it is in one and has one. What it needs for that is made here,
    /// where there is time.
    pub(crate) fn fit_member(&mut self, now: Instant) -> Option<Codec> {
        let codec = self.codec();
        let Role::Conferring(member) = &mut self.role else {
            return None;
        };
        let codec = codec?;
        let is_fit = |line: &Line| line.playout.codec() == codec;
        if !member.line.as_ref().is_some_and(is_fit) {
            // Without memory for it the phone is in the room and hears nothing.
            member.line = Line::new(codec, now).ok();
            member.starts = true;
        }
        Some(codec)
    }

    /// What it may do from now on.
    pub(crate) fn stand(&mut self, standing: Standing) {
        if let Role::Conferring(member) = &mut self.role {
            member.starts |= standing.is_deaf;
            member.gain = 10_f32.powf(standing.gain_db / 20.0);
            member.standing = standing;
        }
    }

    /// It hears two tones beside the others.
    pub(crate) fn chime(&mut self, rising: bool) {
        if let Role::Conferring(member) = &mut self.role {
            member.chime = Some(if rising { Chime::rising() } else { Chime::falling() });
        }
    }

    /// Takes a packet for the mix; `false`: the phone is in no conference.
    pub(crate) fn contribute(&mut self, now: Instant, arrival: &Arrival, packet: &[u8]) -> bool {
        let id: StreamId = self.id;
        // A phone that holds the room plays music, which nobody there wants.
        let is_talking = self
            .terms
            .as_ref()
            .is_some_and(|terms| terms.agreed.direction == Direction::SendRecv);
        let Role::Conferring(member) = &mut self.role else {
            return false;
        };
        let kind = match arrival.content {
            Content::Voice(_) => Kind::Voice,
            Content::ComfortNoise => Kind::Noise,
            Content::TelephoneEvent => return true,
        };
        let is_heard = is_talking && !member.standing.is_muted;
        let packet = packet.get(..arrival.length).and_then(Header::parse);
        if let (Some(line), Some((header, payload))) = (member.line.as_mut().filter(|_| is_heard), packet) {
            line.playout.insert(now, id, &header, kind, payload);
            line.due = line.due.or_else(|| line.playout.due(now));
            self.report.jitter = self.report.jitter.plus(line.playout.take_counts());
            self.report.jitter_target_ms = Some(line.playout.target_ms(now));
        }
        true
    }

    /// Takes what the phone says now; how loud that is.
    pub(crate) fn loudness(&mut self, now: Instant) -> u32 {
        let Role::Conferring(member) = &mut self.role else {
            return 0;
        };
        let is_muted = member.standing.is_muted;
        let loudness = member.line.as_mut().map_or(0, |line| line.listen(now));
        if is_muted { 0 } else { loudness }
    }

    /// It is among those who are heard: its frame.
    pub(crate) fn speak(&mut self) -> Option<&Frame> {
        let Role::Conferring(member) = &mut self.role else {
            return None;
        };
        let gain = member.gain;
        member.line.as_mut().map(|line| line.speak(gain))
    }

    /// The packet in which it hears the others.
    pub(crate) fn hear_room(&mut self, now: Instant, part: &mut Part, space: &mut [u8]) -> Option<Outgoing> {
        let awaits_keys = self.awaits_keys();
        let terms = self.terms.as_ref()?;
        let Role::Conferring(member) = &mut self.role else {
            return None;
        };
        let target = terms
            .target()
            .filter(|_| !awaits_keys && !member.standing.is_deaf);
        let Some(to) = target else {
            member.starts = true;
            return None;
        };
        let codec = terms.agreed.codec;
        let starts = member.starts || part.is_resuming();
        let payload = member.hear(now, part)?;
        let ticks = (!starts).then_some(codec.frame_ticks());
        let header = self
            .outbound
            .next(now, codec.clock_rate(), terms.agreed.payload_type_send, ticks);
        let payload_bytes = payload.len();
        let length = header.build(payload, space)?;
        member.starts = false;
        self.tape_heard(now, space.get(..length));
        let length = self.seal_rtp(space, length)?;
        self.outbound.count(payload_bytes);
        Some(Outgoing {
            channel: Channel::Rtp,
            length,
            to,
        })
    }
}
