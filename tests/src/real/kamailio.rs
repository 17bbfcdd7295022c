//! Debian's Kamailio: a proxy in front of the switch, or the provider of a trunk.

use std::net::{SocketAddr, UdpSocket};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::office::PASSWORD;
use super::ports::free_port;
use super::process::Process;

/// The program, as Debian installs it.
const PROGRAM: &str = "/usr/sbin/kamailio";
/// How long it may take to answer its first request.
const START_MAX: Duration = Duration::from_secs(15);
/// How long to wait for one answer.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A running Kamailio, ended with its workers when dropped.
#[derive(Debug)]
pub struct Kamailio {
    process: Process,
    dir: TempDir,
    /// Where it hears SIP, over UDP and TCP.
    pub address: SocketAddr,
}

impl Kamailio {
    /// A proxy in front of a switch: it puts itself on the path of registrations (RFC 3327), stays in dialogs by
    /// Record-Route, and knows no users.
    ///
    /// # Panics
    /// It does not start.
    #[must_use]
    pub fn before(switch: SocketAddr) -> Self {
        let route = format!(
            r#"
    if (is_method("REGISTER")) {{ add_path(); }} else {{ record_route(); }}
    if ($rd == "office.example") {{ $du = "sip:{switch}"; }}
    t_relay();
"#
        );
        Self::start(&route, "")
    }

    /// A provider: registrar and proxy for everybody who knows the password; calls are challenged too, and so is what
    /// 104 says within them.
    ///
    /// # Panics
    /// It does not start.
    #[must_use]
    pub fn provider() -> Self {
        let route = format!(
            r#"
    if (is_method("REGISTER")) {{
        if (!pv_www_authenticate("provider", "{PASSWORD}", "0")) {{ www_challenge("provider", "1"); exit; }}
        save("location");
        exit;
    }}
    if (!pv_proxy_authenticate("provider", "{PASSWORD}", "0")) {{ proxy_challenge("provider", "1"); exit; }}
    consume_credentials();
    record_route();
    if (!lookup("location")) {{ sl_send_reply("404", "Not Found"); exit; }}
    t_relay();
"#
        );
        let within = format!(
            r#"
        if (is_method("INVITE|UPDATE|BYE") && $fU == "104") {{
            if (!pv_proxy_authenticate("provider", "{PASSWORD}", "0")) {{ proxy_challenge("provider", "1"); exit; }}
            consume_credentials();
        }}
"#
        );
        Self::start(&route, &within)
    }

    fn start(route: &str, within: &str) -> Self {
        let dir = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()));
        let file = dir.path().join("kamailio.cfg");
        std::fs::write(&file, configuration(address, route, within))
            .unwrap_or_else(|error| panic!("{error}"));
        let log = std::fs::File::create(dir.path().join("log")).ok();
        let mut command = Command::new(PROGRAM);
        command.args(["-DD", "-E", "-m", "32", "-M", "8", "-f"]).arg(file);
        command.arg("-P").arg(dir.path().join("kamailio.pid"));
        command.arg("-Y").arg(dir.path());
        command
            .stdout(Stdio::null())
            .stderr(log.map_or_else(Stdio::null, Stdio::from));
        let kamailio = Self {
            process: Process::start(&mut command),
            dir,
            address,
        };
        kamailio.wait_ready();
        kamailio
    }

    fn wait_ready(&self) {
        let deadline = Instant::now() + START_MAX;
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap_or_else(|error| panic!("no port: {error}"));
        let own = socket.local_addr().map(|own| own.port()).unwrap_or_default();
        let question = format!(
            "OPTIONS sip:{} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bK{own}\r\nMax-Forwards: 9\r\n\
             From: <sip:t@127.0.0.1>;tag=1\r\nTo: <sip:t@127.0.0.1>\r\nCall-ID: {own}\r\nCSeq: 1 OPTIONS\r\n\
             Content-Length: 0\r\n\r\n",
            self.address
        );
        let _ = socket.set_read_timeout(Some(LOOK_EVERY));
        let mut answer = [0; 2_048];
        loop {
            // Nobody may listen yet.
            let _ = socket.send_to(question.as_bytes(), self.address);
            if socket.recv(&mut answer).is_ok() {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "Kamailio does not answer\n{}",
                self.log()
            );
        }
    }

    /// What it said.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Kamailio {
    /// Its workers end with it only if it is asked; then its process is waited for.
    fn drop(&mut self) {
        let pid = self.process.child.id().to_string();
        let _ = Command::new("kill").arg(pid).status();
        let _ = self.process.child.wait();
    }
}

fn configuration(address: SocketAddr, route: &str, within: &str) -> String {
    let modules: String = [
        "tm",
        "sl",
        "rr",
        "pv",
        "maxfwd",
        "path",
        "usrloc",
        "registrar",
        "auth",
        "siputils",
        "textops",
    ]
    .map(|name| format!("loadmodule \"{name}.so\"\n"))
    .concat();
    format!(
        r#"debug=1
log_stderror=yes
children=1
tcp_children=1
auto_aliases=no
dns=no
rev_dns=no
listen=udp:{address}
listen=tcp:{address}
{modules}
modparam("usrloc", "db_mode", 0)
modparam("path", "use_received", 1)
request_route {{
    if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
    if (is_method("OPTIONS") && uri == myself) {{ sl_send_reply("200", "OK"); exit; }}
    if (is_method("CANCEL")) {{ if (t_check_trans()) {{ t_relay(); }} exit; }}
    if (has_totag()) {{{within}
        if (loose_route()) {{ t_relay(); exit; }}
        if (is_method("ACK") && t_check_trans()) {{ t_relay(); exit; }}
        sl_send_reply("404", "No Route");
        exit;
    }}
    t_check_trans();
    loose_route();
{route}}}
"#
    )
}
