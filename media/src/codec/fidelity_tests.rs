use std::f64::consts::TAU;

use super::{Codec, Decoder, Encoder};
use crate::dsp::Tone;

/// What 20 ms frames of a sine become when they are encoded and decoded; a second of it, settled.
fn through(codec: Codec, hz: f32, level_dbm0: f32) -> Vec<i16> {
    let mut tone = Tone::new(hz, level_dbm0, codec.sample_rate());
    let (mut encoder, mut decoder) = (Encoder::new(codec).unwrap(), Decoder::new(codec).unwrap());
    let mut heard = Vec::new();
    for _ in 0..100 {
        let mut pcm = vec![0; codec.frame_samples()];
        tone.fill(&mut pcm);
        let mut payload = Vec::new();
        encoder.encode(&pcm, &mut payload).unwrap();
        decoder.decode(&payload, &mut heard).unwrap();
    }
    heard.split_off(heard.len() / 2)
}

/// The power of the sine in a signal over the power of all else, in decibels.
fn signal_to_noise_db(pcm: &[i16], hz: f32, sample_rate: u32) -> f64 {
    let count = pcm.len() as f64;
    let step = TAU * f64::from(hz) / f64::from(sample_rate);
    let (mut cosine, mut sine, mut power) = (0.0, 0.0, 0.0);
    for (n, sample) in pcm.iter().enumerate() {
        let (sample, phase) = (f64::from(*sample), step * n as f64);
        cosine += sample * phase.cos();
        sine += sample * phase.sin();
        power += sample * sample;
    }
    // The sum of squares of the sine that fits best; a whole number of its periods is in the signal.
    let signal = 2.0 * (cosine * cosine + sine * sine) / count;
    10.0 * (signal / (power - signal)).log10()
}

#[test]
fn a_sine_comes_through_with_little_noise() {
    // ITU-T G.712 asks 33 dB of G.711 down to -30 dBm0. Opus keeps the sound of a wave rather than its shape.
    for (codec, least_db) in [
        (Codec::Pcmu, 33.0),
        (Codec::Pcma, 33.0),
        (Codec::G722, 35.0),
        (Codec::Opus, 20.0),
    ] {
        for hz in [440.0, 1_000.0, 2_500.0] {
            for level_dbm0 in [-10.0, -20.0, -30.0] {
                let ratio_db = signal_to_noise_db(&through(codec, hz, level_dbm0), hz, codec.sample_rate());
                assert!(
                    ratio_db >= least_db,
                    "{codec} at {hz} Hz, {level_dbm0} dBm0: {ratio_db:.1} dB"
                );
            }
        }
    }
}

#[test]
fn wideband_codecs_carry_what_a_telephone_line_never_did() {
    for codec in [Codec::G722, Codec::Opus] {
        let ratio_db = signal_to_noise_db(&through(codec, 6_000.0, -15.0), 6_000.0, codec.sample_rate());
        assert!(ratio_db >= 15.0, "{codec}: {ratio_db:.1} dB");
    }
}

#[test]
fn silence_stays_silent() {
    for codec in Codec::ALL {
        let (mut encoder, mut decoder) = (Encoder::new(codec).unwrap(), Decoder::new(codec).unwrap());
        let (mut payload, mut heard) = (Vec::new(), Vec::new());
        for _ in 0..50 {
            payload.clear();
            encoder
                .encode(&vec![0; codec.frame_samples()], &mut payload)
                .unwrap();
            decoder.decode(&payload, &mut heard).unwrap();
        }
        let loudest = heard[heard.len() / 2..]
            .iter()
            .map(|sample| sample.unsigned_abs())
            .max();
        assert!(
            loudest.is_some_and(|loudest| loudest <= 16),
            "{codec}: {loudest:?}"
        );
    }
}
