//! The control plane's handle on the media threads: opens streams, commands them, and hears of them.
//!
//! Nothing here waits for a media thread but [`Engine::start`] and [`Engine::shutdown`].

mod config;
mod counts;
#[expect(clippy::module_inception, reason = "the noun of the folder")]
mod engine;
mod error;
mod events;
mod hire;
mod open;

pub use config::EngineConfig;
pub use counts::EngineCounts;
pub use engine::Engine;
pub use error::{CommandError, OpenError, StartError};
pub use events::EventReceiver;

pub use crate::latch::LatchPolicy;
pub use crate::mix::Room;
pub use crate::record::{RecordError, Recording};
pub use crate::session::{Event, KeyForm, Source, Standing, StreamId};
pub use crate::worker::Command;
