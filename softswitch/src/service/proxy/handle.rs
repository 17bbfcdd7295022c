//! The way to the proxy's task.

use sip_stack::endpoint::ServerId;
use sip_stack::flow::{Flow, Target};
use sip_stack::message::Request;
use sip_stack::user_agent;
use tokio::sync::mpsc;

use super::Place;
use crate::mail::PassageNumber;

/// Letters the proxy's mailbox holds; a request beyond gets 503, anything else is lost and counted.
pub const PROXY_MAILBOX_MAX: usize = 4_096;

/// The way to the proxy's task. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Proxy {
    pub(super) mailbox: mpsc::Sender<Letter>,
}

#[derive(Debug)]
pub(super) enum Letter {
    /// A request to forward.
    Request(Box<(Flow, ServerId, Request)>),
    /// An ACK to pass on without state.
    Ack(Box<(Flow, Request)>),
    /// What became of a forwarded request.
    Sip(PassageNumber, Box<user_agent::Input>),
    /// Where a request goes.
    Found(PassageNumber, Found),
}

/// Where a request goes.
#[derive(Debug)]
pub(super) enum Found {
    /// To the phones of a user; perhaps none.
    Phones(Vec<Place>),
    /// To the hops of another domain; perhaps none.
    Hops(Vec<Target>),
}

impl Proxy {
    /// Hands a request over; the proxy answers it through the signalling task.
    ///
    /// # Errors
    /// The mailbox is full.
    pub fn forward(&self, flow: Flow, transaction: ServerId, request: Request) -> Result<(), Full> {
        self.post(Letter::Request(Box::new((flow, transaction, request))))
    }

    /// Hands an ACK over.
    ///
    /// # Errors
    /// The mailbox is full.
    pub fn acknowledge(&self, flow: Flow, request: Request) -> Result<(), Full> {
        self.post(Letter::Ack(Box::new((flow, request))))
    }

    /// Hands over what the endpoint has for a passage.
    ///
    /// # Errors
    /// The mailbox is full.
    pub fn deliver(&self, passage: PassageNumber, input: user_agent::Input) -> Result<(), Full> {
        self.post(Letter::Sip(passage, Box::new(input)))
    }

    fn post(&self, letter: Letter) -> Result<(), Full> {
        self.mailbox.try_send(letter).map_err(|_| Full)
    }
}

/// The proxy does not keep up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the proxy's mailbox of {PROXY_MAILBOX_MAX} letters is full")]
pub struct Full;
