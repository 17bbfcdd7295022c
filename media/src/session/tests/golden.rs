//! Networks replayed from a seed: how long audio waits, and how it sounds.

use std::f64::consts::TAU;
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use crate::codec::{Codec, Encoder};
use crate::dsp::Tone;
use crate::jitter::{JitterCounts, Kind};
use crate::rtp::Header;
use crate::session::StreamId;
use crate::session::playout::{Played, Playout};

const HZ: f32 = 440.0;
const PACKETS: u32 = 2_000;
const FRAME: Duration = Duration::from_millis(20);
/// No segment counts for more, so that many good ones do not hide a bad one.
const BEST_DB: f64 = 30.0;

/// What a network does to packet `number`, said at `said_ms`: when it comes, or that it does not.
type Network = fn(number: u32, said_ms: f64, random: &mut SmallRng) -> Option<f64>;

fn even(_: u32, said_ms: f64, random: &mut SmallRng) -> Option<f64> {
    Some(said_ms + random.random_range(0.0..2.0))
}

fn uneven(_: u32, said_ms: f64, random: &mut SmallRng) -> Option<f64> {
    let even: f64 = random.random_range(0.001..1.0);
    Some(said_ms - 12.0 * even.ln())
}

fn bursts(_: u32, said_ms: f64, _: &mut SmallRng) -> Option<f64> {
    Some((said_ms / 60.0).ceil() * 60.0)
}

fn standstills(number: u32, said_ms: f64, _: &mut SmallRng) -> Option<f64> {
    // Every five seconds nothing comes for 140 ms.
    let until = f64::from(number / 250 * 250) * 20.0 + 140.0;
    Some(said_ms.max(until))
}

fn reordering(_: u32, said_ms: f64, random: &mut SmallRng) -> Option<f64> {
    let detour = random.random_bool(0.1);
    Some(
        said_ms
            + if detour {
                random.random_range(25.0..45.0)
            } else {
                0.0
            },
    )
}

fn loss_5(number: u32, said_ms: f64, random: &mut SmallRng) -> Option<f64> {
    let is_lost = random.random_bool(0.05);
    even(number, said_ms, random).filter(|_| !is_lost)
}

fn loss_20(number: u32, said_ms: f64, random: &mut SmallRng) -> Option<f64> {
    let is_lost = random.random_bool(0.2);
    even(number, said_ms, random).filter(|_| !is_lost)
}

fn slow_clock(_: u32, said_ms: f64, _: &mut SmallRng) -> Option<f64> {
    Some(said_ms * 1.0002)
}

fn fast_clock(_: u32, said_ms: f64, _: &mut SmallRng) -> Option<f64> {
    Some(said_ms * 0.9998)
}

/// The longest mean wait in milliseconds, and the least mean signal to noise in decibels, of PCMU, of G.722, and of Opus.
const EXPECTED: [(&str, Network, f64, [f64; 3]); 9] = [
    ("even", even, 15.0, [29.0, 29.0, 20.0]),
    ("uneven", uneven, 75.0, [25.0, 25.0, 18.0]),
    ("bursts", bursts, 80.0, [29.0, 29.0, 20.0]),
    ("standstills", standstills, 60.0, [25.0, 25.0, 18.0]),
    ("reordering", reordering, 60.0, [28.0, 28.0, 19.0]),
    ("5 % loss", loss_5, 20.0, [27.0, 27.0, 18.0]),
    ("20 % loss", loss_20, 25.0, [22.0, 22.0, 14.0]),
    ("a slow clock", slow_clock, 20.0, [29.0, 29.0, 20.0]),
    ("a fast clock", fast_clock, 20.0, [29.0, 29.0, 20.0]),
];

/// What was heard of a tone.
struct Judged {
    wait_ms: f64,
    score_db: f64,
    counts: JitterCounts,
}

fn packets(codec: Codec) -> Vec<Vec<u8>> {
    let mut tone = Tone::new(HZ, -10.0, codec.sample_rate());
    let mut encoder = Encoder::new(codec).unwrap();
    encoder.expect_loss(10);
    let packet = |_| {
        let (mut pcm, mut payload) = (vec![0; codec.frame_samples()], Vec::new());
        tone.fill(&mut pcm);
        encoder.encode(&pcm, &mut payload).unwrap();
        payload
    };
    (0..PACKETS).map(packet).collect()
}

fn replay(codec: Codec, packets: &[Vec<u8>], network: Network) -> Judged {
    let mut random = SmallRng::seed_from_u64(20_241);
    let mut arrivals: Vec<(Duration, u32)> = (0..PACKETS)
        .filter_map(|number| {
            let at = network(number, f64::from(number) * 20.0, &mut random)?;
            Some((Duration::from_secs_f64(at / 1_000.0), number))
        })
        .collect();
    arrivals.sort_unstable();
    let began = Instant::now();
    let mut playout = Playout::new(codec, 20, began).unwrap();
    let (mut due, mut waits, mut scores) = (None, Vec::new(), Vec::new());
    for (at, number) in arrivals {
        let at = began + at;
        while let Some(now) = due.filter(|due| *due <= at) {
            let next = playout.heard_next().unwrap();
            match playout.play(now) {
                Played::Audio(pcm) => scores.push(score_db(pcm, codec.sample_rate())),
                Played::Key(_) => unreachable!(),
                Played::Nothing => {
                    due = None;
                    break;
                }
            }
            due = Some(now + playout.pace(FRAME));
            let said_ms = f64::from(next) * 1_000.0 / f64::from(codec.clock_rate());
            waits.push((now - began).as_secs_f64() * 1_000.0 - said_ms);
        }
        let header = Header {
            marker: number == 0,
            payload_type: 0,
            sequence: number as u16,
            timestamp: number * codec.frame_ticks(),
            ssrc: 7,
        };
        let payload = &packets[number as usize];
        playout.insert(at, StreamId::new(1, 0, 1), &header, Kind::Voice, payload);
        due = due.or_else(|| playout.due(at));
    }
    // The first seconds are for getting to know the network.
    let settled = |all: &[f64]| all[all.len() / 4..].iter().sum::<f64>() / (all.len() - all.len() / 4) as f64;
    Judged {
        wait_ms: settled(&waits),
        score_db: settled(&scores),
        counts: playout.take_counts(),
    }
}

/// How much of a segment is the tone, over what is not.
fn score_db(pcm: &[i16], sample_rate: u32) -> f64 {
    let step = TAU * f64::from(HZ) / f64::from(sample_rate);
    let (mut cosine, mut sine, mut power) = (0.0, 0.0, 0.0);
    let (mut cosines, mut sines, mut products) = (0.0, 0.0, 0.0);
    for (n, sample) in pcm.iter().enumerate() {
        let (s, c) = (step * n as f64).sin_cos();
        let sample = f64::from(*sample);
        (cosine, sine, power) = (cosine + sample * c, sine + sample * s, power + sample * sample);
        (cosines, sines, products) = (cosines + c * c, sines + s * s, products + s * c);
    }
    // The sine that fits best, by least squares: a frame is no whole number of its periods.
    let determinant = cosines * sines - products * products;
    let a = (cosine * sines - sine * products) / determinant;
    let b = (sine * cosines - cosine * products) / determinant;
    let signal = a * cosine + b * sine;
    let noise = (power - signal).max(1.0);
    (10.0 * (signal.max(1.0) / noise).log10()).clamp(0.0, BEST_DB)
}

#[test]
fn networks_that_lose_hold_back_and_mix_up_are_heard_through() {
    let mut failures = Vec::new();
    let codecs = [Codec::Pcmu, Codec::G722, Codec::Opus];
    for (of, codec) in codecs.into_iter().enumerate() {
        let packets = packets(codec);
        for (name, network, wait_ms, least_db) in EXPECTED {
            let judged = replay(codec, &packets, network);
            let line = format!(
                "{codec}, {name}: {:.1} ms, {:.1} dB, {:?}",
                judged.wait_ms, judged.score_db, judged.counts
            );
            // Nobody is heard before it has spoken, but for what is being changed at this moment.
            let is_right = (-1.0..=wait_ms).contains(&judged.wait_ms) && judged.score_db >= least_db[of];
            failures.extend((!is_right).then_some(line));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}
