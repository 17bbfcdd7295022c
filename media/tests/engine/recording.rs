use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use media::codec::{Codec, Encoder};
use media::dsp::{Tone, ToneDetector};
use media::engine::{Command, RecordError, Recording, Source};

use crate::house::{House, LOCALHOST, Line};

const RATE_HZ: u32 = 16_000;

/// How many frames of 20 ms of a side have a tone.
fn heard(path: &Path, side: usize, hz: f32) -> usize {
    let Ok(mut reader) = hound::WavReader::open(path) else {
        return 0;
    };
    let samples: Vec<i16> = reader.samples().map_while(Result::ok).collect();
    let one: Vec<i16> = samples.into_iter().skip(side).step_by(2).collect();
    let mut detector = ToneDetector::new(hz, RATE_HZ);
    one.chunks(320).filter(|frame| detector.hears(frame)).count()
}

/// A phone that hears a tone and is recorded.
fn recorded(path: &Path) -> (House, Line, Recording) {
    let mut house = House::new();
    let line = house.line();
    let recording = house.engine.record(line.stream, path, RATE_HZ).unwrap();
    let source = Source::tone(440.0, -10.0, Duration::from_secs(1)).repeated();
    house.command(Command::Play {
        stream: line.stream,
        source,
    });
    (house, line, recording)
}

/// The phone says a frame of a tone for each that it hears.
fn converse(line: &mut Line, tone: &mut Tone, frames: usize) {
    let mut encoder = Encoder::new(Codec::Pcmu).unwrap();
    for _ in 0..frames {
        line.phone.hear();
        let (mut pcm, mut payload) = (vec![0; 160], Vec::new());
        tone.fill(&mut pcm);
        encoder.encode(&pcm, &mut payload).unwrap();
        line.phone.say(&payload);
    }
}

#[test]
fn what_a_phone_says_and_hears_is_in_the_file_and_nobody_else_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("call.wav");
    let (mut house, mut line, recording) = recorded(&path);
    let mut tone = Tone::new(1_000.0, -10.0, 8_000);
    converse(&mut line, &mut tone, 50);
    // It is on disk while the call goes on.
    while heard(&path, 0, 1_000.0) < 40 {
        converse(&mut line, &mut tone, 10);
    }
    recording.pause(true);
    house.close(&line);
    house.engine.shutdown();
    assert!(heard(&path, 0, 1_000.0) >= 50 && heard(&path, 1, 440.0) >= 50);
    // Where a tone begins in the middle of a frame, any tone may seem to be.
    assert!(heard(&path, 0, 440.0) <= 2 && heard(&path, 1, 1_000.0) <= 2);
    assert_eq!((recording.lost(), recording.has_failed()), (0, false));
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn a_paused_recording_keeps_its_time_and_no_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("call.wav");
    let (mut house, mut line, recording) = recorded(&path);
    let mut tone = Tone::new(1_000.0, -10.0, 8_000);
    recording.pause(true);
    converse(&mut line, &mut tone, 50);
    recording.pause(false);
    converse(&mut line, &mut tone, 25);
    house.command(Command::Record {
        stream: line.stream,
        tape: None,
    });
    house.engine.shutdown();
    for (side, hz) in [(0, 1_000.0), (1, 440.0)] {
        let frames = heard(&path, side, hz);
        assert!((20..=27).contains(&frames), "{frames} frames of side {side}");
    }
    let frames = hound::WavReader::open(&path).unwrap().duration() / (RATE_HZ / 50);
    assert!((70..=100).contains(&frames), "{frames} frames in all");
}

#[test]
fn what_a_member_of_a_conference_hears_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("call.wav");
    let mut house = House::new();
    let room = house.engine.room(false);
    let (mut listener, mut speaker) = (house.line(), house.line());
    for line in [&listener, &speaker] {
        house.command(Command::Confer {
            stream: line.stream,
            room: room.clone(),
            music: None,
        });
    }
    let _recording = house.engine.record(listener.stream, &path, RATE_HZ).unwrap();
    let mut tone = Tone::new(1_000.0, -10.0, 8_000);
    listener.phone.say(&[0xff; 160]);
    converse(&mut speaker, &mut tone, 50);
    house.close(&listener);
    house.engine.shutdown();
    let frames = heard(&path, 1, 1_000.0);
    assert!(frames >= 30, "{frames} frames");
}

#[test]
fn a_file_that_is_there_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("call.wav");
    std::fs::write(&path, "a will").unwrap();
    let mut house = House::new();
    let line = house.line_at(LOCALHOST, |_| ());
    let refused = house.engine.record(line.stream, &path, RATE_HZ);
    assert!(matches!(refused, Err(RecordError::File { .. })), "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), b"a will");
}
