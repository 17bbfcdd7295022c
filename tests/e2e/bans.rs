//! Bans as a person sees them: on a running switch, across its restart, and without one.

use std::net::UdpSocket;
use std::time::Duration;

use tests::real::{Office, free_port, output};

use crate::{PROGRAM, start};

fn bans(office: &Office, arguments: &[&str]) -> (bool, String) {
    let all: Vec<&str> = ["bans"].into_iter().chain(arguments.iter().copied()).collect();
    let done = output(PROGRAM, office.dir(), &all);
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    (done.status.success(), text)
}

#[test]
fn a_ban_is_shown_outlives_a_kill_and_is_lifted() {
    let office = Office::listening_on(free_port());
    let program = start(&office);
    assert!(bans(&office, &["list"]).1.contains("nobody is banned"));
    assert!(bans(&office, &["add", "192.0.2.7", "--for", "10m"]).0);
    assert!(bans(&office, &["add", "2001:db8::7", "--for", "1h"]).0);
    let (done, text) = bans(&office, &["add", "127.0.0.1", "--for", "1h"]);
    assert!(!done && text.contains("trusted"), "{text}");
    let (_, text) = bans(&office, &["list"]);
    assert!(
        text.contains("192.0.2.7") && text.contains("2001:db8::/64") && text.contains("by-hand"),
        "{text}"
    );
    assert!(bans(&office, &["lift", "2001:db8::8"]).0, "the same /64");
    assert!(!bans(&office, &["lift", "2001:db8::8"]).0);
    program.kill();

    let (_, text) = bans(&office, &["list"]);
    assert!(
        text.contains("192.0.2.7") && !text.contains("2001:db8"),
        "without a switch: {text}"
    );
    let _program = start(&office);
    let (_, json) = bans(&office, &["list", "--json"]);
    let ban: serde_json::Value = serde_json::from_str(json.trim()).expect("one JSON line");
    assert_eq!(ban["source"], "192.0.2.7");
    assert!(bans(&office, &["lift", "192.0.2.7"]).0);
    assert!(bans(&office, &["list"]).1.contains("nobody is banned"));
}

#[test]
fn a_scanner_gets_no_answer_and_a_phone_does() {
    let office = Office::listening_on(free_port());
    let program = start(&office);
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    let patience = Some(Duration::from_millis(500));
    socket.set_read_timeout(patience).expect("a timeout");
    let ask = |agent: &str| -> Option<String> {
        let own = socket.local_addr().expect("an address");
        let request = format!(
            "OPTIONS sip:{udp} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK-{agent};rport\r\n\
             From: <sip:a@{own}>;tag=1\r\nTo: <sip:{udp}>\r\nCall-ID: {agent}\r\nCSeq: 1 OPTIONS\r\n\
             User-Agent: {agent}\r\nContent-Length: 0\r\n\r\n",
            udp = program.udp
        );
        socket.send_to(request.as_bytes(), program.udp).expect("sent");
        let mut answer = [0; 2_000];
        let length = socket.recv(&mut answer).ok()?;
        Some(String::from_utf8_lossy(answer.get(..length)?).into_owned())
    };
    assert_eq!(ask("friendly-scanner"), None);
    assert!(ask("phone").is_some_and(|answer| answer.starts_with("SIP/2.0 200")));
}
