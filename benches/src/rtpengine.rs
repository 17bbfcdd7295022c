//! rtpengine as a relay in user space, for comparison where it is installed.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::server::{Server, free_port, on_core};

/// The program, as Debian installs it.
const PROGRAM: &str = "/usr/bin/rtpengine";

/// How long an answer may take; a question is asked again then.
const ANSWER_WITHIN: Duration = Duration::from_millis(100);

/// Questions without an answer before it counts as gone: ten seconds.
const ASKED_MAX: usize = 100;

/// The largest answer that is read.
const ANSWER_MAX: usize = 8_192;

/// Whether it is installed.
#[must_use]
pub fn installed() -> bool {
    Path::new(PROGRAM).exists()
}

/// A running rtpengine, ended when dropped.
#[derive(Debug)]
pub struct Rtpengine {
    server: Server,
    control: UdpSocket,
    asked: u64,
}

impl Rtpengine {
    /// Starts it on one core, with one thread and without its kernel module.
    ///
    /// # Errors
    /// It does not start, or does not answer in time.
    pub fn start(core: usize) -> std::io::Result<Self> {
        let control = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let began = Instant::now();
        let mut command = on_core(core, &Command::new(PROGRAM));
        command.args(["--foreground", "--log-stderr", "--log-level=2", "--table=-1"]);
        command.args(["--num-threads=1", "--interface=127.0.0.1"]);
        command.args(["--port-min=10000", "--port-max=29999"]);
        command.arg(format!("--listen-ng={control}"));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let server = Server::spawned(command.spawn()?, control, began);
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_read_timeout(Some(ANSWER_WITHIN))?;
        let mut own = Self {
            server,
            control: socket,
            asked: 0,
        };
        own.ask("d7:command4:pinge")?;
        Ok(own)
    }

    /// Processor time used so far, user and system.
    #[must_use]
    pub fn cpu(&self) -> Duration {
        self.server.cpu()
    }

    /// Joins two phones; returned is where each of them sends to.
    ///
    /// # Errors
    /// It refuses, or does not answer.
    pub fn join(&mut self, phones: [SocketAddr; 2]) -> std::io::Result<[SocketAddr; 2]> {
        let call = format!("{}", self.asked);
        let words = |command: &str, phone: SocketAddr, tags: &[(&str, &str)]| {
            let sdp = sdp(phone);
            let mut pairs = vec![
                ("call-id", call.as_str()),
                ("command", command),
                ("sdp", sdp.as_str()),
            ];
            pairs.extend(tags);
            dictionary(pairs)
        };
        let offer = words("offer", phones[0], &[("from-tag", "a")]);
        let answer = words("answer", phones[1], &[("from-tag", "a"), ("to-tag", "b")]);
        let for_second = self.ask(&offer)?;
        let for_first = self.ask(&answer)?;
        let place = |reply: &str| {
            audio_port(reply).map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port))
        };
        match (place(&for_first), place(&for_second)) {
            (Some(first), Some(second)) => Ok([first, second]),
            _ => Err(std::io::Error::other(format!("{for_second} {for_first}"))),
        }
    }

    /// Asks until there is an answer; the same question has the same answer.
    fn ask(&mut self, question: &str) -> std::io::Result<String> {
        self.asked += 1;
        let cookie = format!("{} ", self.asked);
        let mut buffer = [0; ANSWER_MAX];
        for _ in 0..ASKED_MAX {
            // Not connected: while nobody listens yet, an ICMP error would end the waiting at once.
            self.control
                .send_to(format!("{cookie}{question}").as_bytes(), self.server.udp)?;
            if let Ok(length) = self.control.recv(&mut buffer)
                && let Some(answer) = String::from_utf8_lossy(&buffer[..length]).strip_prefix(&cookie)
            {
                return Ok(answer.to_owned());
            }
        }
        Err(std::io::ErrorKind::TimedOut.into())
    }
}

/// A dictionary of strings in bencoding, whose keys stand in order.
fn dictionary(mut pairs: Vec<(&str, &str)>) -> String {
    pairs.sort_unstable();
    let words: String = pairs
        .iter()
        .flat_map(|(key, value)| [key, value])
        .map(|word| format!("{}:{word}", word.len()))
        .collect();
    format!("d{words}e")
}

fn sdp(phone: SocketAddr) -> String {
    let (ip, port) = (phone.ip(), phone.port());
    format!(
        "v=0\r\no=- 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
    )
}

/// The port of audio in an answer's SDP.
fn audio_port(answer: &str) -> Option<u16> {
    let (_, rest) = answer.split_once("m=audio ")?;
    rest.split(' ').next()?.parse().ok()
}
