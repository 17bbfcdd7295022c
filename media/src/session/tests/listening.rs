//! The switch hears keys itself, while the phone hears a source.

use super::{Desk, PTIME, agreed, phone, source, voice};
use crate::codec::{Codec, Encoder};
use crate::dsp::DtmfTone;
use crate::key::Key;
use crate::offer_answer::Agreed;
use crate::rtp::Header;
use crate::session::Event;

/// A phone that agreed to events or not, and hears a source.
fn listening(with_events: bool) -> Desk {
    let mut desk = Desk::new(1);
    let events = with_events.then_some(101);
    let agreed = Agreed {
        telephone_event_send: events,
        telephone_event_receive: events,
        ..agreed(phone(1))
    };
    desk.session.agree(desk.now, agreed);
    desk.session.play(desk.now, source(200));
    desk
}

fn listen(desk: &mut Desk, wanted: bool) {
    desk.session.listen(wanted);
    desk.session.listen_for_keys(None);
}

/// The phone says 100 ms of silence, 100 ms of a key's tones, and 100 ms of silence again.
fn press(desk: &mut Desk, sign: char, first: u16) {
    let mut tone = DtmfTone::new(Key::of_sign(sign).unwrap(), -10.0, 2.0, 8_000);
    let mut encoder = Encoder::new(Codec::Pcmu).unwrap();
    for number in 0..15 {
        let mut pcm = [0; 160];
        if (5..10).contains(&number) {
            tone.fill(&mut pcm, number == 9);
        }
        let mut payload = Vec::new();
        encoder.encode(&pcm, &mut payload).unwrap();
        say(desk, voice(7, first + number), &payload);
        desk.pass(PTIME);
    }
}

fn say(desk: &mut Desk, header: Header, payload: &[u8]) {
    let mut packet = [0; 200];
    let length = header.build(payload, &mut packet).unwrap();
    desk.session
        .receive(desk.now, phone(1), &mut packet[..length], &mut desk.news);
}

fn pressed(desk: &Desk) -> String {
    let told = desk.news.iter().filter_map(|news| match news {
        Event::Pressed { key, .. } => Some(key.sign()),
        _ => None,
    });
    told.collect()
}

#[test]
fn tones_are_told_of_while_a_source_plays_and_after_it() {
    let mut desk = listening(false);
    listen(&mut desk, true);
    press(&mut desk, '5', 1);
    desk.session.silence(desk.now);
    press(&mut desk, '#', 16);
    assert_eq!(pressed(&desk), "5#");
}

#[test]
fn tones_that_nobody_listens_for_are_not_told_of() {
    let mut desk = listening(false);
    press(&mut desk, '5', 1);
    listen(&mut desk, true);
    listen(&mut desk, false);
    press(&mut desk, '5', 16);
    assert_eq!(pressed(&desk), "");
}

#[test]
fn a_phone_that_agreed_to_events_is_taken_at_its_word() {
    let mut desk = listening(true);
    listen(&mut desk, true);
    press(&mut desk, '5', 1);
    assert_eq!(pressed(&desk), "");
    let header = Header {
        payload_type: 101,
        ..voice(7, 16)
    };
    say(&mut desk, header, &[6, 0x8a, 0x03, 0x20]);
    assert_eq!(pressed(&desk), "6");
}
