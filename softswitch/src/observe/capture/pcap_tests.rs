use std::io::Write;
use std::process::Command;

use super::*;
use chrono::DateTime;

fn message(local: &str, remote: &str) -> SipMessage {
    SipMessage {
        at: DateTime::from_timestamp_micros(1_800_000_000_123_456).unwrap(),
        direction: Direction::In,
        transport: String::from("UDP"),
        local: local.parse().unwrap(),
        remote: remote.parse().unwrap(),
        text: String::from("OPTIONS sip:a SIP/2.0\r\nCall-ID: x\r\n\r\n"),
    }
}

#[test]
fn a_packet_has_its_headers_byte_for_byte() {
    let file = pcap(&[message("192.0.2.9:5060", "192.0.2.1:5070")]);
    assert_eq!(
        file[..24],
        [
            0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 101, 0, 0, 0
        ]
    );
    let payload = message("192.0.2.9:1", "192.0.2.1:1").text.len();
    let length = (28 + payload) as u32;
    assert_eq!(file[24..28], 1_800_000_000_u32.to_le_bytes());
    assert_eq!(file[28..32], 123_456_u32.to_le_bytes());
    assert_eq!(file[32..36], length.to_le_bytes());
    assert_eq!(file[36..40], length.to_le_bytes());
    let ip = &file[40..60];
    assert_eq!(ip[..2], [0x45, 0]);
    assert_eq!(ip[2..4], (length as u16).to_be_bytes());
    assert_eq!(ip[9], 17);
    assert_eq!(ip[12..20], [192, 0, 2, 1, 192, 0, 2, 9], "from the peer to us");
    assert_eq!(checksum(&[ip]), 0, "a header with its checksum sums to nothing");
    let udp = &file[60..];
    assert_eq!(udp[..4], [0x13, 0xCE, 0x13, 0xC4], "5070 to 5060");
    assert_eq!(udp[4..6], (8 + payload as u16).to_be_bytes());
    let pseudo = [&ip[12..20], &[0, 17][..]].concat();
    assert_eq!(checksum(&[&pseudo, &udp[4..6], udp]), 0);
    assert_eq!(&udp[8..], message("192.0.2.9:1", "192.0.2.1:1").text.as_bytes());
}

#[test]
fn packets_of_ipv6_and_of_unknown_ends_are_well_formed() {
    let file = pcap(&[message("0.0.0.0:0", "[2001:db8::1]:5060")]);
    assert_eq!(file[40], 0x60);
    assert_eq!((file[46], file.len()), (17, 40 + 40 + 8 + 37));
    let pseudo = [&file[48..80], &[0, 17][..]].concat();
    assert_eq!(checksum(&[&pseudo, &file[84..86], &file[80..]]), 0);
}

/// Another program's opinion, where it is installed.
#[test]
fn tshark_reads_it_where_it_is_installed() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let messages = [
        message("192.0.2.9:5060", "192.0.2.1:5070"),
        message("[::1]:5060", "[::1]:5070"),
    ];
    file.write_all(&pcap(&messages)).unwrap();
    let read = Command::new("tshark")
        .args([
            "-o",
            "udp.check_checksum:TRUE",
            "-T",
            "fields",
            "-e",
            "sip.Method",
            "-e",
            "udp.checksum.status",
            "-r",
        ])
        .arg(file.path())
        .output();
    let Ok(read) = read else { return };
    let fields = String::from_utf8_lossy(&read.stdout).into_owned();
    assert_eq!(
        fields,
        "OPTIONS\t1\nOPTIONS\t1\n",
        "{}",
        String::from_utf8_lossy(&read.stderr)
    );
}
