//! Recordings: what both phones say is in the file, each on its side, and the call's record names it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use media::dsp::ToneDetector;
use tests::real::{Baresip, Office};

use crate::{CALLER_HZ, record, start};

const CALLEE_HZ: f32 = 620.0;
/// A file is written every second.
const WRITTEN_WITHIN: Duration = Duration::from_secs(15);

const PLAN: &str = r#"version: 1
routes:
  - number: extensions
    steps:
      - record: start
      - ring: {timeout: 10s}
"#;

/// Milliseconds of a side of a recording in which a tone sounds.
pub(crate) fn hears(path: &Path, side: usize, hz: f32) -> usize {
    let Ok(mut file) = hound::WavReader::open(path) else {
        return 0;
    };
    let rate = file.spec().sample_rate;
    let samples: Vec<i16> = file.samples().map_while(Result::ok).collect();
    let one: Vec<i16> = samples.into_iter().skip(side).step_by(2).collect();
    let mut detector = ToneDetector::new(hz, rate);
    let frames = one.chunks(rate as usize / 50);
    frames.filter(|frame| detector.hears(frame)).count() * 20
}

/// The only recording there is, when it holds half a second of each phone on its side.
fn recorded(office: &Office) -> PathBuf {
    let deadline = Instant::now() + WRITTEN_WITHIN;
    loop {
        let files = std::fs::read_dir(office.path("data/recordings")).expect("a folder");
        let files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
        if let [file] = files.as_slice()
            && hears(file, 0, CALLER_HZ) >= 500
            && hears(file, 1, CALLEE_HZ) >= 500
        {
            return file.clone();
        }
        assert!(Instant::now() < deadline, "nothing is recorded: {files:?}");
        std::thread::yield_now();
    }
}

#[test]
fn both_sides_of_a_call_are_on_disk_while_it_goes_on_and_its_record_names_the_file() {
    for (caller_codec, callee_codec) in [("PCMU", "PCMU"), ("G722", "PCMA")] {
        let office = Office::new();
        office.write("dialplan.yaml", PLAN);
        let program = start(&office);
        let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, callee_codec);
        let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, caller_codec);
        alice.dial("102");
        bob.wait("CALL_INCOMING");
        bob.accept();
        bob.wait_tone(CALLER_HZ);
        alice.wait_tone(CALLEE_HZ);
        let file = recorded(&office);
        alice.hang_up();
        let call = record::wait_for(&office, 1).remove(0);
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
        let path = call["path"].as_str().expect("a path");
        assert!(path.contains(name), "{call:#}");
        assert!(hears(&file, 0, CALLEE_HZ) <= 100 && hears(&file, 1, CALLER_HZ) <= 100);
    }
}
