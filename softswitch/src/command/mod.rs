//! The command line: `softswitch run|check|simulate|test|graph|diff|schema|reload|calls|user|phones|trunks|bans|selftest`.
//!
//! Exit codes: 0 ok, 1 a fault was found, 2 wrong usage.

mod bans;
mod call;
mod calls;
mod check;
mod cli;
mod diff;
mod dispatch;
mod graph;
mod junit;
mod live;
mod office;
mod phones;
mod prove;
mod quality;
mod reload;
mod run;
mod schema;
mod selftest;
mod simulate;
mod sounds;
mod span;
mod terminal;
mod trunks;
mod user;

pub use cli::{Cli, Command};
pub use dispatch::main;
