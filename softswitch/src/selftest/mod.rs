//! `softswitch selftest`: two built-in phones make real calls through the running switch.

mod judge;
mod report;
mod scenario;

pub use report::{Check, Report};
pub use scenario::{Setup, run};
