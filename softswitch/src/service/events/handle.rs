//! The way to the events task.

use sip_stack::endpoint::ServerId;
use sip_stack::flow::Flow;
use sip_stack::message::Request;
use sip_stack::user_agent;
use tokio::sync::{mpsc, oneshot};

use super::asked::{Answers, Wanted};
use super::board::Member;
use super::notice::Notice;
use crate::mail::{NoticeNumber, WatchNumber};
use crate::service::registrar::Located;

/// Letters the mailbox holds; a request that finds it full gets 503.
pub const EVENTS_MAILBOX_MAX: usize = 4_096;

/// The way to the events task. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Events {
    pub(super) mailbox: mpsc::Sender<Letter>,
}

/// For the events task.
#[derive(Debug)]
pub enum Letter {
    /// A SUBSCRIBE or PUBLISH outside every dialog.
    Request {
        /// The way it came.
        flow: Flow,
        /// Its server transaction.
        transaction: ServerId,
        /// The request.
        request: Box<Request>,
    },
    /// The endpoint has something for a subscription.
    Sip {
        /// Which.
        watch: WatchNumber,
        /// What came.
        input: Box<user_agent::Input>,
    },
    /// The endpoint has something for a notice.
    Told {
        /// Which.
        notice: NoticeNumber,
        /// What came.
        input: Box<user_agent::Input>,
    },
    /// Tell phones something.
    Wanted(Box<Wanted>),
    /// The switch is being stopped.
    Stop {
        /// Told when every subscription has ended.
        done: oneshot::Sender<()>,
    },
    /// The users there are from now on.
    Members {
        /// All of them.
        members: Vec<Member>,
        /// Told when it is so.
        done: oneshot::Sender<()>,
    },
}

impl Events {
    /// Ends every subscription; returns when all watchers have heard of it, or when the task is gone.
    pub async fn stop(&self) {
        let (done, heard) = oneshot::channel();
        if self.mailbox.send(Letter::Stop { done }).await.is_ok() {
            let _ = heard.await;
        }
    }

    /// Tells which users there are from now on; returns when it is so, or when the task is gone.
    pub async fn members(&self, members: Vec<Member>) {
        let (done, heard) = oneshot::channel();
        if self.mailbox.send(Letter::Members { members, done }).await.is_ok() {
            let _ = heard.await;
        }
    }

    /// Tells a user's phones something and waits for what they say. `None`: too much is being told, or nobody is there
    /// to tell it.
    pub async fn notify(&self, extension: &str, notice: Notice, phones: Vec<Located>) -> Answers {
        let (reply, heard) = oneshot::channel();
        let wanted = Wanted {
            extension: extension.to_owned(),
            notice,
            phones,
            reply,
        };
        self.mailbox.send(Letter::Wanted(Box::new(wanted))).await.ok()?;
        heard.await.ok()?
    }

    /// Hands a letter over without waiting.
    ///
    /// # Errors
    /// The letter itself, when the mailbox is full or the task gone.
    pub fn post(&self, letter: Letter) -> Result<(), Letter> {
        self.mailbox.try_send(letter).map_err(|error| match error {
            mpsc::error::TrySendError::Full(letter) | mpsc::error::TrySendError::Closed(letter) => letter,
        })
    }
}

impl Letter {
    /// The request that waits for an answer in it, with its transaction.
    #[must_use]
    pub fn request(&self) -> Option<(ServerId, &Request)> {
        match self {
            Self::Request {
                transaction, request, ..
            } => Some((*transaction, request)),
            Self::Sip { input, .. } => match input.as_ref() {
                user_agent::Input::Request {
                    request,
                    transaction: Some(transaction),
                    ..
                } => Some((*transaction, request)),
                _ => None,
            },
            Self::Told { .. } | Self::Wanted(_) | Self::Stop { .. } | Self::Members { .. } => None,
        }
    }
}
