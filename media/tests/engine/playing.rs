use std::time::Duration;

use media::codec::{Codec, Decoder};
use media::dsp::ToneDetector;
use media::engine::{Command, Event, Source};

use crate::house::{House, LOCALHOST};

#[test]
fn a_tone_is_heard_in_every_codec_as_one_run_and_its_end_is_told() {
    for codec in Codec::ALL {
        let mut house = House::new();
        let line = house.line_at(LOCALHOST, |agreed| {
            agreed.codec = codec;
            agreed.payload_type_send = codec.offered_payload_type();
        });
        let source = Source::tone(440.0, -10.0, Duration::from_millis(400));
        house.command(Command::Play {
            stream: line.stream,
            source,
        });
        let mut decoder = Decoder::new(codec).unwrap();
        let mut detector = ToneDetector::new(440.0, codec.sample_rate());
        let mut tone_frames = 0;
        let mut first = None;
        for number in 0..20_u16 {
            let heard = line.phone.hear();
            let start = first.get_or_insert((heard.sequence, heard.timestamp, heard.ssrc));
            assert_eq!(heard.payload_type, codec.offered_payload_type());
            assert_eq!(heard.marker, number == 0);
            assert_eq!(heard.sequence.wrapping_sub(start.0), number);
            assert_eq!(
                heard.timestamp.wrapping_sub(start.1),
                codec.frame_ticks() * u32::from(number)
            );
            assert_eq!(heard.ssrc, start.2);
            let mut pcm = Vec::new();
            decoder.decode(&heard.payload, &mut pcm).unwrap();
            tone_frames += usize::from(detector.hears(&pcm));
        }
        assert!(tone_frames >= 17, "{codec}: {tone_frames} of 20");
        assert_eq!(house.event(), Event::Played { stream: line.stream });
        assert_eq!(house.close(&line).packets_sent, 20);
    }
}

#[test]
fn a_repeated_tone_goes_on_until_a_bridge_takes_its_place() {
    let mut house = House::new();
    let (a, mut b) = (house.line(), house.line());
    let source = Source::tone(440.0, -10.0, Duration::from_millis(40)).repeated();
    house.command(Command::Play {
        stream: a.stream,
        source,
    });
    let mut last = a.phone.hear();
    for _ in 0..5 {
        last = a.phone.hear();
    }
    house.bridge(&a, &b);
    b.phone.say(b"hello");
    let mut next = a.phone.hear();
    let mut expected = last.sequence.wrapping_add(1);
    while next.payload != b"hello" {
        assert_eq!(next.sequence, expected);
        expected = expected.wrapping_add(1);
        next = a.phone.hear();
    }
    assert_eq!(
        (next.sequence, next.ssrc, next.marker),
        (expected, last.ssrc, true)
    );
}
