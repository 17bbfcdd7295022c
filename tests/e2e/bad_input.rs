//! Truncated, oversized, binary and nonsense input: answered or dropped, and no call notices.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use tests::real::{Baresip, Office, Program};

use crate::{CALLER_HZ, start};

const PATIENCE: Duration = Duration::from_secs(5);

#[test]
fn garbage_on_udp_and_tcp_does_not_disturb_a_call() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("600");
    alice.wait("CALL_ESTABLISHED");
    for bytes in garbage() {
        udp(program.udp, &bytes);
        tcp(program.tcp, &bytes);
    }
    alice.wait_tone(CALLER_HZ);
    alice.hang_up();
    alice.wait("CALL_CLOSED");
    assert_eq!(ask_options(&program), 200);
}

fn garbage() -> Vec<Vec<u8>> {
    let invite = request("INVITE", "1");
    let mut all = vec![
        Vec::new(),
        vec![0; 1_000],
        (0..=255).cycle().take(20_000).collect(),
        vec![b'A'; 60_000],
        b"INVITE sip:102@office.example SIP/2.0\r\n".to_vec(),
        invite
            .replace("Content-Length: 0", "Content-Length: 4294967297")
            .into_bytes(),
        invite
            .replace("Content-Length: 0", "Content-Length: -1")
            .into_bytes(),
        invite
            .replace("CSeq: 1 INVITE", "CSeq: 99999999999 BYE")
            .into_bytes(),
        invite
            .replace("Max-Forwards: 70", &"X-Many: y\r\n".repeat(3_000))
            .into_bytes(),
        invite.replace("SIP/2.0\r\n", "SIP/7.0\r\n").into_bytes(),
        invite.replace("office.example", "\u{0}\u{ff}").into_bytes(),
    ];
    all.extend(
        (0..invite.len())
            .step_by(7)
            .map(|end| invite.as_bytes()[..end].to_vec()),
    );
    all
}

#[test]
fn a_malformed_request_is_told_so() {
    let office = Office::new();
    let program = start(&office);
    let malformed = request("OPTIONS", "1").replace("CSeq: 1 OPTIONS", "CSeq: one OPTIONS");
    assert_eq!(answer(program.udp, &malformed), 400);
}

#[test]
fn a_wrong_digest_is_challenged_again_like_an_unknown_user() {
    let office = Office::new();
    let program = start(&office);
    let forged = |user: &str| {
        let credentials = format!(
            "Authorization: Digest username=\"{user}\", realm=\"office.example\", nonce=\"made-up\", \
             uri=\"sip:office.example\", response=\"00000000000000000000000000000000\"\r\nContent-Length"
        );
        request("REGISTER", user)
            .replace("101", user)
            .replace("Content-Length", &credentials)
    };
    let known = exchange(program.udp, &forged("101"));
    let unknown = exchange(program.udp, &forged("555"));
    let shape = |response: &str| {
        let lines = response
            .lines()
            .filter(|line| line.starts_with("SIP/2.0") || line.starts_with("WWW-"));
        lines
            .map(|line| line.split("nonce=").next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(known.starts_with("SIP/2.0 401"), "{known}");
    assert_eq!(
        shape(&known),
        shape(&unknown),
        "nobody can find out which extensions exist"
    );
}

#[test]
fn a_hundred_silent_connections_leave_room_for_phones() {
    let office = Office::new();
    let program = start(&office);
    let silent: Vec<_> = (0..100).map(|_| TcpStream::connect(program.tcp)).collect();
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("600");
    alice.wait_tone(CALLER_HZ);
    drop(silent);
}

fn request(method: &str, branch: &str) -> String {
    format!(
        "{method} sip:102@office.example SIP/2.0\r\n\
         Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{branch}{method};rport\r\n\
         Max-Forwards: 70\r\n\
         From: <sip:101@office.example>;tag=a{branch}\r\n\
         To: <sip:101@office.example>\r\n\
         Call-ID: bad-input-{branch}-{method}\r\n\
         CSeq: 1 {method}\r\n\
         Contact: <sip:101@127.0.0.1:9>\r\n\
         Content-Length: 0\r\n\r\n"
    )
}

fn udp(server: SocketAddr, bytes: &[u8]) {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a UDP socket");
    socket.send_to(bytes, server).expect("sent");
}

/// Sends and hangs up; the switch may hang up first.
fn tcp(server: SocketAddr, bytes: &[u8]) {
    let mut stream = TcpStream::connect(server).expect("a TCP connection");
    let _ = stream.write_all(bytes);
    stream
        .set_read_timeout(Some(Duration::from_millis(1)))
        .expect("a time-out");
    let _ = stream.read(&mut [0; 4_096]);
}

fn exchange(server: SocketAddr, request: &str) -> String {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a UDP socket");
    socket.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    socket.send_to(request.as_bytes(), server).expect("sent");
    let mut buffer = [0; 65_536];
    let length = socket.recv(&mut buffer).expect("an answer");
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

fn answer(server: SocketAddr, request: &str) -> u16 {
    let response = exchange(server, request);
    let status = response.split(' ').nth(1).and_then(|code| code.parse().ok());
    status.unwrap_or_else(|| panic!("no status in {response}"))
}

fn ask_options(program: &Program) -> u16 {
    answer(program.udp, &request("OPTIONS", "alive"))
}
