//! Keys in each form, heard in each other form. INFO is signalling's: here it is a command, or an event that is told.

use std::time::Duration;

use media::codec::{Codec, Decoder, Encoder};
use media::dsp::{DtmfDetector, DtmfTone};
use media::engine::{Command, Event, KeyForm};
use media::key::Key;
use rtp_rs::RtpReader;

use crate::house::{House, LOCALHOST, Line};

const EVENTS: u8 = 101;
const HELD: Duration = Duration::from_millis(100);
/// What is said after a press.
const AFTER: u8 = 0x55;
/// How long a phone waits for the next packet before it says something again.
const PTIME: Duration = Duration::from_millis(20);

fn key(sign: char) -> Key {
    Key::of_sign(sign).unwrap()
}

/// A line whose phone speaks a codec and has keys in a form.
fn line(house: &mut House, form: KeyForm, codec: Codec) -> Line {
    let number = codec.offered_payload_type();
    let mut line = house.line_at(LOCALHOST, |agreed| {
        (
            agreed.codec,
            agreed.payload_type_send,
            agreed.payload_type_receive,
        ) = (codec, number, number);
        let events = (form == KeyForm::Events).then_some(EVENTS);
        (agreed.telephone_event_send, agreed.telephone_event_receive) = (events, events);
    });
    line.phone.payload_type = number;
    line.phone.rtp.set_read_timeout(Some(PTIME)).unwrap();
    house.command(Command::HearKeys {
        stream: line.stream,
        form,
    });
    line
}

/// Two of them, joined.
fn pair(house: &mut House, from: (KeyForm, Codec), to: (KeyForm, Codec)) -> (Line, Line) {
    let (a, b) = (line(house, from.0, from.1), line(house, to.0, to.1));
    house.bridge(&a, &b);
    (a, b)
}

/// Presses a key at one phone as its form has it.
fn press(house: &mut House, from: &mut Line, to: &Line, (form, codec): (KeyForm, Codec), key: Key) {
    match form {
        KeyForm::Events => press_event(from, codec, key),
        KeyForm::Audio => {
            let mut encoder = Encoder::new(codec).unwrap();
            let mut tone = DtmfTone::new(key, -10.0, 0.0, codec.sample_rate());
            for frame in 0..15 {
                let mut pcm = vec![0; codec.frame_samples()];
                if (2..7).contains(&frame) {
                    tone.fill(&mut pcm, frame == 6);
                }
                let mut payload = Vec::new();
                encoder.encode(&pcm, &mut payload).unwrap();
                from.phone.say(&payload);
                from.phone.timestamp = from.phone.timestamp.wrapping_add(codec.frame_ticks() - 160);
            }
        }
        KeyForm::Info => house.command(Command::Press {
            stream: to.stream,
            key,
            held: HELD,
        }),
    }
}

/// An event of 100 ms, its end told three times.
fn press_event(from: &mut Line, codec: Codec, key: Key) {
    let voice = std::mem::replace(&mut from.phone.payload_type, EVENTS);
    let timestamp = from.phone.timestamp;
    let frame = u16::try_from(codec.frame_ticks()).unwrap();
    for number in 1..=7_u16 {
        from.phone.timestamp = timestamp;
        let [high, low] = (number.min(5) * frame).to_be_bytes();
        let end = if number >= 5 { 0x80 } else { 0 };
        from.phone.say(&[key.event(), end | 10, high, low]);
    }
    from.phone.timestamp = timestamp.wrapping_add(u32::from(frame) * 6);
    from.phone.payload_type = voice;
}

/// What a phone heard.
#[derive(Debug)]
struct Packet {
    payload_type: u8,
    sequence: u16,
    timestamp: u32,
    marker: bool,
    payload: Vec<u8>,
}

fn next(line: &Line) -> Option<Packet> {
    let mut buffer = [0; 2_048];
    let (length, _) = line.phone.rtp.recv_from(&mut buffer).ok()?;
    let reader = RtpReader::new(&buffer[..length]).unwrap();
    Some(Packet {
        payload_type: reader.payload_type(),
        sequence: reader.sequence_number().into(),
        timestamp: reader.timestamp(),
        marker: reader.mark(),
        payload: reader.payload().to_vec(),
    })
}

/// Everything that comes until what is said after the press is heard, for so many packets of it.
fn all(from: &mut Line, of: Codec, to: &Line, is_after: impl Fn(&Packet) -> bool) -> Vec<Packet> {
    let mut heard = Vec::new();
    let mut after = 0;
    let mut encoder = Encoder::new(of).unwrap();
    for _ in 0..200 {
        let (pcm, mut payload) = (vec![0; of.frame_samples()], Vec::new());
        encoder.encode(&pcm, &mut payload).unwrap();
        if of == Codec::Pcmu {
            payload.fill(AFTER);
        }
        from.phone.say(&payload);
        from.phone.timestamp = from.phone.timestamp.wrapping_add(of.frame_ticks() - 160);
        while let Some(packet) = next(to) {
            after = if is_after(&packet) { after + 1 } else { 0 };
            heard.push(packet);
        }
        if after > 10 {
            break;
        }
    }
    heard
}

/// The keys among what was heard: events, and tones in the audio.
fn keys(heard: &[Packet], codec: Codec) -> String {
    keys_by(&mut Decoder::new(codec).unwrap(), heard, codec)
}

/// The same by a phone that has heard something before.
fn keys_by(decoder: &mut Decoder, heard: &[Packet], codec: Codec) -> String {
    let mut keys = String::new();
    let mut ended = None;
    for packet in heard.iter().filter(|packet| packet.payload_type == EVENTS) {
        assert_eq!(packet.payload.len(), 4);
        if packet.payload[1] & 0x80 != 0 && ended.replace(packet.timestamp) != Some(packet.timestamp) {
            keys.push(Key::of_event(packet.payload[0]).unwrap().sign());
        }
    }
    let mut detector = DtmfDetector::new(codec.sample_rate(), 5_760).unwrap();
    for packet in heard.iter().filter(|packet| packet.payload_type != EVENTS) {
        let mut pcm = Vec::new();
        decoder.decode(&packet.payload, &mut pcm).unwrap();
        keys.extend(detector.hear(&pcm).began.map(Key::sign));
    }
    keys
}

fn presses_told(house: &mut House, line: &Line) -> Vec<(char, Duration)> {
    let mut told = Vec::new();
    // Closing comes last.
    house
        .engine
        .command(Command::Close { stream: line.stream })
        .unwrap();
    loop {
        match house.event() {
            Event::Closed { stream, .. } if stream == line.stream => return told,
            Event::Pressed {
                stream,
                key,
                duration,
            } => {
                assert_eq!(stream, line.stream, "only who pressed it");
                told.push((key.sign(), duration));
            }
            _ => {}
        }
    }
}

#[test]
fn a_key_in_each_form_is_heard_in_each_other_form_once() {
    let forms = [KeyForm::Events, KeyForm::Info, KeyForm::Audio];
    let mut house = House::new();
    for (from, to) in forms.into_iter().flat_map(|from| forms.map(|to| (from, to))) {
        for (of, by) in [
            (Codec::Pcmu, Codec::Pcmu),
            (Codec::Pcmu, Codec::G722),
            (Codec::Opus, Codec::Pcma),
            (Codec::Pcma, Codec::Opus),
        ] {
            let mut decoder = Decoder::new(by).unwrap();
            let (mut a, b) = pair(&mut house, (from, of), (to, by));
            let mut expected = String::new();
            for sign in ['5', '#'] {
                press(&mut house, &mut a, &b, (from, of), key(sign));
                let heard = all(&mut a, of, &b, |packet| packet.payload_type != EVENTS);
                // INFO to INFO, and what is told for INFO, is signalling's.
                let is_heard = to != KeyForm::Info;
                let wanted = if is_heard { sign.to_string() } else { String::new() };
                let heard = keys_by(&mut decoder, &heard, by);
                assert_eq!(heard, wanted, "{from:?} to {to:?}, {of} to {by}");
                expected.push(sign);
            }
            let told = presses_told(&mut house, &a);
            if from == KeyForm::Events || (from == KeyForm::Audio && to != KeyForm::Audio) {
                assert_eq!(told.iter().map(|(sign, _)| *sign).collect::<String>(), expected);
                assert!(
                    told.iter().all(|(_, held)| held.abs_diff(HELD) <= PTIME),
                    "{told:?}"
                );
            } else {
                assert_eq!(told, [], "{from:?} to {to:?}");
            }
            house.close(&b);
        }
    }
}

#[test]
fn an_event_that_is_made_is_one_run_with_the_voice_around_it() {
    let mut house = House::new();
    let (from, to) = ((KeyForm::Audio, Codec::Pcmu), (KeyForm::Events, Codec::Pcmu));
    let (mut a, b) = pair(&mut house, from, to);
    press(&mut house, &mut a, &b, from, key('9'));
    let heard = all(&mut a, Codec::Pcmu, &b, |packet| packet.payload == [AFTER; 160]);
    let first = heard.first().unwrap().sequence;
    for (number, packet) in heard.iter().enumerate() {
        // What may have become a tone was left out before the event began.
        assert!(
            packet.sequence.wrapping_sub(first) <= u16::try_from(number + 2).unwrap(),
            "{heard:?}"
        );
    }
    let events: Vec<_> = heard
        .iter()
        .filter(|packet| packet.payload_type == EVENTS)
        .collect();
    assert!(events[0].marker && events[1..].iter().all(|packet| !packet.marker));
    assert!(
        events
            .iter()
            .all(|packet| packet.timestamp == events[0].timestamp)
    );
    let durations: Vec<_> = events
        .iter()
        .map(|packet| u16::from_be_bytes([packet.payload[2], packet.payload[3]]))
        .collect();
    let last = *durations.last().unwrap();
    assert!(durations.starts_with(&[160, 320, 480, 640]), "{durations:?}");
    assert!(durations.ends_with(&[last, last, last]), "{durations:?}");
    assert!(last.abs_diff(800) <= 160);
    let ends = events.iter().filter(|packet| packet.payload[1] == 0x8a).count();
    assert_eq!(ends, 3);
    let after = heard
        .iter()
        .find(|packet| packet.payload == [AFTER; 160])
        .unwrap();
    assert!(after.marker && after.timestamp.wrapping_sub(events[0].timestamp) >= u32::from(last));
}

#[test]
fn a_press_told_by_info_and_by_an_event_is_one_whichever_is_first() {
    for to in [KeyForm::Events, KeyForm::Audio] {
        for info_is_first in [true, false] {
            let mut house = House::new();
            let from = (KeyForm::Events, Codec::Pcmu);
            let (mut a, b) = pair(&mut house, from, (to, Codec::Pcmu));
            let info = (KeyForm::Info, Codec::Pcmu);
            let order = if info_is_first { [info, from] } else { [from, info] };
            // What is carried is heard at once, so that what follows comes after it.
            for form in order {
                press(&mut house, &mut a, &b, form, key('3'));
                if form == from && to == KeyForm::Events && !info_is_first {
                    assert_eq!(next(&b).unwrap().payload_type, EVENTS);
                }
            }
            let heard = all(&mut a, Codec::Pcmu, &b, |packet| packet.payload == [AFTER; 160]);
            assert_eq!(
                keys(&heard, Codec::Pcmu),
                "3",
                "to {to:?}, INFO first: {info_is_first}"
            );
        }
    }
}

#[test]
fn presses_in_a_hurry_are_made_one_after_the_other() {
    let mut house = House::new();
    for to in [KeyForm::Events, KeyForm::Audio] {
        let (mut a, b) = pair(&mut house, (KeyForm::Info, Codec::Pcmu), (to, Codec::Pcmu));
        for sign in ['1', '1', '2'] {
            press(&mut house, &mut a, &b, (KeyForm::Info, Codec::Pcmu), key(sign));
        }
        let heard = all(&mut a, Codec::Pcmu, &b, |packet| packet.payload == [AFTER; 160]);
        if to == KeyForm::Events {
            assert_eq!(keys(&heard, Codec::Pcmu), "112");
        } else {
            // The pauses between tones are no packets.
            let tones = heard.iter().filter(|packet| packet.payload != [AFTER; 160]);
            assert_eq!(tones.clone().filter(|packet| packet.marker).count(), 3);
            assert_eq!(tones.count(), 15);
        }
        house.close(&b);
    }
}

#[test]
fn a_key_whose_release_is_lost_is_released_soon() {
    let mut house = House::new();
    let (mut a, b) = pair(
        &mut house,
        (KeyForm::Events, Codec::Pcmu),
        (KeyForm::Audio, Codec::Pcmu),
    );
    a.phone.payload_type = EVENTS;
    a.phone.say(&[7, 10, 0, 160]);
    a.phone.payload_type = 0;
    let heard = all(&mut a, Codec::Pcmu, &b, |packet| packet.payload == [AFTER; 160]);
    let tone = heard
        .iter()
        .filter(|packet| packet.payload != [AFTER; 160])
        .count();
    assert!((4..=20).contains(&tone), "{tone} packets of the tone");
    assert_eq!(keys(&heard, Codec::Pcmu), "7");
}

#[test]
fn speech_goes_on_as_it_is_where_keys_are_looked_for() {
    let mut house = House::new();
    let (mut a, b) = pair(
        &mut house,
        (KeyForm::Audio, Codec::Pcmu),
        (KeyForm::Events, Codec::Pcmu),
    );
    for number in 0..50_u8 {
        let said: Vec<u8> = (0..160_u8).map(|n| n.wrapping_mul(number)).collect();
        a.phone.say(&said);
        let heard = std::iter::repeat_with(|| next(&b))
            .take(100)
            .flatten()
            .next()
            .unwrap();
        assert_eq!(heard.payload, said);
    }
}
