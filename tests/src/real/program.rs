//! The switch as a process.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::process::Process;

/// How long the program may take to say `ready`.
const START_MAX: Duration = Duration::from_secs(30);

/// A running switch, killed when dropped.
#[derive(Debug)]
pub struct Program {
    process: Process,
    /// Everything it printed before `ready`.
    pub banner: Vec<String>,
    /// Where it hears SIP over UDP.
    pub udp: SocketAddr,
    /// Where it hears SIP over TCP.
    pub tcp: SocketAddr,
    /// Where it hears SIP over TLS, if its settings say so.
    pub tls: Option<SocketAddr>,
    /// Where it hears SIP over UDP and TCP of IPv6, if its settings say so.
    pub v6: Option<[SocketAddr; 2]>,
    /// The web front's URL.
    pub web: String,
}

impl Program {
    /// Where it hears SIP over a transport, as in `udp`.
    ///
    /// # Panics
    /// Its settings do not name one.
    #[must_use]
    pub fn server(&self, transport: &str) -> SocketAddr {
        let at = match transport {
            "udp" => Some(self.udp),
            "tcp" => Some(self.tcp),
            "tls" => self.tls,
            _ => None,
        };
        at.unwrap_or_else(|| panic!("the switch does not listen on {transport}"))
    }

    /// What its metrics are now, as Prometheus reads them, behind the head of the answer.
    ///
    /// # Panics
    /// The web front does not answer.
    #[must_use]
    pub fn metrics(&self) -> String {
        let host = self.web.trim_start_matches("http://").trim_end_matches('/');
        let request = format!("GET /metrics HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let mut response = String::new();
        let asked = TcpStream::connect(host).and_then(|mut stream| {
            stream.write_all(request.as_bytes())?;
            stream.read_to_string(&mut response)
        });
        asked.unwrap_or_else(|error| panic!("no metrics: {error}"));
        response
    }

    /// Waits until its metrics have this line.
    ///
    /// # Panics
    /// It does not come to that.
    pub fn wait_metric(&self, line: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.metrics().lines().any(|own| own == line) {
            assert!(Instant::now() < deadline, "no {line:?}\n{}", self.metrics());
            std::thread::yield_now();
        }
    }

    /// Starts the switch and waits until it is ready. `program`: the path of the test binary's
    /// `switch-under-test`.
    ///
    /// # Panics
    /// It does not become ready; the message holds what it printed.
    #[must_use]
    pub fn start(program: &str, config: &Path) -> Self {
        let mut command = Command::new(program);
        command
            .args(["run", "--config"])
            .arg(config)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut process = Process::start(&mut command);
        let (sender, lines) = mpsc::channel();
        if let Some(stdout) = process.child.stdout.take() {
            let sender = sender.clone();
            std::thread::spawn(move || forward(stdout, &sender));
        }
        if let Some(stderr) = process.child.stderr.take() {
            std::thread::spawn(move || forward(stderr, &sender));
        }
        let mut banner = Vec::new();
        loop {
            let Ok(line) = lines.recv_timeout(START_MAX) else {
                panic!("the switch is not ready; it said:\n{}", banner.join("\n"));
            };
            if let Some(addresses) = line.strip_prefix("ready ") {
                let words: Vec<&str> = addresses.split_whitespace().collect();
                let needed = |transport| {
                    address(&words, transport)
                        .unwrap_or_else(|| panic!("no {transport} address in {words:?}"))
                };
                let (udp, tcp, tls) = (needed("udp"), needed("tcp"), address(&words, "tls"));
                let v6 = address_v6(&words, "udp").zip(address_v6(&words, "tcp"));
                let web = words.last().copied().unwrap_or_default().to_owned();
                return Self {
                    process,
                    banner,
                    udp,
                    tcp,
                    tls,
                    v6: v6.map(|(udp, tcp)| [udp, tcp]),
                    web,
                };
            }
            banner.push(line);
        }
    }

    /// Kills it at once, as a power cut would.
    pub fn kill(mut self) {
        // It may have ended by itself, which the caller will find out.
        let _ = self.process.child.kill();
        let _ = self.process.child.wait();
    }

    /// Asks it to stop, as `kill PID` does.
    pub fn terminate(&self) {
        let pid = self.process.child.id().to_string();
        let _ = Command::new("kill").arg(pid).status();
    }

    /// Asks it by a signal to read its files anew.
    pub fn hang_up(&self) {
        let pid = self.process.child.id().to_string();
        let _ = Command::new("kill").args(["-HUP", &pid]).status();
    }

    /// Waits until it has ended.
    ///
    /// # Panics
    /// It cannot be waited for.
    pub fn ended(mut self) -> ExitStatus {
        self.process
            .child
            .wait()
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// The resident memory of the process in KiB.
    #[must_use]
    pub fn memory_kib(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}

/// Runs one command of the program to its end.
///
/// # Panics
/// It does not start.
#[must_use]
pub fn output(program: &str, config: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).arg("--config").arg(config);
    command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"))
}

fn forward(stream: impl Read, lines: &mpsc::Sender<String>) {
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { return };
        // Once the switch is ready nobody listens, but the pipe must not fill up.
        let _ = lines.send(line);
    }
}

fn address(words: &[&str], transport: &str) -> Option<SocketAddr> {
    addresses(words, transport).find(SocketAddr::is_ipv4)
}

fn address_v6(words: &[&str], transport: &str) -> Option<SocketAddr> {
    addresses(words, transport).find(SocketAddr::is_ipv6)
}

fn addresses(words: &[&str], transport: &str) -> impl Iterator<Item = SocketAddr> {
    let suffix = format!(";transport={transport}");
    words
        .iter()
        .filter_map(move |word| word.strip_prefix("sip:")?.strip_suffix(&suffix)?.parse().ok())
}
