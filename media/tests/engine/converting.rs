//! Two phones that speak different codecs.

use media::codec::{Codec, Decoder, Encoder};
use media::dsp::{Tone, ToneDetector};
use media::engine::Command;

use crate::house::{House, LOCALHOST, Line};

const HZ: f32 = 700.0;

fn line(house: &mut House, codec: Codec, payload_type: u8) -> Line {
    let mut line = house.line_at(LOCALHOST, |agreed| {
        agreed.codec = codec;
        agreed.payload_type_send = payload_type;
        agreed.payload_type_receive = payload_type;
    });
    line.phone.payload_type = payload_type;
    line
}

/// A second of a tone in 20 ms packets; how many of them are heard as a tone, in order and in time.
fn talk(from: &mut Line, of: Codec, to: &Line, by: Codec) -> usize {
    let mut tone = Tone::new(HZ, -10.0, of.sample_rate());
    let (mut encoder, mut decoder) = (Encoder::new(of).unwrap(), Decoder::new(by).unwrap());
    let mut detector = ToneDetector::new(HZ, by.sample_rate());
    let mut last = None;
    let mut heard = 0;
    for _ in 0..50 {
        let (mut pcm, mut payload) = (vec![0; of.frame_samples()], Vec::new());
        tone.fill(&mut pcm);
        encoder.encode(&pcm, &mut payload).unwrap();
        from.phone.timestamp = from
            .phone
            .timestamp
            .wrapping_add(of.frame_ticks())
            .wrapping_sub(160);
        from.phone.say(&payload);
        let packet = to.phone.hear();
        assert_eq!(packet.marker, last.is_none());
        if let Some((sequence, timestamp)) = last {
            assert_eq!(packet.sequence.wrapping_sub(sequence), 1);
            assert_eq!(packet.timestamp.wrapping_sub(timestamp), by.frame_ticks());
        }
        last = Some((packet.sequence, packet.timestamp));
        let mut pcm = Vec::new();
        decoder.decode(&packet.payload, &mut pcm).unwrap();
        heard += usize::from(detector.hears(&pcm));
    }
    heard
}

#[test]
fn phones_without_a_common_codec_hear_each_other() {
    let mut house = House::new();
    for (one, number) in [(Codec::G722, 9), (Codec::Opus, 111), (Codec::Pcma, 8)] {
        let mut a = line(&mut house, Codec::Pcmu, 0);
        let mut b = line(&mut house, one, number);
        house.bridge(&a, &b);
        assert!(talk(&mut a, Codec::Pcmu, &b, one) >= 45, "to {one}");
        assert!(talk(&mut b, one, &a, Codec::Pcmu) >= 45, "from {one}");
    }
}

#[test]
fn a_codec_that_changes_during_the_call_is_followed() {
    let mut house = House::new();
    let (mut a, mut b) = (line(&mut house, Codec::Pcmu, 0), line(&mut house, Codec::Pcmu, 0));
    house.bridge(&a, &b);
    a.phone.say(&[0; 160]);
    assert_eq!(b.phone.hear().payload, [0; 160], "as it is");
    let mut agreed = b.phone.agreed();
    (
        agreed.codec,
        agreed.payload_type_send,
        agreed.payload_type_receive,
    ) = (Codec::G722, 9, 9);
    house.command(Command::Agree {
        stream: b.stream,
        agreed,
    });
    b.phone.payload_type = 9;
    assert!(talk(&mut a, Codec::Pcmu, &b, Codec::G722) >= 45);
    assert!(talk(&mut b, Codec::G722, &a, Codec::Pcmu) >= 45);
}

#[test]
fn a_key_keeps_its_time_on_the_other_clock() {
    let mut house = House::new();
    let mut a = line(&mut house, Codec::Pcmu, 0);
    let b = line(&mut house, Codec::Opus, 111);
    house.bridge(&a, &b);
    a.phone.payload_type = 101;
    let mut stamps = Vec::new();
    for (number, duration) in [160_u16, 320, 320].into_iter().enumerate() {
        let [high, low] = duration.to_be_bytes();
        a.phone.say(&[5, if number == 2 { 0x8a } else { 10 }, high, low]);
        // All packets of an event share a timestamp.
        a.phone.timestamp = a.phone.timestamp.wrapping_sub(160);
        let heard = b.phone.hear();
        assert_eq!(heard.payload_type, 101);
        let duration = u16::from_be_bytes([heard.payload[2], heard.payload[3]]);
        stamps.push((heard.timestamp, duration));
    }
    let first = stamps[0].0;
    assert_eq!(stamps, [(first, 960), (first, 1_920), (first, 1_920)]);
}
