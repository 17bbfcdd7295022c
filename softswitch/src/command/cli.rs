//! What can be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::bans::Bans;
use super::call::Show;
use super::diff::Diff;
use super::graph::Graph;
use super::phones::Phones;
use super::prove::Prove;
use super::schema::Kind;
use super::simulate::Simulate;
use super::trunks::Trunks;
use super::user::User;
use crate::observe::logging::LogFormat;

/// A SIP-native business phone system.
#[derive(Debug, Parser)]
#[command(name = "softswitch", version, about)]
pub struct Cli {
    /// The folder with softswitch.yaml [default: ./config, then /etc/softswitch]
    #[arg(long, global = true, env = "SOFTSWITCH_CONFIG", default_value_os_t = default_config())]
    pub config: PathBuf,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the switch; prints `ready` and its addresses when it can take calls
    Run {
        /// How log lines on standard error look
        #[arg(long, value_enum, default_value_t)]
        log_format: LogFormat,
    },
    /// Check settings and dialplan; every mistake with its line and a remedy
    Check {
        /// Print the mistakes as JSON
        #[arg(long)]
        json: bool,
    },
    /// Say where a call would go, step by step, without making it
    Simulate(Simulate),
    /// Make the tests that stand beside the dialplan
    Test(Prove),
    /// Say what a new dialplan changes for callers
    Diff(Diff),
    /// Draw the dialplan
    Graph(Graph),
    /// Print the shape of a file as JSON Schema, for editors
    Schema {
        /// Of which file
        kind: Kind,
    },
    /// Let the running switch read its dialplan anew
    Reload,
    /// List the latest calls, newest first
    Calls {
        /// One JSON object a line, with every field
        #[arg(long)]
        json: bool,
        /// How many at most
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// Show one call instead
        #[command(subcommand)]
        one: Option<OneCall>,
    },
    /// Add, list and remove users, and give them new passwords
    User {
        /// What to do
        #[command(subcommand)]
        what: User,
    },
    /// Tell a user's registered phones to look for their settings
    Phones {
        /// What to do
        #[command(subcommand)]
        what: Phones,
    },
    /// Show how the trunks stand, and give one no new calls
    Trunks {
        /// What to do
        #[command(subcommand)]
        what: Trunks,
    },
    /// Show, add and end bans of addresses
    Bans {
        /// What to do
        #[command(subcommand)]
        what: Bans,
    },
    /// Make real calls through the running switch on loopback and judge them
    Selftest {
        /// Print the results as JSON
        #[arg(long)]
        json: bool,
    },
}

/// What to do with one call.
#[derive(Debug, Subcommand)]
pub enum OneCall {
    /// Show a call and its SIP messages
    Show(Show),
    /// List the calls under way, the oldest first, and how they sound
    Live {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// End a call under way
    Hangup {
        /// Its number in `softswitch calls live`
        number: u64,
    },
}

fn default_config() -> PathBuf {
    let beside = PathBuf::from("config");
    if beside.is_dir() {
        beside
    } else {
        PathBuf::from("/etc/softswitch")
    }
}
