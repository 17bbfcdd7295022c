use std::time::Duration;

use super::{Desk, PTIME, agreed, phone, source};
use crate::codec::Codec;
use crate::offer_answer::Direction;
use crate::session::Event;

#[test]
fn frames_come_every_20_ms_and_the_end_is_told_after_the_last() {
    let mut desk = Desk::with_phone(1);
    desk.session.play(desk.now, source(3));
    let mut sent = Vec::new();
    for step in 0..3 {
        let waited = desk.hop();
        assert_eq!(waited, if step == 0 { Duration::ZERO } else { PTIME });
        sent.extend(desk.poll_voice());
    }
    assert_eq!(sent.len(), 3);
    for (number, (header, payload, to)) in (0_u8..).zip(&sent) {
        assert_eq!(*payload, [number; 160]);
        assert_eq!(*to, phone(1));
        assert_eq!(header.marker, number == 0);
        assert_eq!(
            header.sequence,
            sent[0].0.sequence.wrapping_add(u16::from(number))
        );
        assert_eq!(
            header.timestamp,
            sent[0].0.timestamp.wrapping_add(160 * u32::from(number))
        );
    }
    assert!(desk.news.is_empty());
    assert_eq!(desk.hop(), PTIME);
    assert!(desk.poll_voice().is_empty());
    assert_eq!(
        desk.news,
        [Event::Played {
            stream: desk.session.id()
        }]
    );
    assert_eq!(desk.session.report().packets_sent, 3);
}

#[test]
fn a_late_round_catches_up_a_little_and_skips_much() {
    let mut desk = Desk::with_phone(1);
    desk.session.play(desk.now, source(200));
    assert_eq!(desk.poll_voice().len(), 1);
    desk.pass(Duration::from_millis(65));
    assert_eq!(desk.poll_voice().len(), 3, "due at 20, 40 and 60");
    desk.pass(Duration::from_secs(2));
    assert_eq!(desk.poll_voice().len(), 1, "no burst");
    assert_eq!(desk.hop(), PTIME);
}

#[test]
fn a_repeated_source_does_not_end() {
    let mut desk = Desk::with_phone(1);
    desk.session.play(desk.now, source(2).repeated());
    let heard: Vec<u8> = (0..5)
        .map(|_| {
            desk.hop();
            desk.poll_voice()[0].1[0]
        })
        .collect();
    assert_eq!(heard, [0, 1, 0, 1, 0]);
    assert!(desk.news.is_empty());
}

#[test]
fn a_sound_waits_for_the_negotiation_and_while_the_phone_is_on_hold() {
    let mut desk = Desk::new(1);
    desk.session.play(desk.now, source(3));
    assert_eq!(desk.session.deadline(), None);
    desk.pass(Duration::from_secs(9));
    desk.session.agree(desk.now, agreed(phone(1)));
    assert_eq!(desk.poll_voice()[0].1[0], 0, "from its beginning");
    let mut held = agreed(phone(1));
    held.direction = Direction::Inactive;
    desk.session.agree(desk.now, held);
    for _ in 0..10 {
        desk.hop();
        assert!(desk.poll_voice().is_empty());
    }
    desk.session.agree(desk.now, agreed(phone(1)));
    desk.hop();
    assert_eq!(desk.poll_voice()[0].1[0], 1, "where it stopped");
}

#[test]
fn a_sound_without_frames_of_the_codec_ends_at_once() {
    let mut desk = Desk::new(1);
    let mut terms = agreed(phone(1));
    terms.codec = Codec::Opus;
    desk.session.agree(desk.now, terms);
    desk.session.play(desk.now, source(3));
    assert!(desk.poll_voice().is_empty());
    assert_eq!(
        desk.news,
        [Event::Played {
            stream: desk.session.id()
        }]
    );
}

#[test]
fn silence_ends_a_sound_untold() {
    let mut desk = Desk::with_phone(1);
    desk.session.play(desk.now, source(3));
    desk.poll_voice();
    desk.session.silence(desk.now);
    desk.pass(PTIME);
    assert!(desk.poll_voice().is_empty());
    assert!(desk.news.is_empty());
}
