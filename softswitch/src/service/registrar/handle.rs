//! The way to the registrar task.

use sip_stack::endpoint::ServerId;
use sip_stack::flow::Flow;
use sip_stack::message::Request;
use sip_stack::registrar::Binding;
use tokio::sync::{mpsc, oneshot};

/// Letters the registrar's mailbox holds; a REGISTER that finds it full gets 503.
pub const REGISTRAR_MAILBOX_MAX: usize = 4_096;

/// A REGISTER as it came.
#[derive(Debug)]
pub struct Registration {
    /// The flow it came over.
    pub flow: Flow,
    /// Its server transaction.
    pub transaction: ServerId,
    /// The request.
    pub request: Request,
}

/// A phone that may be called, with its user.
#[derive(Clone, Debug)]
pub struct Located {
    /// The user's extension.
    pub extension: String,
    /// Where the phone is.
    pub binding: Binding,
    /// By what else it is reached should that fail (RFC 5626 §5.3), best first.
    pub other_flows: Vec<Binding>,
}

/// The way to the registrar task. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Registrar {
    pub(super) mailbox: mpsc::Sender<Letter>,
}

#[derive(Debug)]
pub(super) enum Letter {
    Register(Box<Registration>),
    Locate {
        extensions: Vec<String>,
        reply: oneshot::Sender<Vec<Located>>,
    },
    FlowClosed(Flow),
}

impl Registrar {
    /// Hands a REGISTER over; the registrar answers it through the signalling task.
    ///
    /// # Errors
    /// The registration itself, when the mailbox is full.
    pub fn register(&self, registration: Registration) -> Result<(), Box<Registration>> {
        match self.mailbox.try_reserve() {
            Ok(place) => {
                place.send(Letter::Register(Box::new(registration)));
                Ok(())
            }
            Err(_) => Err(Box::new(registration)),
        }
    }

    /// The registered phones of these extensions, in that order; none when the registrar is gone.
    pub async fn locate(&self, extensions: Vec<String>) -> Vec<Located> {
        let (reply, answer) = oneshot::channel();
        if self
            .mailbox
            .send(Letter::Locate { extensions, reply })
            .await
            .is_err()
        {
            return Vec::new();
        }
        answer.await.unwrap_or_default()
    }

    /// A connection is gone; its phones are reached by their contact address from now on. `false`: the mailbox is full.
    pub(super) fn flow_closed(&self, flow: Flow) -> bool {
        !matches!(
            self.mailbox.try_send(Letter::FlowClosed(flow)),
            Err(mpsc::error::TrySendError::Full(_))
        )
    }

    /// Returns once the mailbox has room, or the registrar is gone.
    pub async fn room(&self) {
        let _ = self.mailbox.reserve().await;
    }
}
