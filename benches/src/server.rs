//! A server as a process, and what it costs.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::footprint::{Footprint, memory_kib};

/// Clock ticks a second in /proc/PID/stat; fixed at 100 on Linux.
const TICKS_PER_SECOND: u64 = 100;

/// A running server, ended when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it hears SIP over UDP.
    pub udp: SocketAddr,
    /// From the start of the process until it was ready.
    pub ready_after: Duration,
}

impl Server {
    /// Starts the switch and waits until it says that it is ready.
    ///
    /// # Errors
    /// It does not start, or ends before it is ready.
    pub fn start(command: Command, config: &Path) -> std::io::Result<Self> {
        let began = Instant::now();
        let mut command = command;
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
            return Ok(Self::spawned(child, udp, began));
        }
        Err(std::io::ErrorKind::UnexpectedEof.into())
    }

    /// A process that was started then, and listens there.
    #[must_use]
    pub fn spawned(child: Child, udp: SocketAddr, began: Instant) -> Self {
        Self {
            child,
            udp,
            ready_after: began.elapsed(),
        }
    }

    /// Asks with OPTIONS until there is an answer.
    ///
    /// # Errors
    /// There is none in ten seconds.
    pub fn until_it_answers(mut self) -> std::io::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_read_timeout(Some(Duration::from_millis(20)))?;
        let (own, server) = (socket.local_addr()?, self.udp);
        let began = Instant::now();
        let mut buffer = [0; 2_048];
        for number in 0.. {
            let question = format!(
                "OPTIONS sip:{server} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bKo{number};rport\r\n\
                 Max-Forwards: 70\r\nFrom: <sip:{own}>;tag=o\r\nTo: <sip:{server}>\r\nCall-ID: o{number}\r\n\
                 CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
            );
            // While nobody listens, the answer to a datagram is an ICMP error.
            let _ = socket.send_to(question.as_bytes(), server);
            if socket.recv(&mut buffer).is_ok() {
                break;
            }
            if began.elapsed() > PATIENCE {
                return Err(std::io::ErrorKind::TimedOut.into());
            }
        }
        self.ready_after += began.elapsed();
        Ok(self)
    }

    /// Processor time used so far by the process and its children, user and system.
    #[must_use]
    pub fn cpu(&self) -> Duration {
        let own = self.child.id();
        let ticks: u64 = std::fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter_map(times)
            .filter(|process| process.id == own || process.parent == own)
            .map(|process| process.ticks)
            .sum();
        Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND)
    }

    /// Resident memory in KiB.
    #[must_use]
    pub fn memory_kib(&self) -> u64 {
        memory_kib(self.child.id())
    }

    /// What it holds on to.
    ///
    /// # Errors
    /// It has ended.
    pub fn footprint(&self) -> std::io::Result<Footprint> {
        Footprint::of(self.child.id())
    }
}

/// How long a server may take until it answers, or has ended.
const PATIENCE: Duration = Duration::from_secs(10);

/// A process in `/proc`.
struct Process {
    id: u32,
    parent: u32,
    /// User and system.
    ticks: u64,
}

fn times(id: u32) -> Option<Process> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The program's name, in brackets, may hold blanks; the fields behind it are words.
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let number = |n: usize| fields.get(n)?.parse::<u64>().ok();
    Some(Process {
        id,
        parent: fields.get(1)?.parse().ok()?,
        ticks: number(11)? + number(12)?,
    })
}

/// The command, kept on one core.
#[must_use]
pub fn on_core(core: usize, command: &Command) -> Command {
    let mut kept = Command::new("taskset");
    kept.args(["-c", &core.to_string()]).arg(command.get_program());
    kept.args(command.get_args());
    kept
}

/// A UDP port that nobody has.
///
/// # Errors
/// There is none.
pub fn free_port() -> std::io::Result<u16> {
    Ok(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

impl Drop for Server {
    /// Asks it to end, so that one of several processes ends the others too.
    fn drop(&mut self) {
        // It may have ended by itself.
        if let Some(id) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(id, Signal::TERM);
        }
        let until = Instant::now() + PATIENCE;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
