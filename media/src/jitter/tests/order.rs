use std::time::Duration;

use super::{Ear, Heard, Kind, PTIME, Packet, TICKS, timestamps, voice};
use crate::jitter::JitterCounts;

#[test]
fn what_comes_in_order_is_heard_in_order_once_and_soon() {
    let mut ear = Ear::new();
    for number in 0..100 {
        ear.come(voice(number));
        ear.pass(PTIME);
    }
    assert_eq!(ear.voices()[..98], timestamps(0..98));
    assert_eq!(ear.count(|heard| !matches!(heard, Heard::Voice(_))), 0);
    assert_eq!(ear.counts, JitterCounts::default());
    assert!(ear.waits_ms.iter().all(|wait| *wait <= 20), "{:?}", ear.waits_ms);
}

#[test]
fn packets_that_overtake_one_another_are_put_in_order_and_doubles_are_left_out() {
    let mut ear = Ear::new();
    for number in [1, 0, 3, 2, 5, 5, 4, 7, 6] {
        ear.come(voice(number));
        ear.pass(Duration::from_millis(2));
    }
    ear.pass(Duration::from_millis(150));
    assert_eq!(ear.voices(), timestamps(0..8));
    assert_eq!((ear.counts.reordered, ear.counts.duplicate), (4, 1));
    ear.come(voice(3));
    ear.pass(PTIME);
    assert_eq!(ear.counts.duplicate, 2, "also after it was heard");
}

#[test]
fn a_lost_packet_is_told_with_the_one_after_it_and_time_goes_on() {
    let mut ear = Ear::new();
    for number in (0..8).filter(|number| *number != 4) {
        ear.come(voice(number));
    }
    ear.pass(Duration::from_millis(175));
    assert_eq!(ear.voices(), timestamps([0, 1, 2, 3, 5, 6, 7]));
    assert_eq!(ear.heard[4], Heard::Lost { has_next: true });
    assert_eq!((ear.counts.lost, ear.counts.concealed_ms), (1, 20));
    ear.come(voice(4));
    ear.pass(PTIME);
    assert_eq!(ear.counts.late, 1);
    ear.come(voice(4));
    ear.pass(PTIME);
    assert_eq!((ear.counts.late, ear.counts.duplicate), (1, 1), "the same again");
}

#[test]
fn a_late_packet_makes_those_after_it_wait() {
    let mut ear = Ear::new();
    for number in 0..50 {
        ear.come(voice(number));
        ear.pass(PTIME);
    }
    let before = ear.buffer.target_ms(ear.now);
    // 60 ms late: its time has passed when it comes, after two others.
    for number in [51, 52, 50] {
        ear.come(voice(number));
        ear.pass(PTIME);
    }
    assert!(before < 10, "{before}");
    assert!(
        ear.buffer.target_ms(ear.now) >= 35,
        "{}",
        ear.buffer.target_ms(ear.now)
    );
}

#[test]
fn another_source_and_a_source_that_starts_anew_are_followed() {
    let mut ear = Ear::new();
    for number in 0..10 {
        ear.come(voice(number));
        ear.pass(PTIME);
    }
    for number in 0..10 {
        let packet = voice(number);
        ear.come(Packet {
            ssrc: 8,
            sequence: packet.sequence.wrapping_add(30_000),
            timestamp: packet.timestamp.wrapping_add(0x7fff_0000),
            ..packet
        });
        ear.pass(PTIME);
    }
    for number in 0..10 {
        ear.come(Packet {
            ssrc: 8,
            ..voice(number)
        });
        ear.pass(PTIME);
    }
    ear.pass(Duration::from_millis(200));
    // The first packet of a restart is taken for a stray.
    assert!(ear.voices().len() >= 26, "{:?}", ear.heard);
    assert_eq!(ear.voices().last(), timestamps([9]).last());
}

#[test]
fn a_pause_of_the_sender_is_no_loss_and_the_wait_is_made_right_in_it() {
    let mut ear = Ear::new();
    for number in 0..20 {
        ear.come(voice(number));
        ear.pass(PTIME);
    }
    ear.pass(Duration::from_secs(2));
    for number in 0..20_u16 {
        let packet = voice(number + 20);
        let timestamp = packet.timestamp.wrapping_add(100 * TICKS);
        ear.come(Packet { timestamp, ..packet });
        ear.pass(PTIME);
    }
    assert_eq!((ear.counts.lost, ear.counts.late), (0, 0));
    assert!(ear.voices().len() >= 38, "{:?}", ear.heard);
    assert!(
        ear.count(|heard| *heard == Heard::Starved) <= 7,
        "{:?}",
        ear.heard
    );
}

#[test]
fn silence_that_was_announced_is_not_starvation() {
    let mut ear = Ear::new();
    for number in 0..10 {
        ear.come(voice(number));
        ear.pass(PTIME);
    }
    ear.come(Packet {
        kind: Kind::Noise,
        ticks: 0,
        ..voice(10)
    });
    ear.pass(Duration::from_secs(3));
    let packet = voice(11);
    for number in 0..10_u16 {
        let packet = voice(11 + number);
        let timestamp = packet.timestamp.wrapping_add(149 * TICKS);
        ear.come(Packet { timestamp, ..packet });
        ear.pass(PTIME);
    }
    assert_eq!(packet.kind, Kind::Voice);
    assert_eq!(ear.count(|heard| *heard == Heard::Noise), 1);
    assert_eq!(ear.count(|heard| *heard == Heard::Starved), 0, "{:?}", ear.heard);
    assert!(ear.count(|heard| *heard == Heard::Pause) >= 145);
    assert_eq!((ear.counts.lost, ear.counts.concealed_ms), (0, 0));
}

#[test]
fn a_key_is_in_its_place_and_no_loss() {
    let mut ear = Ear::new();
    let mut sequence = 0;
    let mut say = |ear: &mut Ear, kind, number| {
        let packet = voice(number);
        let ticks = if kind == Kind::Event { 0 } else { TICKS };
        ear.come(Packet {
            sequence,
            kind,
            ticks,
            ..packet
        });
        sequence += 1;
        ear.pass(PTIME);
    };
    (0..10).for_each(|number| say(&mut ear, Kind::Voice, number));
    (0..10).for_each(|_| say(&mut ear, Kind::Event, 10));
    (20..30).for_each(|number| say(&mut ear, Kind::Voice, number));
    ear.pass(Duration::from_millis(20));
    let first = ear.heard.iter().position(|heard| *heard == Heard::Event);
    assert_eq!(first, Some(10));
    assert_eq!(ear.heard[10..20], [Heard::Event; 10]);
    assert_eq!(ear.heard[20], Heard::Voice(timestamps([20])[0]));
    assert_eq!((ear.counts.lost, ear.counts.concealed_ms), (0, 0));
}
