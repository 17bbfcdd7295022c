//! A whole office in one thread and no real time: a switch, phones, and a network that loses what the
//! test tells it to. What was said is a [`Ladder`], which a test compares with what it expects.

mod action;
mod events;
mod fault;
mod forwarding;
mod in_dialog;
mod ladder;
mod location;
mod moves;
mod node;
mod outcome;
mod phone;
mod plan;
mod ringing;
mod rooms;
mod script;
mod sdp;
mod seating;
mod switch;
mod trunks;
mod watcher;
mod world;

pub use fault::Fault;
pub use in_dialog::Said;
pub use ladder::{Ladder, Step};
pub use outcome::Outcome;
pub use plan::PLAN;
pub use script::{Action, OnRing};
pub use watcher::{Notified, Watch};
pub use world::{PhoneId, WatcherId, World};
