//! The program under load, built with the benchmarks so that they measure a process of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    softswitch::command::main()
}
