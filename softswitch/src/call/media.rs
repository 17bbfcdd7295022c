//! The call's side of its streams: ports, agreements, news.

use std::net::IpAddr;
use std::time::Instant;

use bytes::Bytes;
use media::codec::Codec;
use media::dtls::HandshakeError;
use media::offer_answer::{Encryption, MediaAddress, Negotiator};
use sip_stack::message::Body;
use sip_stack::tokens::Tokens;

use super::call::Call;
use super::effect::{Effect, MediaAction, Milestone};
use super::end::EndReason;
use super::input::MediaNews;
use super::leg::{LegId, Ports};
use super::phase::Phase;
use super::summary::LegReport;

impl Call {
    /// Asks for a leg's ports, once.
    pub(super) fn open_stream(&mut self, leg: LegId, ip: IpAddr, out: &mut Vec<Effect>) {
        let wanted = self.legs.find(leg).is_some_and(|leg| leg.ports == Ports::None);
        if wanted {
            out.push(Effect::OpenStream { leg, ip });
        }
    }

    pub(super) fn stream_opened(
        &mut self,
        now: Instant,
        id: LegId,
        address: MediaAddress,
        out: &mut Vec<Effect>,
    ) {
        if self.let_in(now, id, &address, out) {
            return;
        }
        if self.taking_opened(now, id, address, out) {
            return;
        }
        if id != self.caller_leg {
            if !self.invite_phone(now, id, address, out) {
                out.push(Effect::Media(MediaAction::Close { leg: id }));
            }
            return;
        }
        let Some(caller) = self.legs.find_mut(id) else {
            return;
        };
        caller.address = Some(address);
        caller.ports = Ports::Open;
        if self.end.is_some() {
            self.legs.close_stream(id, out);
        } else {
            self.answer_if_wanted(now, out);
        }
    }

    /// Without ports for the caller there is no call; without ports for one phone, one phone less.
    pub(super) fn stream_failed(&mut self, now: Instant, id: LegId, out: &mut Vec<Effect>) {
        if self.cannot_let_in(now, id, out) {
            return;
        }
        if matches!(self.phase, Phase::Taking(_)) {
            return self.give_back(now, EndReason::NoMediaPort.status(), out);
        }
        if id == self.caller_leg {
            if let Some(caller) = self.legs.find_mut(id) {
                caller.ports = Ports::Closed;
            }
            self.end(now, EndReason::NoMediaPort, out);
        } else {
            self.phone_failed(now, id, EndReason::NoMediaPort.status(), out);
        }
    }

    /// Tells the engine what a leg has agreed on.
    pub(super) fn agree(&mut self, id: LegId, out: &mut Vec<Effect>) {
        if let Some(agreed) = self.legs.find(id).and_then(|leg| leg.negotiator.agreed()) {
            self.codec = Some(agreed.codec.name());
            out.push(Effect::Media(MediaAction::Agree {
                leg: id,
                agreed: agreed.clone(),
            }));
        }
    }

    pub(super) fn media_news(&mut self, now: Instant, id: LegId, news: &MediaNews, out: &mut Vec<Effect>) {
        match news {
            MediaNews::Heard => {}
            MediaNews::Dead => self.stream_useless(now, id, EndReason::MediaTimeout, out),
            MediaNews::Unsecured(error) => self.stream_unsecured(now, id, *error, out),
            MediaNews::Played => self.played(now, out),
            MediaNews::Pressed { key, held } => self.key_heard(now, id, *key, *held, out),
            MediaNews::Closed(report) => self.stream_closed(id, **report),
        }
    }

    /// A phone that only rings may make its handshake once it is answered.
    fn stream_unsecured(&mut self, now: Instant, leg: LegId, error: HandshakeError, out: &mut Vec<Effect>) {
        out.push(Effect::Milestone(Milestone::Unsecured { leg, error }));
        self.stream_useless(now, leg, EndReason::NoKeys, out);
    }

    /// Only a stream that takes part in the conversation can end it.
    fn stream_useless(&mut self, now: Instant, id: LegId, reason: EndReason, out: &mut Vec<Effect>) {
        let matters = match &self.phase {
            Phase::Bridged(bridge) => bridge.joins(id) && bridge.audio.is_here(),
            Phase::Mixed(mixed) if mixed.joins(id) => return self.put_out(now, id, reason.status(), out),
            Phase::Echoing | Phase::Conferring(_) | Phase::Playing { .. } | Phase::Gathering(_) => {
                id == self.caller_leg
            }
            _ => false,
        };
        if matters {
            self.end(now, reason, out);
        }
    }

    fn stream_closed(&mut self, id: LegId, report: media::stats::StreamReport) {
        let Some(leg) = self.legs.find_mut(id) else { return };
        leg.ports = Ports::Closed;
        self.reports.push(LegReport {
            leg: id,
            role: leg.role,
            report,
        });
    }
}

/// A leg's side of offers and answers. One that speaks no SRTP needs no keys.
pub(super) fn negotiator(tokens: &mut Tokens, codecs: Vec<Codec>, encryption: Encryption) -> Negotiator {
    let negotiator = Negotiator::new(tokens.number(), codecs);
    match encryption {
        Encryption::Never => negotiator,
        _ => negotiator.with_encryption(encryption, tokens.secret()),
    }
}

/// A session description as a message body.
#[must_use]
pub fn sdp_body(sdp: Bytes) -> Body {
    Body::new("application/sdp", sdp)
}
