use super::{Tone, ToneDetector, resample};

fn tone(hz: f32, sample_rate: u32, seconds: usize) -> Vec<i16> {
    let mut pcm = vec![0; sample_rate as usize * seconds];
    Tone::new(hz, -10.0, sample_rate).fill(&mut pcm);
    pcm
}

fn share(pcm: &[i16], hz: f32, sample_rate: u32) -> f32 {
    let mut detector = ToneDetector::new(hz, sample_rate);
    let frames: Vec<_> = pcm.chunks_exact(sample_rate as usize / 50).collect();
    frames.iter().filter(|frame| detector.hears(frame)).count() as f32 / frames.len() as f32
}

#[test]
fn a_detector_hears_its_tone_and_no_other() {
    for rate in [8_000, 16_000, 48_000] {
        let pcm = tone(440.0, rate, 1);
        assert_eq!(share(&pcm, 440.0, rate), 1.0);
        for other in [300.0, 620.0, 1_000.0, 3_000.0] {
            assert_eq!(share(&pcm, other, rate), 0.0, "{other} Hz at {rate}");
        }
    }
}

#[test]
fn a_detector_hears_nothing_in_silence_or_noise() {
    assert!(!ToneDetector::new(440.0, 8_000).hears(&[0; 160]));
    assert!(!ToneDetector::new(440.0, 8_000).hears(&[]));
    let mut state = 1_u32;
    let noise: Vec<i16> = (0..8_000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 18) as i16
        })
        .collect();
    assert_eq!(share(&noise, 440.0, 8_000), 0.0);
}

#[test]
fn two_tones_at_once_are_neither_alone() {
    let (a, b) = (tone(440.0, 8_000, 1), tone(1_000.0, 8_000, 1));
    let both: Vec<i16> = a.iter().zip(&b).map(|(a, b)| a / 2 + b / 2).collect();
    assert_eq!(share(&both, 440.0, 8_000), 0.0);
}

#[test]
fn resampling_keeps_the_tone_its_length_and_its_level() {
    for (from, to) in [
        (8_000, 48_000),
        (48_000, 8_000),
        (16_000, 8_000),
        (44_100, 48_000),
        (22_050, 16_000),
    ] {
        let pcm = tone(1_000.0, from, 2);
        let out = resample(&pcm, from, to);
        assert_eq!(out.len(), to as usize * 2);
        assert_eq!(share(&out, 1_000.0, to), 1.0, "{from} → {to}");
        let peak = |pcm: &[i16]| {
            pcm[pcm.len() / 4..pcm.len() / 2]
                .iter()
                .map(|s| s.unsigned_abs())
                .max()
                .unwrap()
        };
        let (before, after) = (f32::from(peak(&pcm)), f32::from(peak(&out)));
        assert!(
            (after / before - 1.0).abs() < 0.02,
            "{from} → {to}: {before} became {after}"
        );
    }
}

#[test]
fn what_the_lower_rate_cannot_hold_does_not_come_back_as_another_tone() {
    let out = resample(&tone(5_000.0, 48_000, 1), 48_000, 8_000);
    // The ends are left out: a tone that begins abruptly is no longer one frequency.
    let loudest = out[out.len() / 4..out.len() / 2]
        .iter()
        .map(|sample| sample.unsigned_abs())
        .max()
        .unwrap();
    assert!(loudest < 32, "5 kHz leaks through as {loudest}");
}

#[test]
fn a_higher_rate_brings_no_mirror_image() {
    let out = resample(&tone(3_000.0, 8_000, 1), 8_000, 48_000);
    let settled = &out[4_800..43_200];
    let step = std::f64::consts::TAU * 3_000.0 / 48_000.0;
    let (mut cosine, mut sine, mut power) = (0.0, 0.0, 0.0);
    for (n, sample) in settled.iter().enumerate() {
        let (sample, phase) = (f64::from(*sample), step * n as f64);
        cosine += sample * phase.cos();
        sine += sample * phase.sin();
        power += sample * sample;
    }
    let signal = 2.0 * (cosine * cosine + sine * sine) / settled.len() as f64;
    let ratio_db = 10.0 * (signal / (power - signal)).log10();
    assert!(
        ratio_db > 50.0,
        "all but the tone is only {ratio_db:.1} dB below it"
    );
}

#[test]
fn resampling_nothing_gives_nothing() {
    assert!(resample(&[], 8_000, 48_000).is_empty());
    assert_eq!(resample(&[1, 2, 3], 8_000, 8_000), [1, 2, 3]);
}
