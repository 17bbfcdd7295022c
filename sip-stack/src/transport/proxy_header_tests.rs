use proptest::prelude::*;

use super::*;

fn header(version_command: u8, family: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap().to_be_bytes();
    [&SIGNATURE[..], &[version_command, family], &length, body].concat()
}

fn addresses(source: SocketAddr) -> (u8, Vec<u8>) {
    let ports = [source.port().to_be_bytes(), 5061u16.to_be_bytes()].concat();
    match source.ip() {
        std::net::IpAddr::V4(ip) => (0x11, [&ip.octets()[..], &[10, 0, 0, 1], &ports].concat()),
        std::net::IpAddr::V6(ip) => (0x21, [&ip.octets()[..], &[9; 16], &ports].concat()),
    }
}

fn read_all(bytes: &[u8]) -> (Result<Option<SocketAddr>, NoHeader>, usize) {
    let mut left = bytes;
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let found = runtime.block_on(read(&mut left));
    (found, left.len())
}

#[test]
fn a_health_check_and_unknown_families_speak_for_the_load_balancer() {
    for header in [
        header(0x20, 0, &[]),
        header(0x21, 0x31, &[7; 216]),
        header(0x21, 0, &[]),
    ] {
        assert_eq!(read_all(&header), (Ok(None), 0));
    }
}

#[test]
fn what_is_no_header_of_version_2_is_refused() {
    let (family, body) = addresses("203.0.113.7:5060".parse().unwrap());
    let good = header(0x21, family, &body);
    for bytes in [
        &b"PROXY TCP4 203.0.113.7 10.0.0.1 5060 5061\r\n"[..],
        b"OPTIONS sip:a SIP/2.0\r\n\r\n",
        &good[..20],
        &header(0x11, family, &body),
        &header(0x22, family, &body),
        &header(0x21, family, &body[..11]),
        &header(0x21, 0x21, &body),
        &header(0x21, family, &[0; BODY_BYTES_MAX + 1]),
    ] {
        assert_eq!(read_all(bytes).0, Err(NoHeader), "{bytes:?}");
    }
}

proptest! {
    #[test]
    fn the_source_is_read_and_not_a_byte_after_the_header(
        source: SocketAddr,
        extensions in prop::collection::vec(any::<u8>(), 0..100),
        after in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let (family, mut body) = addresses(source);
        body.extend(extensions);
        let bytes = [header(0x21, family, &body), after.clone()].concat();
        let expected = SocketAddr::new(source.ip(), source.port());
        prop_assert_eq!(read_all(&bytes), (Ok(Some(expected)), after.len()));
    }

    #[test]
    fn no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), sign: bool) {
        let start: &[u8] = if sign { &SIGNATURE } else { &[] };
        let _ = read_all(&[start, &bytes].concat());
    }
}
