use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::floor::SPEAKERS_MAX;
use super::frame::{FRAME_SAMPLES, FRAME_TIME, Frame, SAMPLE_RATE, SILENCE, Sum};
use super::{Part, Room, loudness};
use crate::codec::{Codec, Decoder};
use crate::dsp::{Tone, ToneDetector};

fn tone(hz: f32) -> Frame {
    let mut frame = SILENCE;
    Tone::new(hz, -20.0, SAMPLE_RATE).fill(&mut frame);
    frame
}

fn hears(frame: &Frame, hz: f32) -> bool {
    ToneDetector::new(hz, SAMPLE_RATE).hears(frame)
}

proptest! {
    #[test]
    fn the_sum_never_wraps_and_quiet_sums_are_exact(
        voices in proptest::collection::vec(any::<i16>(), 1..40),
    ) {
        let mut sum = Sum::new();
        voices.iter().for_each(|sample| sum.add(&[*sample; FRAME_SAMPLES]));
        let exact: i32 = voices.iter().map(|sample| i32::from(*sample)).sum();
        let mut whole = SILENCE;
        sum.whole(&mut whole);
        prop_assert_eq!(i32::from(whole[0]).signum(), exact.signum());
        prop_assert!(i32::from(whole[0]).abs() <= exact.abs());
        if exact.abs() <= 24_576 {
            prop_assert_eq!(i32::from(whole[0]), exact);
        }
    }

    #[test]
    fn a_louder_sum_is_never_quieter(small in 0_i32..200_000, more in 0_i32..200_000) {
        let heard = |exact: i32| {
            let mut sum = Sum::new();
            for _ in 0..exact / 30_000 {
                sum.add(&[30_000; FRAME_SAMPLES]);
            }
            sum.add(&[i16::try_from(exact % 30_000).unwrap(); FRAME_SAMPLES]);
            let mut whole = SILENCE;
            sum.whole(&mut whole);
            whole[0]
        };
        prop_assert!(heard(small) <= heard(small + more));
    }
}

#[test]
fn each_hears_all_others_and_not_itself() {
    let voices = [500.0, 900.0, 1_300.0].map(tone);
    let mut sum = Sum::new();
    voices.iter().for_each(|voice| sum.add(voice));
    for (own, voice) in voices.iter().enumerate() {
        let mut heard = SILENCE;
        sum.without(voice, &mut heard);
        let mut others = Sum::new();
        for (other, voice) in voices.iter().enumerate() {
            if other != own {
                others.add(voice);
            }
        }
        let mut expected = SILENCE;
        others.whole(&mut expected);
        assert_eq!(heard, expected);
    }
}

#[test]
fn the_floor_is_for_the_loudest_and_is_kept_between_two_words() {
    let now = Instant::now();
    let mut part = Part::new(Room::new(now, 1, false), 0, now);
    for here in 1..=20 {
        part.enter(here);
    }
    part.begin(now);
    for member in 0..20_u32 {
        part.claim(member as usize, member * 5_000);
    }
    part.settle();
    let mut heard: Vec<_> = (0..).map_while(|index| part.speaker(index)).collect();
    heard.sort_unstable();
    assert_eq!(heard, (20 - SPEAKERS_MAX..20).collect::<Vec<_>>());

    let voice = loudness(0, &tone(500.0));
    let mut quiet = voice;
    for _ in 0..25 {
        quiet = loudness(quiet, &SILENCE);
    }
    assert!(quiet > voice / 10, "half a second of silence loses no floor");
    for _ in 0..250 {
        quiet = loudness(quiet, &SILENCE);
    }
    assert!(quiet < 10_000, "{quiet}");
}

/// One tick of a part in which somebody says a frame.
fn say(part: &mut Part, now: Instant, frame: &Frame) {
    part.begin(now);
    part.settle();
    part.add(frame);
    part.close();
}

#[test]
fn members_on_other_threads_are_heard_and_not_again() {
    let now = Instant::now();
    let room = Room::new(now, 3, false);
    let mut parts: Vec<_> = (0..3)
        .map(|worker| Part::new(room.clone(), worker, now))
        .collect();
    let voices = [500.0, 900.0, 1_300.0].map(tone);
    for tick in 1..12 {
        for (part, voice) in parts.iter_mut().zip(&voices) {
            say(part, now + FRAME_TIME * tick, voice);
        }
        if tick == 1 {
            continue;
        }
        for (own, part) in parts.iter().enumerate() {
            let mut heard = SILENCE;
            part.without(&voices[own], &mut heard);
            for (other, hz) in [500.0, 900.0, 1_300.0].into_iter().enumerate() {
                let audible = other != own;
                let alone = {
                    let mut rest = Sum::new();
                    rest.add(&heard);
                    for (third, voice) in voices.iter().enumerate() {
                        if third != other && third != own {
                            let mut left = SILENCE;
                            rest.without(voice, &mut left);
                            rest.clear();
                            rest.add(&left);
                        }
                    }
                    let mut left = SILENCE;
                    rest.whole(&mut left);
                    left
                };
                assert_eq!(hears(&alone, hz), audible, "{own} hears {other} in tick {tick}");
            }
        }
    }
    // One that is silent, or whose thread stands still, is not heard again and again.
    say(&mut parts[0], now + FRAME_TIME * 13, &SILENCE);
    say(&mut parts[0], now + FRAME_TIME * 14, &SILENCE);
    let mut heard = SILENCE;
    parts[0].without(&SILENCE, &mut heard);
    assert_eq!(heard, SILENCE);
}

#[test]
fn who_only_listens_shares_one_encoding() {
    let now = Instant::now();
    let mut part = Part::new(Room::new(now, 1, false), 0, now);
    for codec in Codec::ALL {
        assert!(part.whole(codec).is_none());
        part.fit(codec);
        let mut detector = ToneDetector::new(700.0, codec.sample_rate());
        let mut decoder = Decoder::new(codec).unwrap();
        let mut voice = Tone::new(700.0, -20.0, SAMPLE_RATE);
        let mut heard = 0;
        for tick in 0..50 {
            let mut frame = SILENCE;
            voice.fill(&mut frame);
            say(&mut part, now + FRAME_TIME * tick, &frame);
            let first = part.whole(codec).unwrap().to_vec();
            // An encoder with a state would give another payload for the same frame.
            assert_eq!(part.whole(codec), Some(first.as_slice()));
            let mut pcm = Vec::new();
            decoder.decode(&first, &mut pcm).unwrap();
            heard += usize::from(detector.hears(&pcm));
        }
        assert!(heard >= 45, "{codec}: {heard}");
    }
}

#[test]
fn chimes_tell_who_comes_and_goes_but_not_the_first_and_the_last() {
    let now = Instant::now();
    let mut part = Part::new(Room::new(now, 1, true), 0, now);
    part.enter(1);
    assert!(!part.is_chiming());
    part.enter(2);
    assert!(part.is_chiming());
    let mut pitches = Vec::new();
    for tick in 0..14 {
        part.begin(now + FRAME_TIME * tick);
        part.settle();
        part.close();
        let mut heard = SILENCE;
        part.without(&SILENCE, &mut heard);
        pitches.extend([660.0, 880.0].into_iter().find(|hz| hears(&heard, *hz)));
    }
    assert_eq!(pitches, [[660.0; 6], [880.0; 6]].concat());
    part.leave();
    assert!(part.is_chiming());
    for tick in 14..30 {
        part.begin(now + FRAME_TIME * tick);
        part.close();
    }
    part.leave();
    assert!(!part.is_chiming());
}

#[test]
fn a_thread_that_was_away_goes_on_from_now() {
    let now = Instant::now();
    let mut part = Part::new(Room::new(now, 1, false), 0, now);
    say(&mut part, now + FRAME_TIME, &SILENCE);
    part.end();
    assert!(!part.is_resuming());
    let later = now + Duration::from_secs(3);
    say(&mut part, later, &SILENCE);
    assert!(part.is_resuming());
    assert!(part.due() > later && part.due() <= later + FRAME_TIME);
}
