//! What the user of a phone holds.

use std::net::SocketAddr;
use std::time::Duration;

use sip_stack::message::StatusCode;
use sip_stack::transport::BindError;
use tokio::sync::{mpsc, oneshot};

use super::account::Account;
use super::audio::Heard;
use super::line::LineId;
use super::task;

/// Events of one call that may wait to be taken; the phone never makes more.
const EVENTS_MAX: usize = 64;

/// Why a phone could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// A socket could not be opened.
    #[error("the phone could not open a socket: {0}")]
    Socket(#[from] BindError),
    /// The switch refused.
    #[error("the switch answered {0}")]
    Refused(StatusCode),
    /// The switch did not answer.
    #[error("the switch did not answer")]
    NoAnswer,
    /// The phone has been dropped.
    #[error("the phone is switched off")]
    Off,
}

/// What happens in a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallEvent {
    /// A 101–199 came.
    Ringing(StatusCode),
    /// Both sides are connected.
    Answered,
    /// It never was, or is no more: refused, or cancelled by the other side.
    Failed(StatusCode),
    /// The other side hung up.
    HungUp,
    /// This side hung up, and the other has confirmed.
    Over,
}

/// What the phone's task is asked.
#[derive(Debug)]
pub(super) enum Wish {
    Register {
        expires_s: u32,
        reply: oneshot::Sender<Result<(), PhoneError>>,
    },
    Dial {
        number: String,
        hz: Tones,
        events: mpsc::Sender<CallEvent>,
        reply: oneshot::Sender<LineId>,
    },
    Answer {
        line: LineId,
        hz: Tones,
    },
    Reject {
        line: LineId,
        status: StatusCode,
    },
    HangUp {
        line: LineId,
    },
    Heard {
        line: LineId,
        reply: oneshot::Sender<Heard>,
    },
}

/// The tone a phone says and the one it expects to hear, in hertz.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tones {
    pub(super) say: f32,
    pub(super) expect: f32,
}

/// A switched-on phone. Dropping it switches it off without a word to anyone.
#[derive(Debug)]
pub struct Phone {
    wishes: mpsc::Sender<Wish>,
    incoming: mpsc::Receiver<Incoming>,
}

impl Phone {
    /// Switches a phone on; it does not register by itself.
    ///
    /// # Errors
    /// Its SIP socket cannot be opened.
    pub async fn start(account: Account, bind: SocketAddr) -> Result<Self, PhoneError> {
        let (wishes, incoming) = task::start(account, bind).await?;
        Ok(Self { wishes, incoming })
    }

    /// Registers for `expires`; zero ends the registration.
    ///
    /// # Errors
    /// The switch refused or did not answer.
    pub async fn register(&self, expires: Duration) -> Result<(), PhoneError> {
        let (reply, answer) = oneshot::channel();
        let expires_s = u32::try_from(expires.as_secs()).unwrap_or(u32::MAX);
        self.wish(Wish::Register { expires_s, reply }).await?;
        answer.await.map_err(|_| PhoneError::Off)?
    }

    /// Dials a number; says a tone of `say_hz` and expects one of `expect_hz` once connected.
    ///
    /// # Errors
    /// The phone is off.
    pub async fn dial(&self, number: &str, say_hz: f32, expect_hz: f32) -> Result<Call, PhoneError> {
        let (events_in, events) = mpsc::channel(EVENTS_MAX);
        let (reply, answer) = oneshot::channel();
        let hz = Tones {
            say: say_hz,
            expect: expect_hz,
        };
        self.wish(Wish::Dial {
            number: number.to_owned(),
            hz,
            events: events_in,
            reply,
        })
        .await?;
        let line = answer.await.map_err(|_| PhoneError::Off)?;
        Ok(Call {
            line,
            wishes: self.wishes.clone(),
            events,
        })
    }

    /// Waits for the phone to ring.
    ///
    /// # Errors
    /// The phone is off.
    pub async fn incoming(&mut self) -> Result<Incoming, PhoneError> {
        self.incoming.recv().await.ok_or(PhoneError::Off)
    }

    async fn wish(&self, wish: Wish) -> Result<(), PhoneError> {
        self.wishes.send(wish).await.map_err(|_| PhoneError::Off)
    }
}

/// A ringing phone.
#[derive(Debug)]
pub struct Incoming {
    call: Call,
    /// The caller's number as shown.
    pub from: String,
}

impl Incoming {
    pub(super) fn new(
        line: LineId,
        wishes: mpsc::Sender<Wish>,
        from: String,
    ) -> (Self, mpsc::Sender<CallEvent>) {
        let (events_in, events) = mpsc::channel(EVENTS_MAX);
        (
            Self {
                call: Call { line, wishes, events },
                from,
            },
            events_in,
        )
    }

    /// Picks up; says a tone of `say_hz` and expects one of `expect_hz`.
    ///
    /// # Errors
    /// The phone is off.
    pub async fn answer(self, say_hz: f32, expect_hz: f32) -> Result<Call, PhoneError> {
        let hz = Tones {
            say: say_hz,
            expect: expect_hz,
        };
        self.call
            .wish(Wish::Answer {
                line: self.call.line,
                hz,
            })
            .await?;
        Ok(self.call)
    }

    /// Refuses the call.
    ///
    /// # Errors
    /// The phone is off.
    pub async fn reject(self, status: StatusCode) -> Result<(), PhoneError> {
        self.call
            .wish(Wish::Reject {
                line: self.call.line,
                status,
            })
            .await
    }

    /// Lets it ring: only what happens to it is watched.
    #[must_use]
    pub fn ring(self) -> Call {
        self.call
    }
}

/// A call on a phone.
#[derive(Debug)]
pub struct Call {
    line: LineId,
    wishes: mpsc::Sender<Wish>,
    events: mpsc::Receiver<CallEvent>,
}

impl Call {
    /// The next thing that happens. `None`: nothing will any more.
    pub async fn event(&mut self) -> Option<CallEvent> {
        self.events.recv().await
    }

    /// Waits until connected.
    ///
    /// # Errors
    /// The status when the call failed instead, 487 when it ended.
    pub async fn answered(&mut self) -> Result<(), StatusCode> {
        loop {
            match self.event().await {
                Some(CallEvent::Answered) => return Ok(()),
                Some(CallEvent::Ringing(_)) => {}
                Some(CallEvent::Failed(status)) => return Err(status),
                Some(CallEvent::HungUp | CallEvent::Over) | None => {
                    return Err(StatusCode::REQUEST_TERMINATED);
                }
            }
        }
    }

    /// Hangs up, or gives up dialling.
    ///
    /// # Errors
    /// The phone is off.
    pub async fn hang_up(&self) -> Result<(), PhoneError> {
        self.wish(Wish::HangUp { line: self.line }).await
    }

    /// What was heard so far.
    ///
    /// # Errors
    /// The phone is off, or the call is over.
    pub async fn heard(&self) -> Result<Heard, PhoneError> {
        let (reply, answer) = oneshot::channel();
        self.wish(Wish::Heard {
            line: self.line,
            reply,
        })
        .await?;
        answer.await.map_err(|_| PhoneError::Off)
    }

    async fn wish(&self, wish: Wish) -> Result<(), PhoneError> {
        self.wishes.send(wish).await.map_err(|_| PhoneError::Off)
    }
}
