//! SIPp: scenarios in XML, one run each.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};

use tempfile::TempDir;

use super::office::PASSWORD;
use super::ports::free_port;
use super::process::Process;

/// A running SIPp, killed when dropped.
#[derive(Debug)]
pub struct Sipp {
    process: Process,
    dir: TempDir,
}

/// A scenario of `tests/e2e/sipp`.
#[must_use]
pub fn scenario(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("e2e/sipp")
        .join(name)
}

impl Sipp {
    /// Starts one run of a scenario as `extension`, speaking from `port`; RTP that comes is sent back.
    ///
    /// # Panics
    /// SIPp is missing.
    #[must_use]
    pub fn start(
        name: &str,
        extension: &str,
        number: &str,
        server: SocketAddr,
        transport: &str,
        port: u16,
    ) -> Self {
        let dir = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let mut command = Command::new("sipp");
        command.current_dir(dir.path());
        command.arg(server.to_string()).arg("-sf").arg(scenario(name));
        command.args([
            "-i",
            "127.0.0.1",
            "-mi",
            "127.0.0.1",
            "-rtp_echo",
            "-nostdin",
            "-m",
            "1",
        ]);
        command.args([
            "-p",
            &port.to_string(),
            "-mp",
            &free_port().to_string(),
            "-cp",
            &free_port().to_string(),
        ]);
        command.args(["-t", if transport == "tcp" { "t1" } else { "u1" }]);
        command.args([
            "-s",
            number,
            "-au",
            extension,
            "-ap",
            PASSWORD,
            "-key",
            "extension",
            extension,
        ]);
        command.args(["-trace_err", "-trace_msg", "-timeout", "60s"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Self {
            process: Process::start(&mut command),
            dir,
        }
    }

    /// Registers `extension` at a port, and says no more.
    ///
    /// # Panics
    /// The registration fails.
    pub fn register(extension: &str, server: SocketAddr, transport: &str, port: u16) {
        Self::start("register.xml", extension, extension, server, transport, port).succeed();
    }

    /// Waits until the scenario has been played to its end.
    ///
    /// # Panics
    /// It failed; the message holds what SIPp traced.
    pub fn succeed(mut self) {
        let status: Option<ExitStatus> = self.process.child.wait().ok();
        assert!(
            status.is_some_and(|status| status.success()),
            "SIPp failed: {status:?}\n{}",
            self.trace()
        );
    }

    fn trace(&self) -> String {
        let Ok(entries) = std::fs::read_dir(self.dir.path()) else {
            return String::new();
        };
        let files = entries.flatten().map(|entry| entry.path());
        files
            .filter_map(|path| std::fs::read_to_string(path).ok())
            .collect()
    }
}
