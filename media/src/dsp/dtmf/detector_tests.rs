//! The limits of ITU-T Q.24, each from both sides.

use std::time::Duration;

use super::{DtmfDetector, Spoken};
use crate::codec::{Codec, Decoder, Encoder};
use crate::dsp::Tone;
use crate::key::Key;

const KEYS: &str = "0123456789*#ABCD";
const LOW: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
const HIGH: [f32; 4] = [1_209.0, 1_336.0, 1_477.0, 1_633.0];

/// A press as a phone under test makes it: where it differs from the ideal.
#[derive(Clone, Copy, Debug)]
struct Press {
    key: char,
    low_dbm0: f32,
    twist_db: f32,
    /// Of both tones.
    off: (f32, f32),
    ms: u32,
    rate: u32,
}

fn press(key: char) -> Press {
    Press {
        key,
        low_dbm0: -12.0,
        twist_db: 0.0,
        off: (0.0, 0.0),
        ms: 100,
        rate: 8_000,
    }
}

impl Press {
    /// With steep ends, as the worst phone does.
    fn pcm(&self) -> Vec<i16> {
        let place = "123A456B789C*0#D".find(self.key).unwrap();
        let mut low = vec![0; (self.rate * self.ms / 1_000) as usize];
        let mut high = low.clone();
        let (low_hz, high_hz) = (
            LOW[place / 4] * (1.0 + self.off.0),
            HIGH[place % 4] * (1.0 + self.off.1),
        );
        Tone::new(low_hz, self.low_dbm0, self.rate).fill(&mut low);
        Tone::new(high_hz, self.low_dbm0 + self.twist_db, self.rate).fill(&mut high);
        low.iter()
            .zip(&high)
            .map(|(low, high)| low.saturating_add(*high))
            .collect()
    }
}

/// Presses with silence of `pause_ms` around each, beginning at any place of a piece.
fn line(presses: &[Press], pause_ms: u32, shift: usize) -> Vec<i16> {
    let rate = presses[0].rate;
    let mut pcm = vec![0; rate as usize / 10 + shift];
    for press in presses {
        pcm.extend(press.pcm());
        pcm.extend(vec![0; (rate * pause_ms / 1_000) as usize]);
    }
    pcm.extend(vec![0; rate as usize / 10]);
    pcm
}

/// What is told of audio that comes in packets of 20 ms.
fn told(pcm: &[i16], rate: u32) -> Vec<Spoken> {
    let piece = rate as usize / 50;
    let mut detector = DtmfDetector::new(rate, piece).unwrap();
    pcm.chunks(piece).map(|piece| detector.hear(piece)).collect()
}

/// The keys that began, all of which ended.
fn keys(pcm: &[i16], rate: u32) -> String {
    let told = told(pcm, rate);
    let began: String = told
        .iter()
        .filter_map(|spoken| spoken.began)
        .map(Key::sign)
        .collect();
    let ended: String = told
        .iter()
        .filter_map(|spoken| spoken.ended)
        .map(|(key, _)| key.sign())
        .collect();
    assert_eq!(began, ended);
    began
}

/// White noise of a power `below_db` below that of both tones.
fn with_noise(mut pcm: Vec<i16>, press: &Press, below_db: f64) -> Vec<i16> {
    let level =
        |dbm0: f32| (f64::from(i16::MAX) * 10_f64.powf((f64::from(dbm0) - 3.16) / 20.0)).powi(2) / 2.0;
    let power = level(press.low_dbm0) + level(press.low_dbm0 + press.twist_db);
    // Even over ±peak has the power peak²/3.
    let peak = (3.0 * power / 10_f64.powf(below_db / 10.0)).sqrt();
    let mut state = 7_u32;
    for sample in &mut pcm {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (f64::from(state >> 8) / f64::from(1_u32 << 24) * 2.0 - 1.0) * peak;
        *sample = sample.saturating_add(noise as i16);
    }
    pcm
}

/// Each key alone, at several places of a packet: all of them heard, or none.
fn each(change: impl Fn(Press) -> Press, heard: bool) {
    for key in KEYS.chars() {
        for shift in [0, 13, 57, 101, 149] {
            let press = change(press(key));
            let expected = if heard { key.to_string() } else { String::new() };
            let pcm = line(&[press], 40, shift);
            assert_eq!(keys(&pcm, press.rate), expected, "{press:?} shifted by {shift}");
        }
    }
}

#[test]
fn every_key_is_heard_at_every_rate() {
    for rate in [8_000, 16_000, 48_000] {
        each(|press| Press { rate, ..press }, true);
    }
    assert!(DtmfDetector::new(11_025, 220).is_none());
}

#[test]
fn tones_that_are_off_by_1_5_percent_are_heard_and_by_3_5_are_not() {
    for (low, high) in [
        (1.0, 0.0),
        (-1.0, 0.0),
        (0.0, 1.0),
        (0.0, -1.0),
        (1.0, 1.0),
        (-1.0, 1.0),
        (1.0, -1.0),
    ] {
        each(
            |press| Press {
                off: (low * 0.015, high * 0.015),
                ..press
            },
            true,
        );
        each(
            |press| Press {
                off: (low * 0.035, high * 0.035),
                ..press
            },
            false,
        );
    }
}

#[test]
fn a_twist_from_minus_8_to_4_db_is_heard_and_far_more_is_not() {
    for twist_db in [-8.0, -4.0, 2.0, 4.0] {
        each(|press| Press { twist_db, ..press }, true);
    }
    for twist_db in [-13.0, 9.0] {
        each(|press| Press { twist_db, ..press }, false);
    }
}

#[test]
fn levels_from_minus_3_to_minus_27_dbm0_are_heard_and_minus_45_is_not() {
    for low_dbm0 in [-3.0, -10.0, -20.0, -27.0] {
        each(|press| Press { low_dbm0, ..press }, true);
    }
    each(
        |press| Press {
            low_dbm0: -45.0,
            ..press
        },
        false,
    );
}

#[test]
fn forty_milliseconds_are_a_key_and_23_are_not() {
    for ms in [40, 50, 65] {
        each(|press| Press { ms, ..press }, true);
        each(
            |press| Press {
                ms,
                off: (0.015, -0.015),
                ..press
            },
            true,
        );
    }
    for ms in [10, 20, 23] {
        each(|press| Press { ms, ..press }, false);
    }
}

#[test]
fn a_pause_of_40_ms_makes_two_keys_of_it_and_10_ms_do_not() {
    for shift in [0, 31, 90, 131] {
        let twice = [Press { ms: 40, ..press('7') }; 2];
        assert_eq!(keys(&line(&twice, 40, shift), 8_000), "77");
        assert_eq!(keys(&line(&twice, 10, shift), 8_000), "7");
    }
    let all: Vec<_> = KEYS.chars().map(|key| Press { ms: 40, ..press(key) }).collect();
    assert_eq!(keys(&line(&all, 40, 0), 8_000), KEYS);
}

#[test]
fn keys_that_follow_without_a_pause_are_two() {
    let pcm = line(&[press('1'), press('9')], 0, 0);
    assert_eq!(keys(&pcm, 8_000), "19");
}

#[test]
fn noise_15_db_below_the_tones_hides_nothing() {
    for key in KEYS.chars() {
        for (twist_db, ms, off) in [
            (0.0, 40, 0.0),
            (-8.0, 100, 0.015),
            (4.0, 100, -0.015),
            (-8.0, 50, 0.0),
        ] {
            let press = Press {
                twist_db,
                ms,
                off: (off, -off),
                ..press(key)
            };
            let pcm = with_noise(line(&[press], 40, 33), &press, 15.0);
            assert_eq!(keys(&pcm, 8_000), key.to_string(), "{press:?}");
        }
    }
}

#[test]
fn noise_alone_is_no_key() {
    for level in [-40.0, -20.0, -3.0] {
        let loud = Press {
            low_dbm0: level,
            ..press('1')
        };
        assert_eq!(keys(&with_noise(vec![0; 8_000 * 60], &loud, 0.0), 8_000), "");
    }
}

#[test]
fn one_tone_alone_or_a_third_beside_them_is_no_key() {
    let mut low = vec![0; 8_000];
    Tone::new(770.0, -10.0, 8_000).fill(&mut low);
    assert_eq!(keys(&low, 8_000), "");
    let mut third = Press {
        ms: 1_000,
        ..press('5')
    }
    .pcm();
    let mut tone = vec![0; third.len()];
    Tone::new(1_000.0, -10.0, 8_000).fill(&mut tone);
    third
        .iter_mut()
        .zip(tone)
        .for_each(|(sample, tone)| *sample += tone);
    assert_eq!(keys(&third, 8_000), "");
}

#[test]
fn every_codec_carries_keys() {
    for codec in Codec::ALL {
        let rate = codec.sample_rate();
        let presses: Vec<_> = KEYS
            .chars()
            .map(|key| Press {
                rate,
                ms: 60,
                ..press(key)
            })
            .collect();
        let mut pcm = line(&presses, 60, 0);
        pcm.resize(pcm.len().next_multiple_of(codec.frame_samples()), 0);
        let (mut encoder, mut decoder) = (Encoder::new(codec).unwrap(), Decoder::new(codec).unwrap());
        let mut out = Vec::new();
        for frame in pcm.chunks(codec.frame_samples()) {
            let mut payload = Vec::new();
            encoder.encode(frame, &mut payload).unwrap();
            decoder.decode(&payload, &mut out).unwrap();
        }
        assert_eq!(keys(&out, rate), KEYS, "{codec}");
    }
}

#[test]
fn a_press_is_told_while_it_lasts_with_its_length_at_its_end_and_little_of_it_is_heard() {
    for shift in [0, 40, 80, 120, 159] {
        let pcm = line(
            &[Press {
                ms: 200,
                ..press('#')
            }],
            100,
            shift,
        );
        let told = told(&pcm, 8_000);
        let from = 5 + shift.div_ceil(160);
        let began = told.iter().position(|spoken| spoken.began.is_some()).unwrap();
        assert!(began <= from + 2, "50 ms after it began");
        let (key, held) = told.iter().find_map(|spoken| spoken.ended).unwrap();
        assert_eq!(key.sign(), '#');
        assert!(
            held.abs_diff(Duration::from_millis(200)) <= Duration::from_millis(10),
            "{held:?}"
        );
        // The tone lasts from 100 ms + shift for 200 ms.
        let heard = pcm.chunks(160).zip(&told).filter(|(_, spoken)| !spoken.is_muted);
        let heard = heard
            .flat_map(|(pcm, _)| pcm)
            .filter(|sample| **sample != 0)
            .count();
        assert!(heard < 160, "{heard} samples of the tone are heard");
    }
}

#[test]
fn a_key_that_is_held_when_the_audio_stops_is_released() {
    let pcm = Press {
        ms: 100,
        ..press('4')
    }
    .pcm();
    let mut detector = DtmfDetector::new(8_000, 800).unwrap();
    assert_eq!(detector.hear(&pcm).began, Key::of_sign('4'));
    assert_eq!(detector.stop().map(|(key, _)| key.sign()), Some('4'));
    assert_eq!(detector.stop(), None);
}
