use std::io::Cursor;
use std::time::{Duration, Instant};

use super::reel::Reel;
use super::tape::{Piece, TapeSide};
use crate::codec::{Codec, Encoder};
use crate::dsp::{Tone, ToneDetector};

const RATE_HZ: u32 = 16_000;
const FRAME: Duration = Duration::from_millis(20);
const FRAME_SAMPLES: usize = 320;

fn somewhen() -> Instant {
    Instant::now()
}

/// A phone or the switch, saying a tone.
struct Voice {
    side: TapeSide,
    codec: Codec,
    encoder: Encoder,
    tone: Tone,
    ssrc: u32,
    timestamp: u32,
}

impl Voice {
    fn new(side: TapeSide, codec: Codec, hz: f32) -> Self {
        Self {
            side,
            codec,
            encoder: Encoder::new(codec).unwrap(),
            tone: Tone::new(hz, -10.0, codec.sample_rate()),
            ssrc: 7,
            timestamp: 0xffff_ff00,
        }
    }

    /// The next frame.
    fn say(&mut self, at: Instant) -> Piece {
        let (mut pcm, mut payload) = (vec![0; self.codec.frame_samples()], Vec::new());
        self.tone.fill(&mut pcm);
        self.encoder.encode(&pcm, &mut payload).unwrap();
        let piece = Piece::new(
            1,
            (self.side, self.codec),
            at,
            (self.ssrc, self.timestamp),
            &payload,
        );
        self.timestamp = self.timestamp.wrapping_add(self.codec.frame_ticks());
        piece.unwrap()
    }
}

/// In which frames of 20 ms a side of a file has a tone.
fn heard(file: &[u8], side: usize, hz: f32) -> Vec<bool> {
    let mut reader = hound::WavReader::new(Cursor::new(file)).unwrap();
    let samples: Vec<i16> = reader.samples().map(Result::unwrap).collect();
    let one: Vec<i16> = samples.into_iter().skip(side).step_by(2).collect();
    let mut detector = ToneDetector::new(hz, RATE_HZ);
    one.chunks(FRAME_SAMPLES)
        .map(|frame| detector.hears(frame))
        .collect()
}

fn count(frames: &[bool]) -> usize {
    frames.iter().filter(|heard| **heard).count()
}

fn reel(file: &mut Cursor<Vec<u8>>, began: Instant) -> Reel<&mut Cursor<Vec<u8>>> {
    Reel::new(file, RATE_HZ, began).unwrap()
}

#[test]
fn each_side_is_heard_on_its_own_in_every_codec() {
    for (said, heard_as) in [
        (Codec::Pcmu, Codec::Opus),
        (Codec::G722, Codec::Pcma),
        (Codec::Opus, Codec::G722),
    ] {
        let began = somewhen();
        let mut file = Cursor::default();
        let mut reel = reel(&mut file, began);
        let mut phone = Voice::new(TapeSide::Said, said, 1_000.0);
        let mut switch = Voice::new(TapeSide::Heard, heard_as, 440.0);
        for frame in 0..50 {
            let at = began + FRAME * frame;
            reel.take(&phone.say(at));
            reel.take(&switch.say(at));
        }
        reel.finish().unwrap();
        let file = file.into_inner();
        for (side, hz, other) in [(0, 1_000.0, 440.0), (1, 440.0, 1_000.0)] {
            assert!(count(&heard(&file, side, hz)) >= 47, "{said} and {heard_as}");
            assert_eq!(count(&heard(&file, side, other)), 0);
        }
    }
}

#[test]
fn what_was_said_can_be_read_before_the_end() {
    let began = somewhen();
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut reel = Reel::new(file.reopen().unwrap(), RATE_HZ, began).unwrap();
    let mut phone = Voice::new(TapeSide::Said, Codec::Pcmu, 1_000.0);
    for frame in 0..100 {
        reel.take(&phone.say(began + FRAME * frame));
    }
    reel.write(began + Duration::from_secs(2)).unwrap();
    let frames = heard(&std::fs::read(file.path()).unwrap(), 0, 1_000.0);
    assert_eq!(frames.len(), 75);
    assert!(count(&frames) >= 73);
}

#[test]
fn jitter_pauses_and_another_source_keep_their_places() {
    let began = somewhen();
    let mut file = Cursor::default();
    let mut reel = reel(&mut file, began);
    let mut phone = Voice::new(TapeSide::Said, Codec::Pcmu, 1_000.0);
    // Every other packet comes 60 ms late, so that they overtake one another.
    let mut pieces: Vec<Piece> = (0..50)
        .map(|frame| phone.say(began + FRAME * frame + Duration::from_millis(60) * (frame % 2)))
        .collect();
    pieces.sort_by_key(|piece| piece.at);
    pieces.iter().for_each(|piece| reel.take(piece));
    // One second of silence, in which its clock stood still; then another source.
    for frame in 100..125 {
        reel.take(&phone.say(began + FRAME * frame));
    }
    phone.ssrc = 8;
    phone.timestamp = 1;
    for frame in 125..150 {
        reel.take(&phone.say(began + FRAME * frame));
    }
    reel.finish().unwrap();
    let frames = heard(file.get_ref(), 0, 1_000.0);
    assert_eq!(frames.len(), 150);
    assert_eq!(count(&frames[53..99]), 0);
    assert!(count(&frames[100..]) >= 48, "{frames:?}");
}

#[test]
fn what_comes_after_its_time_was_written_is_left_out() {
    let began = somewhen();
    let mut file = Cursor::default();
    let mut reel = reel(&mut file, began);
    let mut phone = Voice::new(TapeSide::Said, Codec::Pcmu, 1_000.0);
    let late = phone.say(began);
    reel.write(began + Duration::from_secs(1)).unwrap();
    reel.take(&late);
    reel.write(began + Duration::from_secs(2)).unwrap();
    reel.finish().unwrap();
    let frames = heard(file.get_ref(), 0, 1_000.0);
    assert_eq!((frames.len(), count(&frames)), (75, 0));
}

/// What a patient reader gets of a file that may end too early: whole samples; `None`: it sees no WAV file.
fn patiently(file: &[u8]) -> Option<Vec<i16>> {
    let reader = hound::WavReader::new(Cursor::new(file)).ok()?;
    Some(reader.into_samples().map_while(Result::ok).collect())
}

#[test]
fn a_file_that_is_cut_off_at_any_byte_is_read_up_to_there() {
    let began = somewhen();
    let mut file = Cursor::default();
    let mut reel = reel(&mut file, began);
    let mut phone = Voice::new(TapeSide::Said, Codec::Pcmu, 1_000.0);
    (0..3).for_each(|frame| reel.take(&phone.say(began + FRAME * frame)));
    reel.finish().unwrap();
    let file = file.into_inner();
    let whole = patiently(&file).unwrap();
    let head = file.len() - 2 * whole.len();
    for length in 0..file.len() {
        let samples = patiently(&file[..length]);
        let Some(audio) = length.checked_sub(head) else {
            assert_eq!(samples, None, "{length}");
            continue;
        };
        assert_eq!(samples.unwrap(), whole[..audio / 2], "{length}");
    }
}
