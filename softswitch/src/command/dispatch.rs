//! From the command line to the command.

use std::process::ExitCode;

use clap::Parser;

use super::cli::OneCall;
use super::{
    Cli, Command, bans, call, calls, check, diff, graph, live, phones, prove, reload, run, schema, selftest,
    simulate, terminal, trunks, user,
};

/// Parses the command line and does what it says.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Run { log_format } => run::run(&cli.config, log_format),
        Command::Check { json } => check::check(&cli.config, json),
        Command::Test(how) => prove::prove(&cli.config, &how),
        Command::Diff(what) => diff::diff(&cli.config, &what),
        Command::Graph(how) => graph::graph(&cli.config, &how),
        Command::Schema { kind } => schema::schema(kind),
        Command::Reload => reload::reload(&cli.config),
        Command::Simulate(call) => simulate::simulate(&cli.config, &call),
        Command::Calls {
            one: Some(OneCall::Show(show)),
            ..
        } => call::show(&cli.config, &show),
        Command::Calls {
            one: Some(OneCall::Live { json }),
            ..
        } => live::list(&cli.config, json),
        Command::Calls {
            one: Some(OneCall::Hangup { number }),
            ..
        } => live::hang_up(&cli.config, number),
        Command::Calls { json, limit, .. } => calls::calls(&cli.config, json, limit),
        Command::User { what } => user::user(&cli.config, &what),
        Command::Phones { what } => phones::phones(&cli.config, &what),
        Command::Trunks { what } => trunks::trunks(&cli.config, &what),
        Command::Bans { what } => bans::bans(&cli.config, &what),
        Command::Selftest { json } => selftest::selftest(&cli.config, json),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            terminal::complain(&fault.to_string());
            ExitCode::from(1)
        }
    }
}
