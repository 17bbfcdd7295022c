//! The switch as a process, and what it costs.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Clock ticks a second in /proc/PID/stat; fixed at 100 on Linux.
const TICKS_PER_SECOND: u64 = 100;

/// A running switch, killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it hears SIP over UDP.
    pub udp: SocketAddr,
    /// From the start of the process to `ready`.
    pub ready_after: Duration,
}

impl Server {
    /// Starts a program and waits until it is ready.
    ///
    /// # Errors
    /// It does not start, or ends before it is ready.
    pub fn start(program: &str, config: &Path) -> std::io::Result<Self> {
        let began = std::time::Instant::now();
        let mut command = Command::new(program);
        command
            .args(["run", "--config"])
            .arg(config)
            .env("RUST_LOG", "warn");
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().ok_or(std::io::ErrorKind::BrokenPipe)?;
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            let Some(addresses) = line.strip_prefix("ready ") else {
                continue;
            };
            let udp = addresses
                .split_whitespace()
                .find_map(|word| {
                    word.strip_prefix("sip:")?
                        .strip_suffix(";transport=udp")?
                        .parse()
                        .ok()
                })
                .ok_or(std::io::ErrorKind::InvalidData)?;
            return Ok(Self {
                child,
                udp,
                ready_after: began.elapsed(),
            });
        }
        Err(std::io::ErrorKind::UnexpectedEof.into())
    }

    /// Processor time used so far, user and system.
    #[must_use]
    pub fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // The program's name, in brackets, may hold blanks; the fields behind it are numbers.
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let ticks = |n: usize| {
            fields
                .get(n)
                .and_then(|field| field.parse::<u64>().ok())
                .unwrap_or_default()
        };
        Duration::from_millis((ticks(11) + ticks(12)) * 1_000 / TICKS_PER_SECOND)
    }

    /// Resident memory in KiB.
    #[must_use]
    pub fn memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap_or_default();
        line.split_whitespace()
            .nth(1)
            .and_then(|kib| kib.parse().ok())
            .unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
