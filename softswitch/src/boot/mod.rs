//! Start and stop: from settings to a running switch, and back without losing a call.

pub mod banner;
mod calls;
mod certificates;
mod configure;
mod desk;
mod error;
mod events;
pub mod plan;
mod planner;
mod proxy;
mod seed;
mod signalling;
mod storage;
mod switch;
mod telephony;
mod trunks;
mod usual_address;
mod watch;
mod web;

pub use error::StartError;
pub use seed::{made_up_password, new_user};
pub use switch::{Passwords, Switch};
