//! The dialplan's operations as effects of a call: one file an operation.

mod answer;
mod conference;
mod echo;
mod gather;
mod hangup;
mod plan;
mod play;
mod record;
mod ring;

pub(super) use gather::Gathering;
