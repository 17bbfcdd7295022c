//! One call on the phone: its dialog, its SDP and its audio.

use std::net::SocketAddr;
use std::time::Instant;

use media::codec::Codec;
use media::offer_answer::{MediaAddress, Negotiator};
use sip_stack::endpoint::Owner;
use sip_stack::message::{Body, Response, StatusCode};
use sip_stack::user_agent::{Command, Effect, Ended, Event, Farewell, Input, InviteUsage};
use tokio::sync::mpsc;

use super::audio::{Audio, Far};
use super::handle::{CallEvent, Tones};
use crate::call::sdp_body;

/// A line's number on its phone; also its name at the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct LineId(pub(super) u64);

impl LineId {
    pub(super) fn owner(self) -> Owner {
        Owner(self.0)
    }
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Dialling,
    Ringing,
    Talking,
    Over,
}

/// One call on the phone.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) usage: InviteUsage,
    pub(super) negotiator: Negotiator,
    pub(super) audio: Audio,
    pub(super) state: State,
    pub(super) hz: Option<Tones>,
    /// The number dialled, until the challenge to it has been answered.
    pub(super) unchallenged: Option<String>,
    /// A challenge that waits to be answered.
    pub(super) challenge: Option<Box<Response>>,
    pub(super) events: mpsc::Sender<CallEvent>,
}

/// The codecs of the phone.
pub(super) fn codecs() -> Vec<Codec> {
    vec![Codec::Pcmu]
}

/// A phone's audio socket as SDP names it.
pub(super) fn media_address(local: SocketAddr) -> MediaAddress {
    MediaAddress {
        ip: local.ip(),
        rtp_port: local.port(),
        rtcp_port: local.port().saturating_add(1),
        fingerprint: None,
        ice: None,
    }
}

impl Line {
    pub(super) fn address(&self) -> MediaAddress {
        media_address(self.audio.local())
    }

    /// Feeds the dialog; what it tells is worked on at once, the rest is for the endpoint.
    pub(super) fn handle(&mut self, now: Instant, input: Input) -> Vec<Effect> {
        let mut out = Vec::new();
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            let mut effects = Vec::new();
            self.usage.handle(now, input, &mut effects);
            for effect in effects {
                match effect {
                    Effect::Event(event) => inputs.extend(self.hear(event).map(Input::Command)),
                    effect => out.push(effect),
                }
            }
        }
        out
    }

    pub(super) fn pick_up(&mut self, now: Instant, hz: Tones) -> Vec<Effect> {
        self.hz = Some(hz);
        let address = self.address();
        let sdp = if self.negotiator.has_remote() {
            let Ok((sdp, _)) = self.negotiator.answer(&address) else {
                return self.reject(now, StatusCode::NOT_ACCEPTABLE_HERE);
            };
            sdp
        } else {
            self.negotiator.offer(&address)
        };
        self.state = State::Talking;
        self.talk();
        let accept = Command::Accept {
            body: Some(sdp_body(sdp)),
            headers: Vec::new(),
        };
        self.handle(now, Input::Command(accept))
    }

    pub(super) fn reject(&mut self, now: Instant, status: StatusCode) -> Vec<Effect> {
        self.state = State::Over;
        self.handle(
            now,
            Input::Command(Command::Reject {
                status,
                headers: Vec::new(),
            }),
        )
    }

    pub(super) fn hang_up(&mut self, now: Instant) -> Vec<Effect> {
        let command = match self.state {
            State::Dialling => Command::Cancel { reason: None },
            State::Ringing => return self.reject(now, StatusCode::BUSY_HERE),
            State::Talking => Command::Bye(Farewell::default()),
            State::Over => return Vec::new(),
        };
        self.handle(now, Input::Command(command))
    }

    /// Tells the phone's user, and says what the dialog needs next.
    fn hear(&mut self, event: Event) -> Option<Command> {
        match event {
            Event::Progress { status, .. } => self.tell(CallEvent::Ringing(status)),
            Event::Answered {
                body,
                needs_acknowledge: false,
                ..
            } => {
                let agreed = body.map(|body| self.negotiator.receive_answer(&body.bytes));
                if !matches!(agreed, Some(Ok(_))) {
                    return Some(Command::Bye(Farewell::default()));
                }
                self.connected();
            }
            Event::Confirmed { body } => {
                if let Some(body) = body {
                    // An answer that does not fit leaves the line silent, which the user will hear.
                    let _ = self.negotiator.receive_answer(&body.bytes);
                }
                self.connected();
            }
            Event::ReinviteReceived { offer, .. } => return Some(self.reinvited(offer)),
            Event::Failed {
                status: StatusCode::UNAUTHORIZED,
                response: Some(response),
            } if self.unchallenged.is_some() => {
                self.challenge = Some(Box::new(response));
            }
            Event::Failed { status, .. } => self.fail(status),
            Event::Cancelled { .. } => {
                self.state = State::Over;
                self.tell(CallEvent::Failed(StatusCode::REQUEST_TERMINATED));
            }
            Event::Ended(ended) => {
                self.state = State::Over;
                self.tell(match ended {
                    Ended::LocalBye => CallEvent::Over,
                    _ => CallEvent::HungUp,
                });
            }
            _ => {}
        }
        None
    }

    pub(super) fn fail(&mut self, status: StatusCode) {
        self.state = State::Over;
        self.tell(CallEvent::Failed(status));
    }

    fn connected(&mut self) {
        self.state = State::Talking;
        self.talk();
        self.tell(CallEvent::Answered);
    }

    fn reinvited(&mut self, offer: Option<Body>) -> Command {
        let address = self.address();
        let sdp = match offer {
            Some(offer) => self
                .negotiator
                .receive_offer(&offer.bytes)
                .and_then(|()| self.negotiator.answer(&address))
                .map(|(sdp, _)| sdp),
            None => Ok(self.negotiator.offer(&address)),
        };
        match sdp {
            Ok(sdp) => {
                self.talk();
                Command::AcceptReinvite {
                    body: Some(sdp_body(sdp)),
                    headers: Vec::new(),
                }
            }
            Err(_) => Command::RejectReinvite {
                status: StatusCode::NOT_ACCEPTABLE_HERE,
                headers: Vec::new(),
            },
        }
    }

    fn talk(&mut self) {
        if let (Some(hz), Some(agreed)) = (self.hz, self.negotiator.agreed()) {
            self.audio.talk(Far::of(agreed), hz.say, hz.expect);
        }
    }

    fn tell(&self, event: CallEvent) {
        // The user may have dropped the call; more events than it takes are a user's fault.
        let _ = self.events.try_send(event);
    }
}
