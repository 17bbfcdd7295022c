use proptest::prelude::*;

use super::{BYTES_MAX, Direction, Encoding, Sdp, SdpErrorKind};
use crate::codec::Codec;

/// A desk phone's offer, in the style that most of them have.
const DESK_PHONE: &str = "v=0\r\n\
    o=- 20518 20518 IN IP4 192.0.2.20\r\n\
    s=A conversation\r\n\
    c=IN IP4 192.0.2.20\r\n\
    t=0 0\r\n\
    m=audio 11780 RTP/AVP 9 0 8 18 101\r\n\
    a=rtpmap:9 G722/8000\r\n\
    a=rtpmap:0 PCMU/8000\r\n\
    a=rtpmap:8 PCMA/8000\r\n\
    a=rtpmap:18 G729/8000\r\n\
    a=fmtp:18 annexb=no\r\n\
    a=rtpmap:101 telephone-event/8000\r\n\
    a=fmtp:101 0-15\r\n\
    a=ptime:20\r\n\
    a=sendrecv\r\n";

fn sdp(text: &str) -> Sdp {
    Sdp::parse(text.as_bytes()).unwrap()
}

fn kind(text: &str) -> SdpErrorKind {
    Sdp::parse(text.as_bytes()).unwrap_err().kind
}

#[test]
fn a_plain_description_is_printed_as_it_was_read() {
    assert_eq!(sdp(DESK_PHONE).to_string(), DESK_PHONE);
}

#[test]
fn known_formats_keep_the_phones_order_and_unknown_ones_are_left_out() {
    let formats = sdp(DESK_PHONE).sections[0].known_formats();
    let known: Vec<_> = formats
        .iter()
        .map(|format| (format.payload_type, format.encoding))
        .collect();
    let event = Encoding::TelephoneEvent { clock_rate: 8_000 };
    let expected = [
        (9, Encoding::Audio(Codec::G722)),
        (0, Encoding::Audio(Codec::Pcmu)),
        (8, Encoding::Audio(Codec::Pcma)),
        (101, event),
    ];
    assert_eq!(known, expected);
    assert_eq!(formats[3].parameters.as_deref(), Some("0-15"));
}

#[test]
fn static_payload_types_need_no_map_and_a_map_overrides_them() {
    let bare = sdp("v=0\no=- 1 1 IN IP4 192.0.2.1\nc=IN IP4 192.0.2.1\nm=audio 9 RTP/AVP 0 8 3 96\n");
    let codecs: Vec<_> = bare.sections[0]
        .known_formats()
        .iter()
        .filter_map(super::Format::codec)
        .collect();
    assert_eq!(codecs, [Codec::Pcmu, Codec::Pcma]);
    let mapped = sdp("v=0\no=- 1 1 IN IP4 192.0.2.1\nm=audio 9 RTP/AVP 96\na=rtpmap:96 OPUS/48000/2\n");
    assert_eq!(mapped.sections[0].known_formats()[0].codec(), Some(Codec::Opus));
}

#[test]
fn line_feeds_alone_missing_lines_and_unknown_lines_are_tolerated() {
    let text = "v=0\no=x 1 2 IN IP4 192.0.2.1\ni=about\nb=AS:84\nk=prompt\nm=audio 4000 RTP/AVP 0\nz=0 0\n\n";
    let read = sdp(text);
    assert_eq!((read.name.as_str(), read.time.as_str()), ("-", "0 0"));
    assert_eq!(read.sections[0].port, 4_000);
}

#[test]
fn a_sections_own_address_and_direction_win_over_the_sessions() {
    let text = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\na=inactive\n\
                m=audio 4000 RTP/AVP 0\nc=IN IP6 2001:db8::7\na=sendonly\nm=video 4002 RTP/AVP 99\n";
    let read = sdp(text);
    let [audio, video] = &read.sections[..] else {
        panic!("two sections")
    };
    assert_eq!(read.address(audio), "2001:db8::7".parse().ok());
    assert_eq!(read.address(video), "192.0.2.1".parse().ok());
    assert_eq!(read.direction(audio), Direction::SendOnly);
    assert_eq!(read.direction(video), Direction::Inactive);
}

#[test]
fn rtcp_goes_to_the_next_port_or_where_it_is_said() {
    let section = |attributes: &str| {
        sdp(&format!(
            "v=0\no=- 1 1 IN IP4 192.0.2.1\nc=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0\n{attributes}"
        ))
    };
    let ip = "192.0.2.1".parse().unwrap();
    for (attributes, expected) in [
        ("", "192.0.2.1:4001"),
        ("a=rtcp:5555\n", "192.0.2.1:5555"),
        ("a=rtcp:5555 IN IP4 192.0.2.9\n", "192.0.2.9:5555"),
        ("a=rtcp:5555\na=rtcp-mux\n", "192.0.2.1:4000"),
        ("a=rtcp:many\n", "192.0.2.1:4001"),
    ] {
        let read = section(attributes);
        assert_eq!(
            read.rtcp_address(&read.sections[0], ip),
            expected.parse().unwrap(),
            "{attributes}"
        );
    }
}

#[test]
fn mistakes_are_named_with_their_line() {
    assert_eq!(kind(""), SdpErrorKind::Version);
    assert_eq!(kind("o=- 1 1 IN IP4 h\n"), SdpErrorKind::Version);
    assert_eq!(kind("v=0\n"), SdpErrorKind::Origin);
    assert_eq!(kind("v=0\no=- 1\n"), SdpErrorKind::Origin);
    assert_eq!(kind("v=0\no=- 1 1 IN IP4 h\nc=IN\n"), SdpErrorKind::Connection);
    assert_eq!(
        kind("v=0\no=- 1 1 IN IP4 h\nm=audio x RTP/AVP 0\n"),
        SdpErrorKind::Media
    );
    assert_eq!(
        kind("v=0\no=- 1 1 IN IP4 h\nm=audio 70000 RTP/AVP 0\n"),
        SdpErrorKind::Media
    );
    let error = Sdp::parse(b"v=0\no=- 1 1 IN IP4 h\nnonsense\n").unwrap_err();
    assert_eq!((error.line, error.kind), (3, SdpErrorKind::NotALine));
}

#[test]
fn limits_hold() {
    let head = "v=0\no=- 1 1 IN IP4 h\n";
    let long = head.to_owned() + &"a=x\n".repeat(BYTES_MAX);
    assert_eq!(kind(&long), SdpErrorKind::TooLong);
    assert_eq!(
        kind(&(head.to_owned() + &"a=x\n".repeat(1_000))),
        SdpErrorKind::TooManyAttributes
    );
    assert_eq!(
        kind(&(head.to_owned() + &"m=audio 1 RTP/AVP 0\n".repeat(17))),
        SdpErrorKind::TooManySections
    );
    let formats = "m=audio 1 RTP/AVP".to_owned() + &" 0".repeat(65) + "\n";
    assert_eq!(kind(&(head.to_owned() + &formats)), SdpErrorKind::TooManyFormats);
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
        let _ = Sdp::parse(&bytes);
    }

    #[test]
    fn a_damaged_description_is_read_the_same_once_printed(at in 0..DESK_PHONE.len(), byte in 1u8..128) {
        let mut bytes = DESK_PHONE.as_bytes().to_vec();
        bytes[at] = byte;
        if let Ok(read) = Sdp::parse(&bytes) {
            for section in &read.sections {
                let _ = (section.known_formats(), section.ptime_ms(), read.address(section));
            }
            prop_assert_eq!(Sdp::parse(read.to_string().as_bytes()), Ok(read));
        }
    }
}
