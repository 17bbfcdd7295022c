//! Headers of subscriptions and publications (RFC 6665, RFC 3903).

mod entity_tag;
mod package;
mod subscription_state;

pub use entity_tag::{SipEtag, SipIfMatch};
pub use package::Event;
pub use subscription_state::{Subscribed, SubscriptionState, TerminationReason};
