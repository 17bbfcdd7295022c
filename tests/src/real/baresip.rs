//! Debian's baresip as a desk phone, driven over its control port.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::office::PASSWORD;
use super::ports::free_port;
use super::process::Process;
use super::wav;

/// Seconds that a phone has something to say for; it hangs up then.
const SPEAKS_S: u32 = 90;

/// How long anything that should come at once may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long to wait between two looks at a recording.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A running baresip, killed when dropped.
#[derive(Debug)]
pub struct Baresip {
    _process: Process,
    dir: TempDir,
    control: TcpStream,
    /// What came over the control port and was not asked for yet.
    heard: String,
}

impl Baresip {
    /// Starts a phone for a user and waits until it is registered. It says a steady tone in calls.
    ///
    /// # Panics
    /// baresip is missing or does not register.
    #[must_use]
    pub fn start(extension: &str, server: SocketAddr, transport: &str, say_hz: f32, codec: &str) -> Self {
        let account = account(extension, server, transport, codec);
        Self::launch(extension, server, say_hz, &account, ("", ""))
    }

    /// Starts a phone whose audio is encrypted in one of its ways, as in `srtp-mand`. It says a steady tone in calls.
    ///
    /// # Panics
    /// baresip is missing or does not register.
    #[must_use]
    pub fn start_encrypted(
        extension: &str,
        server: SocketAddr,
        transport: &str,
        say_hz: f32,
        encryption: &str,
    ) -> Self {
        let account = account(extension, server, transport, "PCMU");
        let account = format!("{};mediaenc={encryption}\n", account.trim_end());
        let modules = match encryption {
            "dtls_srtp" => "module dtls_srtp.so\nrtcp_mux yes\n",
            _ => "module srtp.so\n",
        };
        Self::launch(extension, server, say_hz, &account, (modules, ""))
    }

    /// Starts a phone that checks its ways to us by ICE, and makes the keys of its audio in a handshake. It says a
    /// steady tone in calls.
    ///
    /// # Panics
    /// baresip is missing or does not register.
    #[must_use]
    pub fn start_checking(extension: &str, server: SocketAddr, transport: &str, say_hz: f32) -> Self {
        let account = account(extension, server, transport, "PCMU");
        let account = format!("{};mediaenc=dtls_srtp;medianat=ice\n", account.trim_end());
        let modules = "module dtls_srtp.so\nmodule ice.so\nrtcp_mux yes\n";
        Self::launch(extension, server, say_hz, &account, (modules, ""))
    }

    /// Starts a phone that publishes its user's presence and watches another's; it cannot be heard. It asks for no voice
    /// messages: baresip 1.0.0 at times asks thousands of times in a row.
    ///
    /// # Panics
    /// baresip is missing or does not register.
    #[must_use]
    pub fn start_watching(extension: &str, server: SocketAddr, transport: &str, watched: &str) -> Self {
        let account = account(extension, server, transport, "PCMU");
        let account = format!("{};pubint=600\n", account.trim_end());
        let modules = "module_app contact.so\nmodule_app presence.so\n";
        let contact = format!("\"{watched}\" <sip:{watched}@office.example>;presence=p2p\n");
        Self::launch(extension, server, 0.0, &account, (modules, &contact))
    }

    fn launch(
        extension: &str,
        server: SocketAddr,
        say_hz: f32,
        account: &str,
        (modules, contacts): (&str, &str),
    ) -> Self {
        let dir = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let control_port = free_port();
        wav::write_tone(&dir.path().join("say.wav"), say_hz, SPEAKS_S);
        write(
            &dir.path().join("config"),
            &(config(dir.path(), server, control_port) + modules),
        );
        write(&dir.path().join("accounts"), account);
        write(&dir.path().join("contacts"), contacts);
        let log = std::fs::File::create(dir.path().join("log")).ok();
        // Line by line: into a file baresip would write block by block, and the end of its log could stay away for good.
        let mut command = Command::new("stdbuf");
        command.args(["-oL", "baresip"]);
        let family = if server.is_ipv6() { "-6" } else { "-4" };
        command.arg(family).arg("-s").arg("-f").arg(dir.path());
        command
            .stdout(log.map_or_else(Stdio::null, Stdio::from))
            .stderr(Stdio::null());
        let mut phone = Self {
            _process: Process::start(&mut command),
            dir,
            control: connect(control_port),
            heard: String::new(),
        };
        phone.wait_registered(extension);
        phone
    }

    /// Dials a number of the office.
    pub fn dial(&mut self, number: &str) {
        self.command("dial", &format!("sip:{number}@office.example"));
    }

    /// Picks up.
    pub fn accept(&mut self) {
        self.command("accept", "");
    }

    /// Presses keys, by events beside the audio.
    pub fn press(&mut self, keys: &str) {
        self.command("sndcode", keys);
    }

    /// Hangs up, or refuses a ringing call.
    pub fn hang_up(&mut self) {
        self.command("hangup", "");
    }

    /// Presses hold.
    pub fn hold(&mut self) {
        self.command("hold", "");
    }

    /// Takes a held call back.
    pub fn resume(&mut self) {
        self.command("resume", "");
    }

    /// Transfers the far end of the call to a number of the office, without asking there first.
    pub fn transfer(&mut self, number: &str) {
        self.command("transfer", &format!("sip:{number}@office.example"));
    }

    /// Transfers the far end of the latest call to that of the first one, which was accepted as the log shows.
    ///
    /// # Panics
    /// The log shows no call that was answered.
    pub fn transfer_to_first(&mut self) {
        let log = self.log();
        let answers = log.split("SIP/2.0 200 ").skip(1);
        let mut of_invite = answers.filter(|answer| header(answer, "CSeq").ends_with("INVITE"));
        let Some(answer) = of_invite.next() else {
            panic!("no call was answered\n{log}")
        };
        let tag = |name| {
            header(answer, name)
                .rsplit("tag=")
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        let (to_tag, from_tag) = (tag("To"), tag("From"));
        let call_id = header(answer, "Call-ID").replace('@', "%40");
        let replaces = format!("{call_id}%3Bto-tag%3D{to_tag}%3Bfrom-tag%3D{from_tag}");
        self.command(
            "transfer",
            &format!("<sip:first@office.example?Replaces={replaces}>"),
        );
    }

    /// Waits for an event: `CALL_INCOMING`, `CALL_ESTABLISHED`, `CALL_CLOSED`, …
    ///
    /// # Panics
    /// It does not come; the message holds what did.
    pub fn wait(&mut self, event: &str) {
        let wanted = format!("\"type\":\"{event}\"");
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.heard.find(&wanted) {
                self.heard.drain(..at + wanted.len());
                return;
            }
            assert!(
                Instant::now() < deadline,
                "no {event}; heard {}\n{}",
                self.heard,
                self.log()
            );
            self.listen();
        }
    }

    /// Waits until the phone's own recording holds a second of a tone.
    ///
    /// # Panics
    /// It is not heard.
    pub fn wait_tone(&mut self, hz: f32) {
        self.wait_tone_for(hz, 1_000);
    }

    /// Waits until it holds a second more of a tone than it does now.
    ///
    /// # Panics
    /// It is not heard.
    pub fn wait_more_tone(&mut self, hz: f32) {
        let heard_ms = self.heard_ms(hz);
        self.wait_tone_for(hz, heard_ms + 1_000);
    }

    fn heard_ms(&self, hz: f32) -> u64 {
        self.recordings().iter().map(|path| wav::hears(path, hz)).sum()
    }

    /// Waits until it holds this many milliseconds of a tone.
    ///
    /// # Panics
    /// It is not heard.
    pub fn wait_tone_for(&mut self, hz: f32, wanted_ms: u64) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let heard_ms = self.heard_ms(hz);
            if heard_ms >= wanted_ms {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "{hz} Hz was heard for {heard_ms} ms only\n{}",
                self.log()
            );
            self.listen();
        }
    }

    /// Waits until the log, SIP trace included, holds all of these words in one message or line.
    ///
    /// # Panics
    /// It does not come to that.
    pub fn wait_log(&mut self, words: &[&str]) {
        let deadline = Instant::now() + PATIENCE;
        let holds = |log: &str| words.iter().all(|word| log.contains(word));
        while !self.log().split("\n#\n").any(holds) {
            assert!(Instant::now() < deadline, "no {words:?}\n{}", self.log());
            self.listen();
        }
    }

    /// What baresip wrote, its SIP trace included.
    #[must_use]
    pub fn log(&self) -> String {
        let bytes = std::fs::read(self.dir.path().join("log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn wait_registered(&mut self, extension: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.heard.contains("REGISTER_OK") && !self.log().contains("200 OK") {
            assert!(
                Instant::now() < deadline,
                "{extension} does not register\n{}",
                self.log()
            );
            self.listen();
        }
    }

    /// What the phone has recorded of what it heard, one file a call.
    fn recordings(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.dir.path()) else {
            return Vec::new();
        };
        let paths = entries.flatten().map(|entry| entry.path());
        paths
            .filter(|path| path.to_string_lossy().ends_with("-dec.wav"))
            .collect()
    }

    fn command(&mut self, command: &str, parameters: &str) {
        let json = serde_json::json!({"command": command, "params": parameters}).to_string();
        let netstring = format!("{}:{json},", json.len());
        self.control
            .write_all(netstring.as_bytes())
            .unwrap_or_else(|error| panic!("baresip is gone: {error}"));
    }

    /// Takes what comes over the control port for a moment.
    fn listen(&mut self) {
        let mut buffer = [0; 4_096];
        if let Ok(length) = self.control.read(&mut buffer) {
            let _ = write!(self.heard, "{}", String::from_utf8_lossy(&buffer[..length]));
        }
    }
}

/// A header's value in a message of the log.
fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let line = message
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.unwrap_or_default().trim()
}

fn connect(port: u16) -> TcpStream {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Ok(stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
            let _ = stream.set_read_timeout(Some(LOOK_EVERY));
            return stream;
        }
        assert!(
            Instant::now() < deadline,
            "baresip does not open its control port"
        );
        std::thread::yield_now();
    }
}

fn account(extension: &str, server: SocketAddr, transport: &str, codec: &str) -> String {
    format!(
        "<sip:{extension}@office.example;transport={transport}>;auth_user={extension};auth_pass=\"{PASSWORD}\";\
         outbound=\"sip:{server};transport={transport}\";regint=600;audio_codecs={codec};answermode=manual\n"
    )
}

fn config(dir: &Path, server: SocketAddr, control_port: u16) -> String {
    let dir = dir.display();
    let own = SocketAddr::new(server.ip(), 0);
    // baresip looks for an address of that family; that of an interface is no use to it on loopback.
    let interface = server.ip();
    format!(
        "poll_method epoll
sip_listen {own}
net_interface {interface}
audio_source aufile,{dir}/say.wav
audio_player nil
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
snd_path {dir}
rtp_ports 10000-19999
module_path /usr/lib/baresip/modules
module g711.so
module g722.so
module opus.so
module aufile.so
module sndfile.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control_port}
sip_verify_server no
"
    )
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
