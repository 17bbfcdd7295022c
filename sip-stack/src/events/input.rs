//! What a subscription hears.

use crate::message::{Body, TerminationReason};
use crate::user_agent;

/// One thing that happens to a notifier's subscription.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "an input is moved once and never kept")]
pub enum Input {
    /// The endpoint has something for its dialog.
    Sip(user_agent::Input),
    /// What is watched has changed.
    Changed,
    /// The newest state, as asked for by [`super::Effect::StateWanted`].
    State(Option<Body>),
    /// End it, and say why (RFC 6665 §4.1.3).
    End {
        /// Why.
        reason: TerminationReason,
        /// Seconds after which the subscriber may come again.
        retry_after: Option<u32>,
    },
    /// The deadline passed.
    Timeout,
}
