//! The offers and answers of a simulated phone.

use std::time::Instant;

use bytes::Bytes;
use media::offer_answer::{MediaAddress, Negotiator};
use sip_stack::message::{Body, StatusCode};
use sip_stack::user_agent::{Command, Event};
use softswitch::call;

use super::node::Packet;
use super::phone::SimPhone;

/// What carries a new offer.
#[derive(Clone, Copy)]
pub(super) enum By {
    Reinvite,
    Update,
}

/// The same description without telephone-events.
pub(super) fn without_events(sdp: &[u8]) -> Bytes {
    let text = String::from_utf8_lossy(sdp);
    let others = text
        .lines()
        .filter(|line| !line.starts_with("a=rtpmap:101 ") && !line.starts_with("a=fmtp:101 "));
    let lines = others.map(|line| match line.strip_prefix("m=") {
        Some(media) => format!("m={}\r\n", media.replace(" 101", "")),
        None => format!("{line}\r\n"),
    });
    Bytes::from(lines.collect::<String>())
}

impl SimPhone {
    /// Offers anew in every call.
    pub(super) fn reoffer(&mut self, now: Instant, direction: &str, by: By, out: &mut Vec<Packet>) {
        let address = self.media_address();
        for id in self.lines.keys().copied().collect::<Vec<_>>() {
            let Some(line) = self.lines.get_mut(&id) else {
                continue;
            };
            let sdp = String::from_utf8_lossy(&line.negotiator.offer(&address)).into_owned();
            let sdp = sdp.replace("a=sendrecv\r\n", "") + "a=" + direction + "\r\n";
            let (offer, headers) = (Some(call::sdp_body(Bytes::from(sdp))), Vec::new());
            let command = match by {
                By::Reinvite => Command::Reinvite { offer, headers },
                By::Update => Command::Update { offer, headers },
            };
            self.tell(now, id, command, out);
        }
    }

    /// A re-INVITE without an offer in every call.
    pub(super) fn ask_for_offer(&mut self, now: Instant, out: &mut Vec<Packet>) {
        for id in self.lines.keys().copied().collect::<Vec<_>>() {
            let (offer, headers) = (None, Vec::new());
            self.tell(now, id, Command::Reinvite { offer, headers }, out);
        }
    }

    /// What a dialog tells. Whether SDP fits is the negotiator's test, not the flow's.
    pub(super) fn hear(&mut self, now: Instant, id: u64, event: Event, out: &mut Vec<Packet>) {
        let (address, refuses_offers) = (self.media_address(), self.refuses_offers);
        let Some(line) = self.lines.get_mut(&id) else {
            return;
        };
        if let Event::Progress { remote_tag, .. } = &event {
            line.early_tag = Some(remote_tag.clone());
        }
        let negotiator = &mut line.negotiator;
        let headers = Vec::new();
        let command = match event {
            Event::Answered {
                body,
                needs_acknowledge,
                ..
            } => {
                line.confirmed = true;
                heard_answer(negotiator, &address, body, needs_acknowledge)
            }
            Event::ReinviteAnswered {
                body,
                needs_acknowledge,
            } => heard_answer(negotiator, &address, body, needs_acknowledge),
            Event::Progress {
                body: Some(body),
                needs_acknowledge: true,
                remote_tag,
                ..
            } => {
                let answer = answer(negotiator, &address, &body);
                Some(Command::AcknowledgeProgress { remote_tag, answer })
            }
            Event::ProgressAcknowledged { answer: Some(body) }
            | Event::Confirmed { body: Some(body) }
            | Event::ReinviteConfirmed { body: Some(body) }
            | Event::UpdateAnswered { body: Some(body) } => {
                let _ = negotiator.receive_answer(&body.bytes);
                None
            }
            Event::ReinviteReceived { offer, .. } => {
                if let Some(status) = refuses_offers {
                    return self.tell(now, id, Command::RejectReinvite { status, headers }, out);
                }
                let body = match offer {
                    Some(offer) => answer(negotiator, &address, &offer),
                    None => Some(call::sdp_body(negotiator.offer(&address))),
                };
                Some(Command::AcceptReinvite { body, headers })
            }
            Event::OfferReceived {
                transaction, offer, ..
            } => Some(Command::Respond {
                transaction,
                status: StatusCode::OK,
                headers,
                body: answer(negotiator, &address, &offer),
            }),
            Event::Request { transaction, .. } => return self.asked(now, id, transaction, out),
            _ => None,
        };
        if let Some(command) = command {
            self.tell(now, id, command, out);
        }
    }
}

fn heard_answer(
    negotiator: &mut Negotiator,
    address: &MediaAddress,
    body: Option<Body>,
    needs_acknowledge: bool,
) -> Option<Command> {
    let body = body?;
    if needs_acknowledge {
        let answer = answer(negotiator, address, &body);
        return Some(Command::Acknowledge { answer });
    }
    let _ = negotiator.receive_answer(&body.bytes);
    None
}

fn answer(negotiator: &mut Negotiator, address: &MediaAddress, offer: &Body) -> Option<Body> {
    let answered = negotiator
        .receive_offer(&offer.bytes)
        .and_then(|()| negotiator.answer(address));
    answered.ok().map(|(sdp, _)| call::sdp_body(sdp))
}
