use std::time::Duration;

use super::{Ear, Heard, PTIME, voice};
use crate::jitter::Packet;

/// Packets that come after these delays in milliseconds beyond their time, for as long as there are some.
fn hear(delays_ms: &[u64]) -> Ear {
    let mut ear = Ear::new();
    let mut arrivals: Vec<_> = (0_u16..)
        .zip(delays_ms)
        .map(|(number, delay)| (u64::from(number) * 20 + delay, number))
        .collect();
    arrivals.sort_unstable();
    let began = ear.now;
    for (at, number) in arrivals {
        let at = began + Duration::from_millis(at);
        ear.pass(at - ear.now);
        ear.come(voice(number));
    }
    ear
}

#[test]
fn even_packets_wait_little_and_uneven_ones_as_long_as_they_must() {
    // How unevenly, the wait in the second half at most, and what must be made up there at most.
    for (jitter_ms, wait_ms, made_up) in [(0, 20, 0), (10, 35, 4), (40, 70, 8), (90, 125, 12)] {
        let delays: Vec<_> = (0..1_500_u64)
            .map(|number| number * 7_919 % 101 * jitter_ms / 100)
            .collect();
        let ear = hear(&delays);
        let settled = &ear.waits_ms[ear.waits_ms.len() / 2..];
        let mean = settled.iter().sum::<u64>() / settled.len() as u64;
        assert!(mean <= wait_ms, "{jitter_ms} ms of jitter: {mean} ms");
        let later = &ear.heard[ear.heard.len() / 2..];
        let gaps = later.iter().filter(|heard| !matches!(heard, Heard::Voice(_)));
        assert!(gaps.count() <= made_up, "{jitter_ms} ms of jitter");
    }
}

#[test]
fn a_storm_that_passes_leaves_no_delay_behind() {
    let delays: Vec<_> = (0..2_000_u64)
        .map(|number| {
            if (500..700).contains(&number) {
                number * 37 % 120
            } else {
                0
            }
        })
        .collect();
    let ear = hear(&delays);
    let last = &ear.waits_ms[ear.waits_ms.len() - 200..];
    assert!(last.iter().all(|wait| *wait <= 25), "{last:?}");
}

#[test]
fn after_a_standstill_only_what_is_new_is_heard() {
    // The network holds everything back for a second, and then gives it at once.
    let delays: Vec<_> = (0..400_u64)
        .map(|number| {
            if (200..250).contains(&number) {
                (250 - number) * 20
            } else {
                0
            }
        })
        .collect();
    let ear = hear(&delays);
    assert!(ear.counts.skipped >= 30, "{:?}", ear.counts);
    let last = &ear.waits_ms[ear.waits_ms.len() - 50..];
    assert!(last.iter().all(|wait| *wait <= 240), "{last:?}");
}

#[test]
fn clocks_that_differ_are_followed_without_end() {
    for parts_per_million in [-200_i64, 200] {
        let mut ear = Ear::new();
        let began = ear.now;
        for number in 0..60_000_u32 {
            let at = i64::from(number) * 20_000 * (1_000_000 + parts_per_million) / 1_000_000;
            let at = began + Duration::from_micros(at.unsigned_abs());
            ear.pass(at - ear.now);
            let packet = voice(0);
            ear.come(Packet {
                sequence: packet.sequence.wrapping_add(number as u16),
                timestamp: packet.timestamp.wrapping_add(number * 160),
                ..packet
            });
        }
        let settled = &ear.waits_ms[200..];
        let longest = settled.iter().max();
        assert!(longest <= Some(&30), "{parts_per_million} ppm: {longest:?}");
        let gaps = ear.count(|heard| !matches!(heard, Heard::Voice(_)));
        assert!(gaps <= 5, "{parts_per_million} ppm: {gaps} gaps in 20 minutes");
    }
}

#[test]
fn losses_do_not_make_audio_wait() {
    let mut ear = Ear::new();
    for number in 0..1_000_u16 {
        if number % 5 != 3 {
            ear.come(voice(number));
        }
        ear.pass(PTIME);
    }
    let settled = &ear.waits_ms[400..];
    let mean = settled.iter().sum::<u64>() / settled.len() as u64;
    assert!(mean <= 20, "{mean} ms");
    assert!((195..=200).contains(&ear.counts.lost), "{:?}", ear.counts);
}
