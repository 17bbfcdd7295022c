//! Trunks: the ways to other telephone systems.
//!
//! [`Trunks`] knows how they stand: which are up and registered, how many calls they carry; it finds ways for calls
//! that go out and says whose a call is that comes in. [`TrunkTask`] keeps that knowledge fresh: it registers,
//! probes and resolves. How numbers and callers are written is in files of their own, without state.

mod caller;
mod channel;
mod compose;
mod health;
mod inbound;
mod local;
mod names;
mod numbers;
mod options;
mod order;
mod probe;
mod probes;
mod register;
mod sent_on;
mod standing;
mod state;
mod task;
mod trunks;

pub use channel::Channel;
pub use inbound::{Arrival, Whose};
pub use local::Local;
pub use standing::Standing;
pub use task::{TRUNKS_MAILBOX_MAX, ToTrunks, TrunkTask, TrunkTaskParts};
pub use trunks::Trunks;
