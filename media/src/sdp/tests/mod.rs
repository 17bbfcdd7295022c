use proptest::prelude::*;

use super::samples::{self, YEALINK};
use super::{BYTES_MAX, Direction, Encoding, Sdp, SdpErrorKind};
use crate::codec::Codec;

fn sdp(text: &str) -> Sdp {
    Sdp::parse(text.as_bytes()).unwrap()
}

fn kind(text: &str) -> SdpErrorKind {
    Sdp::parse(text.as_bytes()).unwrap_err().kind
}

#[test]
fn the_description_of_each_phone_is_printed_as_it_was_read_but_for_what_means_nothing_here() {
    for (phone, text) in samples::ALL {
        let read = sdp(text);
        assert_eq!(sdp(&read.to_string()), read, "{phone}");
    }
    assert_eq!(sdp(YEALINK).to_string(), YEALINK);
    assert_eq!(sdp(samples::SNOM).to_string(), samples::SNOM);
}

#[test]
fn names_in_another_charset_are_tolerated() {
    let latin_1 = YEALINK
        .replace("SDP data", "B?ro")
        .replace('?', "\u{fc}")
        .into_bytes();
    let latin_1: Vec<u8> = latin_1.into_iter().filter(|byte| *byte != 0xc3).collect();
    assert!(std::str::from_utf8(&latin_1).is_err());
    assert_eq!(Sdp::parse(&latin_1).unwrap().sections, sdp(YEALINK).sections);
}

#[test]
fn a_carriage_return_inside_a_line_cannot_smuggle_another() {
    for smuggled in ["a=fmtp:101 0-15\rm=audio 1 RTP/AVP 0", "a=fmtp:101 \0"] {
        let error = Sdp::parse(YEALINK.replace("a=fmtp:101 0-15", smuggled).as_bytes()).unwrap_err();
        assert_eq!((error.line, error.kind), (13, SdpErrorKind::ControlCharacter));
    }
}

#[test]
fn codecs_are_known_by_name_clock_and_channels() {
    for (map, codec) in [
        ("opus/48000/2", Some(Codec::Opus)),
        ("OPUS/48000", Some(Codec::Opus)),
        ("opus/16000/2", None),
        ("G722/8000", Some(Codec::G722)),
        ("G722/16000", Some(Codec::G722)),
        ("G722/16000/2", None),
        ("PCMU/8000/1", Some(Codec::Pcmu)),
        ("PCMU/8000/2", None),
        ("PCMA/16000", None),
        ("PCMA", None),
        ("L16/8000", None),
    ] {
        let read = sdp(&format!(
            "v=0\no=- 1 1 IN IP4 h\nm=audio 9 RTP/AVP 96\na=rtpmap:96 {map}\n"
        ));
        let known = read.sections[0].known_formats();
        assert_eq!(known.first().and_then(super::Format::codec), codec, "{map}");
    }
}

#[test]
fn a_format_that_is_written_twice_counts_once() {
    let read = sdp("v=0\no=- 1 1 IN IP4 h\nm=audio 9 RTP/AVP 0 8 0 8 200 x\n");
    let numbers: Vec<_> = read.sections[0]
        .known_formats()
        .iter()
        .map(|format| format.payload_type)
        .collect();
    assert_eq!(numbers, [0, 8]);
}

#[test]
fn packet_times_are_whole_milliseconds_within_reason() {
    for (written, ms) in [
        ("20", Some(20)),
        (" 30 ", Some(30)),
        ("20.5", Some(20)),
        ("0", None),
        ("201", None),
        ("soon", None),
    ] {
        let read = sdp(&format!(
            "v=0\no=- 1 1 IN IP4 h\nm=audio 9 RTP/AVP 0\na=ptime:{written}\na=maxptime:{written}\n"
        ));
        let section = &read.sections[0];
        assert_eq!((section.ptime_ms(), section.maxptime_ms()), (ms, ms), "{written}");
    }
}

#[test]
fn known_formats_keep_the_phones_order_and_unknown_ones_are_left_out() {
    let formats = sdp(YEALINK).sections[0].known_formats();
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
            expected.parse::<std::net::SocketAddr>().unwrap(),
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
    fn a_damaged_description_is_read_the_same_once_printed(
        phone in 0..samples::ALL.len(),
        at: prop::sample::Index,
        byte: u8,
        cut: prop::sample::Index,
    ) {
        let mut bytes = samples::ALL[phone].1.as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let whole = bytes.clone();
        bytes.truncate(cut.index(bytes.len()));
        for read in [whole, bytes].iter().filter_map(|bytes| Sdp::parse(bytes).ok()) {
            for section in &read.sections {
                let _ = (section.known_formats(), section.ptime_ms(), read.address(section));
            }
            prop_assert_eq!(Sdp::parse(read.to_string().as_bytes()), Ok(read));
        }
    }
}
