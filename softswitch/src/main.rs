//! The program `softswitch`.

use std::process::ExitCode;

fn main() -> ExitCode {
    softswitch::command::main()
}
