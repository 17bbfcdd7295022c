use proptest::prelude::*;

use super::{Codec, Decoder, Encoder, g711};
use crate::dsp::{Tone, ToneDetector};

/// Two seconds of a tone through a codec and back.
fn through(codec: Codec, hz: f32) -> Vec<i16> {
    let mut tone = Tone::new(hz, -10.0, codec.sample_rate());
    let (mut encoder, mut decoder) = (Encoder::new(codec).unwrap(), Decoder::new(codec).unwrap());
    let mut heard = Vec::new();
    for _ in 0..100 {
        let mut pcm = vec![0; codec.frame_samples()];
        tone.fill(&mut pcm);
        let mut payload = Vec::new();
        encoder.encode(&pcm, &mut payload).unwrap();
        decoder.decode(&payload, &mut heard).unwrap();
    }
    heard
}

fn frames_with(codec: Codec, heard: &[i16], hz: f32) -> usize {
    let mut detector = ToneDetector::new(hz, codec.sample_rate());
    heard
        .chunks_exact(codec.frame_samples())
        .filter(|frame| detector.hears(frame))
        .count()
}

#[test]
fn a_tone_survives_every_codec_and_no_other_tone_appears() {
    for codec in Codec::ALL {
        let heard = through(codec, 440.0);
        assert_eq!(heard.len(), 100 * codec.frame_samples(), "{codec}");
        assert!(frames_with(codec, &heard, 440.0) >= 95, "{codec}");
        assert_eq!(frames_with(codec, &heard, 620.0), 0, "{codec}");
    }
}

#[test]
fn the_level_survives_every_codec() {
    for codec in Codec::ALL {
        let heard = through(codec, 1_000.0);
        let settled = &heard[heard.len() / 2..];
        let power: f64 = settled.iter().map(|sample| f64::from(*sample).powi(2)).sum();
        let rms = (power / settled.len() as f64).sqrt();
        let dbm0 = 20.0 * (rms / 32_768.0).log10() + 3.16 + 3.01;
        assert!((-12.0..=-8.0).contains(&dbm0), "{codec}: {dbm0:.1} dBm0");
    }
}

#[test]
fn every_g711_byte_is_its_own_code() {
    for byte in 0..=u8::MAX {
        // µ-law knows two zeros; the negative one is never sent.
        let expected = if byte == 0x7F { 0xFF } else { byte };
        assert_eq!(g711::ulaw_encode(g711::ulaw_decode(byte)), expected);
        assert_eq!(g711::alaw_encode(g711::alaw_decode(byte)), byte);
    }
}

#[test]
fn g711_agrees_with_the_recommendation_at_its_corners() {
    assert_eq!(g711::ulaw_decode(0xFF), 0);
    assert_eq!(g711::ulaw_decode(0x80), 32_124);
    assert_eq!(g711::ulaw_decode(0x00), -32_124);
    assert_eq!(g711::alaw_decode(0xD5), 8);
    assert_eq!(g711::alaw_decode(0xAA), 32_256);
    assert_eq!(g711::alaw_decode(0x2A), -32_256);
}

#[test]
fn names_are_known_in_any_case_and_payload_types_are_those_of_rfc_3551() {
    for codec in Codec::ALL {
        assert_eq!(Codec::from_name(&codec.name().to_uppercase()), Some(codec));
        assert_eq!(Codec::from_name(&codec.name().to_lowercase()), Some(codec));
    }
    assert_eq!(Codec::from_name("g733"), None);
    assert_eq!(
        Codec::ALL.map(Codec::static_payload_type),
        [None, Some(9), Some(0), Some(8)]
    );
}

proptest! {
    #[test]
    fn g711_is_off_by_less_than_a_step(sample in i16::MIN..=i16::MAX) {
        let largest_step = 1_024 + i32::from(sample).abs() / 16;
        for decoded in [
            g711::ulaw_decode(g711::ulaw_encode(sample)),
            g711::alaw_decode(g711::alaw_encode(sample)),
        ] {
            prop_assert!((i32::from(decoded) - i32::from(sample)).abs() <= largest_step);
        }
    }

    #[test]
    fn the_length_of_audio_is_told_before_it_is_decoded(mut payload: Vec<u8>, first: u8) {
        payload.insert(0, first);
        for codec in Codec::ALL {
            let mut out = Vec::new();
            if Decoder::new(codec).unwrap().decode(&payload, &mut out).is_ok() {
                let samples = codec.payload_ticks(&payload).unwrap() * (codec.sample_rate() / codec.clock_rate());
                prop_assert_eq!(out.len(), samples as usize);
            }
        }
    }

    #[test]
    fn no_payload_makes_a_decoder_panic_or_give_more_than_it_may(payload: Vec<u8>) {
        for codec in Codec::ALL {
            let mut out = Vec::new();
            let _ = Decoder::new(codec).unwrap().decode(&payload, &mut out);
            prop_assert!(out.len() <= 5_760.max(payload.len() * 2));
        }
    }
}

#[test]
fn how_loud_a_payload_is_can_be_told_of_g711() {
    for codec in [Codec::Pcmu, Codec::Pcma] {
        let mut payload = Vec::new();
        let pcm: Vec<i16> = (0..160)
            .map(|at| if at % 8 < 4 { 1_000 } else { -1_000 })
            .collect();
        Encoder::new(codec).unwrap().encode(&pcm, &mut payload).unwrap();
        let square = codec.mean_square(&payload).unwrap();
        assert!((950_000..1_050_000).contains(&square), "{codec:?}: {square}");
        assert_eq!(codec.mean_square(&[]), Some(0));
    }
    assert_eq!(Codec::Opus.mean_square(&[0; 80]), None);
}
