use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use super::control::Control;
use super::conversion::Conversion;
use super::convert::Key;
use super::ear::Ear;
use super::key_form::KeyForm;
use super::keying::{Generation, Handshake};
use super::liveness::{Expected, Liveness};
use super::outbound::Outbound;
use super::player::Player;
use super::press::Mouth;
use super::presses::Presses;
use super::security::Security;
use super::{Role, Slot, Source, StreamId};
use crate::latch::{Latch, LatchPolicy};
use crate::offer_answer::{Agreed, Direction};
use crate::record::Tape;
use crate::rtcp::NtpClock;
use crate::rtp::TelephoneEvents;
use crate::stats::{Reception, Sound, StreamReport, Talk, Way};

/// What holds for all sessions of an engine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) latch: LatchPolicy,
    pub(crate) key_form: KeyForm,
    pub(crate) dead_after: Duration,
    pub(crate) ntp: NtpClock,
}

/// One phone's audio.
#[derive(Debug)]
pub(crate) struct Session {
    pub(super) id: StreamId,
    pub(super) rules: Rules,
    pub(super) opened_at: Instant,
    pub(super) role: Role,
    /// `None` until the first negotiation has ended: nobody is believed before.
    pub(super) terms: Option<Terms>,
    pub(super) reception: Reception,
    pub(super) sound: Sound,
    pub(super) talk: Talk,
    pub(super) outbound: Outbound,
    /// `None`: RTP as it is.
    pub(super) security: Option<Box<Security>>,
    /// The handshake that makes its keys, where one does.
    pub(super) handshake: Option<Box<Handshake>>,
    pub(super) generation: Generation,
    pub(super) telephone_events: TelephoneEvents,
    /// What the peer says in another codec, on its way to this phone.
    pub(super) conversion: Option<Box<Conversion>>,
    pub(super) key: Option<Key>,
    /// In which form the phone hears keys if it agreed to no events.
    pub(super) without_events: KeyForm,
    /// The switch itself wants to know what is pressed.
    pub(super) listens: bool,
    /// What finds keys in its voice, where the switch wants them or the peer wants them in another form.
    pub(super) ear: Option<Box<Ear>>,
    /// What makes tones for it.
    pub(super) mouth: Option<Box<Mouth>>,
    pub(super) presses: Presses,
    pub(super) control: Control,
    /// What is said and heard is recorded there.
    pub(super) tape: Option<Tape>,
    pub(super) liveness: Liveness,
    pub(super) is_heard: bool,
    pub(super) report: StreamReport,
}

/// What was negotiated, and the source that is believed.
#[derive(Debug)]
pub(super) struct Terms {
    pub(super) agreed: Agreed,
    pub(super) latch: Latch,
}

impl Session {
    /// `seed` makes SSRC, sequence, timestamp, CNAME and report times; for a real stream it must be random.
    pub(crate) fn new(id: StreamId, rules: Rules, seed: u64, now: Instant) -> Self {
        let mut random = SmallRng::seed_from_u64(seed);
        Self {
            id,
            rules,
            opened_at: now,
            role: Role::Silent,
            terms: None,
            reception: Reception::default(),
            sound: Sound::default(),
            talk: Talk::default(),
            // A first number in the lower half tells the rollover counter whatever is lost (RFC 4568 §6.4).
            outbound: Outbound::new(random.random(), random.random::<u16>() >> 1, random.random()),
            security: None,
            handshake: None,
            generation: Generation::default(),
            telephone_events: TelephoneEvents::default(),
            conversion: None,
            key: None,
            without_events: rules.key_form,
            listens: false,
            ear: None,
            mouth: None,
            presses: Presses::default(),
            control: Control::new(random),
            tape: None,
            liveness: Liveness::new(rules.dead_after, now),
            is_heard: false,
            report: StreamReport::default(),
        }
    }

    pub(crate) fn id(&self) -> StreamId {
        self.id
    }

    /// A negotiation has ended.
    pub(crate) fn agree(&mut self, now: Instant, agreed: Agreed) {
        let remote = agreed.remote_rtp;
        self.agree_keys(now, &agreed);
        self.terms = Some(match self.terms.take() {
            Some(Terms { mut latch, .. }) => {
                if is_reachable(remote) {
                    latch.negotiate(remote);
                }
                Terms { agreed, latch }
            }
            None => Terms {
                latch: Latch::new(self.rules.latch, remote),
                agreed,
            },
        });
        self.control.forget_source();
        self.settle(now);
    }

    /// Each of the two hears the other; the peer is told likewise.
    pub(crate) fn bridge(&mut self, now: Instant, peer: Slot) {
        self.take_role(now, Role::Bridged { peer });
    }

    /// The phone hears itself.
    pub(crate) fn echo(&mut self, now: Instant) {
        self.take_role(now, Role::Echo);
    }

    /// The phone hears a source, from its beginning.
    pub(crate) fn play(&mut self, now: Instant, source: Source) {
        self.take_role(now, Role::Playing(Player::new(source, now)));
    }

    /// The phone hears nothing.
    pub(crate) fn silence(&mut self, now: Instant) {
        self.take_role(now, Role::Silent);
    }

    /// Who shall get what this phone says.
    pub(crate) fn hearer(&self, own: Slot) -> Option<Slot> {
        match self.role {
            Role::Bridged { peer } => Some(peer),
            Role::Echo => Some(own),
            Role::Silent | Role::Playing(_) | Role::Conferring(_) => None,
        }
    }

    /// The peer of a bridge.
    pub(crate) fn peer(&self) -> Option<Slot> {
        match self.role {
            Role::Bridged { peer } => Some(peer),
            Role::Silent | Role::Echo | Role::Playing(_) | Role::Conferring(_) => None,
        }
    }

    /// When [`Session::poll`] has something to do.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let frame = match &self.role {
            Role::Playing(player) if self.terms.is_some() => Some(player.due()),
            _ => None,
        };
        let all = [
            frame,
            self.converted_due(),
            self.presses.due(),
            self.control.due(),
            self.liveness.deadline(),
            self.keys_due(),
        ];
        all.into_iter().flatten().min()
    }

    /// The socket did not take a packet.
    pub(crate) fn send_failed(&mut self, packets: u64) {
        self.report.send_failed += packets;
    }

    /// The counts up to this moment.
    pub(crate) fn report_now(&mut self, now: Instant) -> StreamReport {
        self.talk.reckon(now);
        self.report()
    }

    /// The counts so far; of conversation, until it last changed.
    pub(crate) fn report(&self) -> StreamReport {
        let clock_rate = self
            .terms
            .as_ref()
            .map_or(8_000, |terms| terms.agreed.codec.clock_rate());
        let round_trip = self.control.round_trip();
        let jitter_ms = milliseconds(self.reception.jitter(), clock_rate);
        let near = Way {
            received: self.report.packets_received,
            lost: self.reception.lost(),
            runs: Some(*self.reception.runs()),
            jitter_ms,
            round_trip,
        };
        let far = self.control.far().map(|far| Way {
            received: self.outbound.packets.saturating_sub(u64::from(far.lost)),
            lost: u64::from(far.lost),
            runs: None,
            jitter_ms: milliseconds(far.jitter, clock_rate),
            round_trip,
        });
        StreamReport {
            far_lost: far.map(|far| far.lost),
            far_jitter_ms: far.map(|far| far.jitter_ms),
            opinion_in: near.opinion(),
            opinion_out: far.and_then(|far| far.opinion()),
            packets_sent: self.outbound.packets,
            bytes_sent: self.outbound.payload_bytes,
            lost: self.reception.lost(),
            longest_loss: self.reception.runs().longest(),
            bursts: self.reception.runs().bursts(),
            talked: self.talk.lasted(),
            heard: self.sound.heard(),
            jitter_ms,
            round_trip,
            srtp: self.security.as_ref().map(|security| security.suite()),
            ..self.report
        }
    }

    pub(super) fn take_role(&mut self, now: Instant, role: Role) {
        let before = std::mem::replace(&mut self.role, role);
        if !matches!((&before, &self.role), (Role::Bridged { peer: a }, Role::Bridged { peer: b }) if a == b)
        {
            self.presses = Presses::default();
        }
        if let Some(conversion) = &mut self.conversion {
            conversion.stop();
        }
        self.settle(now);
    }

    /// What is expected of the phone, and who writes its reports, follow from the terms and the role.
    pub(super) fn settle(&mut self, now: Instant) {
        let expected = match self.terms.as_ref().map(|terms| terms.agreed.direction) {
            Some(Direction::SendRecv) => Expected::Voice,
            Some(Direction::RecvOnly) => Expected::Music,
            Some(Direction::SendOnly | Direction::Inactive) | None => Expected::Nothing,
        };
        self.liveness.restart(now, expected);
        let is_joined = matches!(self.role, Role::Bridged { .. } | Role::Conferring(_));
        self.talk.settle(now, is_joined && expected == Expected::Voice);
        // Reports of one codec's packets say nothing about those of another.
        let is_alone = self.peer().is_none() || self.conversion.is_some();
        let is_own_reporter = self.terms.is_some() && is_alone;
        self.control.schedule(now, is_own_reporter);
    }
}

impl Terms {
    pub(super) fn receives(&self) -> bool {
        matches!(self.agreed.direction, Direction::SendRecv | Direction::RecvOnly)
    }

    /// Where voice goes; `None`: the phone is on hold, or nowhere.
    pub(super) fn target(&self) -> Option<SocketAddr> {
        let sends = matches!(self.agreed.direction, Direction::SendRecv | Direction::SendOnly);
        Some(self.latch.target()).filter(|target| sends && is_reachable(*target))
    }
}

/// Interop: `c=0.0.0.0` and port 0 say "nowhere" (RFC 3264 §8.4, of RFC 2543's phones).
pub(super) fn is_reachable(address: SocketAddr) -> bool {
    !address.ip().is_unspecified() && address.port() != 0
}

// The cast: jitter is a few thousand ticks.
fn milliseconds(ticks: u32, clock_rate: u32) -> f32 {
    ticks as f32 * 1_000.0 / clock_rate as f32
}
