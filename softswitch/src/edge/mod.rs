//! The edge: whom the switch listens to at all, and how much.
//!
//! [`Edge`] is a pure value that judges each message by its source address before anything is parsed: bans, request
//! rates, scanners. Failed authentication and other offences add up to bans, which grow with each repetition. What a
//! ban must never do is in the decision record on bans. Who a user is, is decided elsewhere.

mod bans;
mod bounded;
mod conduct;
#[expect(clippy::module_inception, reason = "the value this folder is about")]
mod edge;
mod glance;
mod names;
mod offence;
mod offender;
mod rates;
mod rules;
mod scanners;
mod score;
mod source;
mod standing;
mod trusted;

pub use bans::Sentence;
pub use conduct::Conduct;
pub use edge::{Edge, Effect, Reason, Verdict};
pub use offence::Offence;
pub use rules::{BanRules, Rules};
pub use source::Source;
pub use trusted::Trusted;
