//! What a board wants done.

use sip_stack::endpoint::ServerId;
use sip_stack::events::Ended;
use sip_stack::message::{Response, StatusCode};
use sip_stack::user_agent;

use crate::mail::WatchNumber;

/// One thing to do, in order.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "the large variant is nearly all there is"
)]
pub enum Effect {
    /// For the endpoint, on behalf of a subscription.
    Sip {
        /// Which.
        watch: WatchNumber,
        /// What the endpoint shall do.
        effect: user_agent::Effect,
    },
    /// Answer a request that opened no subscription.
    Respond {
        /// Its server transaction.
        transaction: ServerId,
        /// The answer.
        response: Response,
    },
    /// Worth a count.
    Counted(Counted),
}

/// What people who run the switch may want to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// A subscription began.
    Subscribed,
    /// A SUBSCRIBE or PUBLISH was refused.
    Refused(StatusCode),
    /// One was refused because a limit of ours was met.
    Full(&'static str),
    /// A subscription ended.
    Ended(Ended),
    /// A PUBLISH was taken.
    Published,
}
