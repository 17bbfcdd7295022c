//! Kamailio as a registrar and proxy with the same users, for comparison where it is installed.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::office::{DOMAIN, PASSWORD};
use crate::server::{Server, free_port, on_core};

/// The program, as Debian installs it.
const PROGRAM: &str = "/usr/sbin/kamailio";

/// Whether it is installed.
#[must_use]
pub fn installed() -> bool {
    Path::new(PROGRAM).exists()
}

/// Starts it in a folder that keeps its files, on one core, with one worker.
///
/// # Errors
/// It does not start, or does not answer in time.
pub fn start(folder: &Path, core: usize) -> std::io::Result<Server> {
    let port = free_port()?;
    let file = folder.join("kamailio.cfg");
    std::fs::write(&file, configuration(port))?;
    let began = Instant::now();
    let mut command = on_core(core, &Command::new(PROGRAM));
    command.args(["-DD", "-E", "-f"]).arg(file);
    command.arg("-P").arg(folder.join("kamailio.pid"));
    command.arg("-Y").arg(folder);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let server = Server::spawned(command.spawn()?, SocketAddr::from(([127, 0, 0, 1], port)), began);
    server.until_it_answers()
}

fn configuration(port: u16) -> String {
    let modules: String = [
        "tm",
        "sl",
        "rr",
        "pv",
        "maxfwd",
        "usrloc",
        "registrar",
        "auth",
        "textops",
        "siputils",
    ]
    .map(|name| format!("loadmodule \"{name}.so\"\n"))
    .concat();
    format!(
        r#"debug=0
log_stderror=yes
children=1
disable_tcp=yes
auto_aliases=no
dns=no
rev_dns=no
listen=udp:127.0.0.1:{port}
alias="{DOMAIN}"
{modules}
modparam("usrloc", "db_mode", 0)
request_route {{
    if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
    if (is_method("OPTIONS")) {{ sl_send_reply("200", "OK"); exit; }}
    if (has_totag()) {{
        if (loose_route()) {{ t_relay(); exit; }}
        if (is_method("ACK") && t_check_trans()) {{ t_relay(); }}
        exit;
    }}
    t_check_trans();
    if (is_method("REGISTER")) {{
        if (!pv_www_authenticate("{DOMAIN}", "{PASSWORD}", "0")) {{ www_challenge("{DOMAIN}", "1"); exit; }}
        save("location");
        exit;
    }}
    if (!pv_proxy_authenticate("{DOMAIN}", "{PASSWORD}", "0")) {{ proxy_challenge("{DOMAIN}", "1"); exit; }}
    consume_credentials();
    record_route();
    if (!lookup("location")) {{ sl_send_reply("404", "Not Found"); exit; }}
    t_relay();
}}
"#
    )
}
