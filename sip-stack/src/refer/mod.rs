//! The subscription that a REFER makes (RFC 3515 §2.4.4), on the side that follows the reference.
//!
//! It says what each NOTIFY carries and when; the dialog it lives in sends them. One NOTIFY is open at a time, and of
//! the news that come meanwhile only the latest is told: each is a complete statement (§2.4.5).
//!
//! Not here: subscriptions by SUBSCRIBE to other packages; sending a REFER.

mod subscription;

#[cfg(test)]
mod tests;

pub use subscription::{Input, Notify, ReferSubscription, SUBSCRIPTION_MAX};
