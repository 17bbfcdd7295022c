//! Events as pure machines: subscriptions (RFC 6665) and publications (RFC 3903).
//!
//! A notifier's [`Subscription`] is one dialog with one NOTIFY at a time; [`Publications`] hold what was published about
//! one resource. What a body says, who may watch and what is watched are the owner's business.

mod effect;
mod input;
mod notify;
mod publications;
mod refresh;
mod refusal;
mod subscription;
mod terms;
mod wish;

#[cfg(test)]
mod tests;

pub use effect::{Effect, Ended};
pub use input::Input;
pub use publications::{Publications, Published};
pub use refusal::Refusal;
pub use subscription::{Acceptance, Subscription};
pub use terms::Terms;
pub use wish::{Wish, accepts};
