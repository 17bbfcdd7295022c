//! `media: direct`: the audio of two phones goes from one to the other, the signalling stays with us.
//!
//! The call is set up through the switch like every other. Then each phone is told where the other one hears, by a
//! re-INVITE of ours (RFC 3725 §4 in spirit); who refuses keeps us in between. What needs the audio here (a transfer,
//! another phone that takes a place) fetches it back first; an offer of a phone, as for hold, does so by itself, for
//! it is answered with our address.

use std::time::Instant;

use media::offer_answer::{Agreed, MediaAddress};
use media::sdp::Direction;
use sip_stack::message::{Body, Method};
use sip_stack::user_agent::{self, Command};

use super::call::Call;
use super::effect::{Effect, Milestone};
use super::input::Input;
use super::leg::{Leg, LegId};
use super::media::sdp_body;
use super::phase::Phase;

/// What may wait for the audio to come back; what comes beyond is not waited for.
const WAITING_MAX: usize = 8;

/// Which way the audio of a bridge goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audio {
    /// Through us.
    Here {
        /// It may leave as soon as both phones talk.
        may_leave: bool,
    },
    /// A phone has been told the other's address.
    Leaving { asked: LegId },
    /// From phone to phone.
    Away,
    /// A phone has been told our address again.
    Returning { asked: LegId },
}

impl Audio {
    /// Through us, for good.
    pub(super) const STAYS: Self = Self::Here { may_leave: false };

    pub(super) fn is_here(self) -> bool {
        matches!(self, Self::Here { .. })
    }

    pub(super) fn is_moving(self) -> bool {
        matches!(self, Self::Leaving { .. } | Self::Returning { .. })
    }
}

impl Call {
    /// Tells the phone that was called where the caller hears, if both can do without us.
    pub(super) fn let_audio_go(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let Phase::Bridged(bridge) = &self.phase else {
            return;
        };
        let may_leave = bridge.audio == Audio::Here { may_leave: true };
        let (caller, callee) = (bridge.caller, bridge.callee);
        let is_free = bridge.exchange.is_none() && !self.is_refreshing(caller) && !self.is_refreshing(callee);
        if may_leave && is_free && self.end.is_none() && self.fit_without_us(caller, callee) {
            self.tell_address(now, callee, Audio::Leaving { asked: callee }, out);
        }
    }

    /// Whether two phones understand each other as they are, and see each other where we see them.
    fn fit_without_us(&self, a: LegId, b: LegId) -> bool {
        if self.is_taped || self.transfer.is_some() || self.is_trunks(a) || self.is_trunks(b) {
            return false;
        }
        let (Some(a), Some(b)) = (self.legs.find(a), self.legs.find(b)) else {
            return false;
        };
        let (Some(of_a), Some(of_b)) = (a.negotiator.agreed(), b.negotiator.agreed()) else {
            return false;
        };
        let numbers = |of: &Agreed| {
            let audio = (of.payload_type_send, of.payload_type_receive);
            (
                of.codec,
                audio,
                of.telephone_event_send,
                of.telephone_event_receive,
            )
        };
        // Behind a NAT a phone names an address that nobody else reaches.
        let is_plain = |leg: &Leg, of: &Agreed| {
            let is_open = of.srtp.is_none() && of.ice.is_none() && of.direction == Direction::SendRecv;
            is_open && leg.seen_at == Some(of.remote_rtp.ip())
        };
        let is_one_family = of_a.remote_rtp.is_ipv4() == of_b.remote_rtp.is_ipv4();
        numbers(of_a) == numbers(of_b) && is_one_family && is_plain(a, of_a) && is_plain(b, of_b)
    }

    /// Offers a phone the address that this way of the audio wants it to send to.
    fn tell_address(&mut self, now: Instant, to: LegId, audio: Audio, out: &mut Vec<Effect>) {
        let Phase::Bridged(bridge) = &mut self.phase else {
            return;
        };
        bridge.audio = audio;
        let other = bridge.other(to);
        let Some((leg, other)) = self.legs.pair_mut(to, other) else {
            return;
        };
        let address = match audio {
            Audio::Leaving { .. } => other.negotiator.agreed().map(place_of),
            _ => leg.address(),
        };
        let codec = leg.negotiator.agreed().map(|agreed| agreed.codec);
        let (Some(address), Some(codec)) = (address, codec) else {
            return;
        };
        let offer = leg.negotiator.offer_only(codec, &address);
        let reinvite = Command::Reinvite {
            offer: Some(sdp_body(offer)),
            headers: Vec::new(),
        };
        self.legs.tell(now, to, reinvite, out);
    }

    /// Whether the answer was to an address that a phone was told.
    pub(super) fn address_taken(
        &mut self,
        now: Instant,
        from: LegId,
        answer: Option<&Body>,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Some((caller, callee, audio)) = self.asked(from) else {
            return false;
        };
        if let Some(leg) = self.legs.find_mut(from) {
            let taken = answer.map(|answer| leg.negotiator.receive_answer(&answer.bytes));
            if !matches!(taken, Some(Ok(_))) {
                leg.negotiator.rollback();
            }
        }
        match audio {
            Audio::Leaving { .. } if !self.fit_without_us(caller, callee) => self.fetch_audio(now, out),
            Audio::Leaving { .. } if from == callee => {
                self.tell_address(now, caller, Audio::Leaving { asked: caller }, out);
            }
            Audio::Leaving { .. } => {
                self.set_audio(Audio::Away);
                out.push(Effect::Milestone(Milestone::Direct));
            }
            _ => self.next_back(now, from, out),
        }
        true
    }

    /// Whether a phone refused an address that it was told. It goes on as before, and so must the other.
    pub(super) fn address_refused(&mut self, now: Instant, from: LegId, out: &mut Vec<Effect>) -> bool {
        let Some((_, callee, audio)) = self.asked(from) else {
            return false;
        };
        if let Some(leg) = self.legs.find_mut(from) {
            leg.negotiator.rollback();
        }
        match audio {
            Audio::Leaving { .. } if from == callee => self.set_audio(Audio::STAYS),
            Audio::Leaving { .. } => self.fetch_audio(now, out),
            _ => self.next_back(now, from, out),
        }
        true
    }

    /// What needs the audio here waits until it has come back; everything else is returned at once.
    pub(super) fn audio_wanted(
        &mut self,
        now: Instant,
        input: Input,
        out: &mut Vec<Effect>,
    ) -> Option<Input> {
        let audio = match &self.phase {
            Phase::Bridged(bridge) if self.end.is_none() => bridge.audio,
            _ => return Some(input),
        };
        if audio.is_here() || !needs_audio(&input) || self.waiting.len() >= WAITING_MAX {
            return Some(input);
        }
        self.waiting.push(input);
        if audio == Audio::Away {
            self.fetch_audio(now, out);
        }
        None
    }

    /// Something was agreed on through us: so the audio goes as well.
    pub(super) fn audio_is_here(&mut self) {
        if let Phase::Bridged(bridge) = &mut self.phase
            && bridge.audio == Audio::Away
        {
            bridge.audio = Audio::Here { may_leave: true };
        }
    }

    fn fetch_audio(&mut self, now: Instant, out: &mut Vec<Effect>) {
        if let Phase::Bridged(bridge) = &self.phase {
            let asked = bridge.callee;
            self.tell_address(now, asked, Audio::Returning { asked }, out);
        }
    }

    /// One phone has been told our address again: now the other; then whoever waited has their turn.
    fn next_back(&mut self, now: Instant, from: LegId, out: &mut Vec<Effect>) {
        let Phase::Bridged(bridge) = &self.phase else {
            return;
        };
        let (caller, callee) = (bridge.caller, bridge.callee);
        if from == callee {
            return self.tell_address(now, caller, Audio::Returning { asked: caller }, out);
        }
        self.set_audio(Audio::STAYS);
        self.connect(callee, out);
        for input in std::mem::take(&mut self.waiting) {
            self.take(now, input, out);
        }
    }

    /// Both legs and the way of the audio, if this phone's answer to an address is awaited.
    fn asked(&self, from: LegId) -> Option<(LegId, LegId, Audio)> {
        let Phase::Bridged(bridge) = &self.phase else {
            return None;
        };
        match bridge.audio {
            Audio::Leaving { asked } | Audio::Returning { asked } if asked == from => {
                Some((bridge.caller, bridge.callee, bridge.audio))
            }
            _ => None,
        }
    }

    fn set_audio(&mut self, audio: Audio) {
        if let Phase::Bridged(bridge) = &mut self.phase {
            bridge.audio = audio;
        }
    }
}

/// Where a phone hears, as another one is told.
fn place_of(agreed: &Agreed) -> MediaAddress {
    MediaAddress {
        ip: agreed.remote_rtp.ip(),
        rtp_port: agreed.remote_rtp.port(),
        rtcp_port: agreed.remote_rtcp.port(),
        fingerprint: None,
        ice: None,
    }
}

/// A transfer, or a phone that takes a place.
fn needs_audio(input: &Input) -> bool {
    match input {
        Input::Seating(_) | Input::Referring(_) => true,
        Input::Sip {
            input: user_agent::Input::Request { request, .. },
            ..
        } => *request.method() == Method::Refer,
        _ => false,
    }
}
