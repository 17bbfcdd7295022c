//! What a process holds on to: memory, open files and sockets, threads.

use std::fmt;
use std::fs;
use std::io;

/// What a process held at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// Resident memory in KiB.
    pub memory_kib: u64,
    /// Files and sockets.
    pub files: usize,
    /// Threads.
    pub threads: usize,
}

impl Footprint {
    /// What the process holds now.
    ///
    /// # Errors
    /// The process is gone.
    pub fn of(process: u32) -> io::Result<Self> {
        let folder = |name: &str| fs::read_dir(format!("/proc/{process}/{name}"));
        Ok(Self {
            memory_kib: memory_kib(process),
            files: folder("fd")?.count(),
            threads: folder("task")?.count(),
        })
    }
}

impl fmt::Display for Footprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            memory_kib,
            files,
            threads,
        } = self;
        write!(f, "{memory_kib:7} KiB  {files:5} files  {threads:3} threads")
    }
}

/// Resident memory in KiB; zero if the process is gone.
pub(crate) fn memory_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse().ok())
        .unwrap_or_default()
}
