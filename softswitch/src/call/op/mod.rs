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

pub use conference::RoomWish;
pub(super) use conference::{Conferring, Entering};
pub(super) use gather::Gathering;
