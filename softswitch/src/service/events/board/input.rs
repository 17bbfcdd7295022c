//! What a board hears.

use std::time::Instant;

use sip_stack::endpoint::ServerId;
use sip_stack::flow::Flow;
use sip_stack::message::{Request, Uri};
use sip_stack::user_agent;

use super::house::Member;
use crate::call::Lamp;
use crate::mail::{CallNumber, WatchNumber};

/// One thing that happens. Whoever sends a request has proved who they are.
#[derive(Debug)]
pub enum Input {
    /// A SUBSCRIBE outside every dialog.
    Subscribe {
        /// The user who asks.
        watcher: String,
        /// The request.
        request: Request,
        /// Its server transaction.
        transaction: ServerId,
        /// The way it came.
        flow: Flow,
        /// Our Contact towards the watcher.
        contact: Uri,
    },
    /// A PUBLISH.
    Publish {
        /// The user who publishes.
        publisher: String,
        /// The request.
        request: Request,
        /// Its server transaction.
        transaction: ServerId,
    },
    /// The endpoint has something for a subscription.
    Sip {
        /// Which.
        watch: WatchNumber,
        /// What came.
        input: user_agent::Input,
    },
    /// The lamps that a call lights now; none: it has ended.
    Call {
        /// The call.
        call: CallNumber,
        /// Its lamps.
        lamps: Vec<Lamp>,
    },
    /// The phones that an extension has now.
    Registered {
        /// The extension.
        extension: String,
        /// Its phones.
        phones: Vec<Registered>,
    },
    /// The users there are from now on.
    Members(Vec<Member>),
    /// The switch is being stopped.
    Stop,
    /// The deadline passed.
    Timeout,
}

/// A phone that is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Its contact address.
    pub contact: String,
    /// Until when.
    pub expires_at: Instant,
    /// The `gr` of its GRUU, if it has one.
    pub gr: Option<String>,
}
