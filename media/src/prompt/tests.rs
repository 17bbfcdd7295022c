use std::io::Write;
use std::time::Duration;

use proptest::prelude::*;

use super::{FILE_BYTES_MAX, Prompt, PromptError};
use crate::dsp::{Tone, ToneDetector};

/// A WAV file with one second of 440 Hz in every channel.
fn wav(sample_rate: u32, channels: u16) -> Vec<u8> {
    let mut mono = vec![0; sample_rate as usize];
    Tone::new(440.0, -10.0, sample_rate).fill(&mut mono);
    let data: Vec<u8> = mono
        .iter()
        .flat_map(|sample| sample.to_le_bytes().repeat(usize::from(channels)))
        .collect();
    let block = channels * 2;
    let mut file = Vec::new();
    file.extend(b"RIFF");
    file.extend((36 + data.len() as u32).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(sample_rate.to_le_bytes());
    file.extend((sample_rate * u32::from(block)).to_le_bytes());
    file.extend(block.to_le_bytes());
    file.extend(16_u16.to_le_bytes());
    file.extend(b"data");
    file.extend((data.len() as u32).to_le_bytes());
    file.extend(data);
    file
}

#[test]
fn a_file_of_any_rate_and_number_of_channels_becomes_mono_at_the_rate_asked_for() {
    for (rate, channels) in [(8_000, 1), (16_000, 1), (44_100, 2), (48_000, 2)] {
        let prompt = Prompt::read(wav(rate, channels)).unwrap();
        assert_eq!(prompt.duration(), Duration::from_secs(1));
        let pcm = prompt.at_rate(16_000);
        assert_eq!(pcm.len(), 16_000);
        let mut detector = ToneDetector::new(440.0, 16_000);
        assert!(
            pcm.chunks_exact(320).all(|frame| detector.hears(frame)),
            "{rate} Hz, {channels} channels"
        );
    }
}

#[test]
fn a_file_on_disk_is_read() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&wav(8_000, 1)).unwrap();
    assert_eq!(
        Prompt::load(file.path()).unwrap(),
        Prompt::read(wav(8_000, 1)).unwrap()
    );
}

#[test]
fn what_is_no_sound_says_so() {
    assert!(matches!(
        Prompt::load("no/such/file.wav".as_ref()),
        Err(PromptError::Io(_))
    ));
    assert!(matches!(
        Prompt::read(b"not a sound at all".repeat(100)),
        Err(PromptError::Undecodable(_))
    ));
    assert!(Prompt::read(Vec::new()).is_err());
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().set_len(FILE_BYTES_MAX + 1).unwrap();
    let error = Prompt::load(file.path()).unwrap_err();
    assert!(matches!(error, PromptError::TooLarge { bytes } if bytes == FILE_BYTES_MAX + 1));
}

#[test]
fn a_sound_that_plays_too_long_is_refused_however_small_its_file() {
    // A file that claims fewer samples a second plays longer.
    let mut file = wav(48_000, 1);
    file[24..28].copy_from_slice(&50_u32.to_le_bytes());
    assert!(matches!(Prompt::read(file), Err(PromptError::TooLong)));
}

#[test]
fn a_file_that_claims_more_channels_than_there_are_is_refused() {
    let mut file = wav(8_000, 1);
    file[22..24].copy_from_slice(&0x8001_u16.to_le_bytes());
    assert!(matches!(Prompt::read(file), Err(PromptError::Undecodable(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_file_never_panics(at in 0..2_000_usize, byte: u8, end in 0..16_044_usize) {
        let mut file = wav(8_000, 1);
        file[at] = byte;
        file.truncate(end);
        let _ = Prompt::read(file);
    }
}
