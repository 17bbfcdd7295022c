//! What the people who run the switch can see: log lines, metrics, call records.

pub mod capture;
pub mod logging;
pub mod metrics;
mod milestone;
pub mod quality;
pub mod record;

pub use milestone::milestone;
