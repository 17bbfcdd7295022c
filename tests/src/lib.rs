//! What tests that cross crates share: a simulated network in virtual time, and real programs as peers.

#![expect(clippy::panic, reason = "a test harness fails by panicking")]

pub mod real;
pub mod sim;
