//! Processes that end with the test that started them.

use std::process::{Child, Command, Stdio};

/// A child process, killed when dropped.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) child: Child,
}

impl Process {
    /// Starts a program.
    ///
    /// # Panics
    /// It is not installed; `make test` installs what the tests need.
    pub(super) fn start(command: &mut Command) -> Self {
        let child = command.stdin(Stdio::null()).spawn();
        Self {
            child: child.unwrap_or_else(|error| panic!("{command:?} does not start: {error}")),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
