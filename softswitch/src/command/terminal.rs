//! The terminal: the only place that prints.

use std::io::Write;

/// A line for the user, on standard output. A closed pipe is no fault of ours.
pub(super) fn say(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// A line about a fault, on standard error.
pub(super) fn complain(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
