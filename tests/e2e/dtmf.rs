//! Keys in audio, judged by speech that is made and by phones that press them.

use std::path::Path;
use std::process::Command;

use media::dsp::{DtmfDetector, resample};

/// What voices of both sexes, quick and slow, high and low, read aloud.
const TEXT: &str = "Good morning, this is the front desk. Our number is zero three zero, one two three, four five six, \
    seven eight nine. Please hold the line while I look for somebody who can help you with the invoice. \
    Six sleek swans swam swiftly southwards; we were away a year ago. The quick brown fox jumps over the lazy dog. \
    Are you still there? Yes, he's here, I'll put you through. Thank you, and good bye! \
    Guten Tag, Sie sprechen mit dem Empfang; was kann ich heute f\u{fc}r Sie tun? Bonjour, je vous \u{e9}coute.";

/// Voice, pitch and words a minute.
const VOICES: [(&str, &str, &str); 6] = [
    ("en", "50", "160"),
    ("en+f3", "70", "180"),
    ("en+m7", "20", "140"),
    ("de", "40", "150"),
    ("fr+f2", "60", "170"),
    ("en+croak", "30", "120"),
];

#[test]
fn three_minutes_of_speech_hold_no_key() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut seconds, mut muted, mut packets) = (0, 0, 0);
    for (number, (voice, pitch, speed)) in VOICES.into_iter().enumerate() {
        let path = dir.path().join(format!("{number}.wav"));
        speak(&path, &["-v", voice, "-p", pitch, "-s", speed]);
        let pcm = read(&path);
        let mut detector = DtmfDetector::new(8_000, 160).expect("a rate");
        for piece in pcm.chunks(160) {
            let spoken = detector.hear(piece);
            assert_eq!(spoken.began, None, "{voice}");
            muted += usize::from(spoken.is_muted);
            packets += 1;
        }
        seconds += pcm.len() / 8_000;
    }
    assert!(seconds >= 180, "{seconds} s");
    // What sounds like a key for a moment is left out; that must not be heard.
    assert!(muted * 200 < packets, "{muted} of {packets} packets are muted");
}

/// Reads the text aloud into a file.
fn speak(path: &Path, how: &[&str]) {
    let status = Command::new("espeak-ng")
        .args(how)
        .arg("-w")
        .arg(path)
        .arg(TEXT)
        .status();
    assert!(status.expect("espeak-ng is there").success());
}

/// The samples of a file at 8 kHz.
fn read(path: &Path) -> Vec<i16> {
    let mut wav = hound::WavReader::open(path).expect("a sound file");
    let samples: Vec<i16> = wav.samples().map(|sample| sample.expect("a sample")).collect();
    resample(&samples, wav.spec().sample_rate, 8_000)
}
