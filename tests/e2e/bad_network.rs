//! Audio over a bad network: packets are lost, late and out of order; both phones hear each other, and the record says
//! how it was.

use serde_json::Value;
use tests::real::{BadNetwork, Baresip, Office, Weather};

use crate::recording::hears;
use crate::{CALLEE_HZ, CALLER_HZ, record, start};

const PLAN: &str = r#"version: 1
routes:
  - number: extensions
    steps:
      - record: start
      - ring: {timeout: 10s}
"#;

/// Some overtake each other.
const WEATHER: Weather = Weather {
    lost_of_100: 8,
    late_ms_max: 50,
};

/// What each has to hear of the other, in milliseconds.
const HEARD_MS: u64 = 4_000;

#[test]
fn phones_of_one_codec_hear_each_other_over_a_bad_network() {
    phones_hear_each_other("PCMU");
}

#[test]
fn phones_of_two_codecs_hear_each_other_over_a_bad_network() {
    phones_hear_each_other("opus/48000/2");
}

fn phones_hear_each_other(callee_codec: &str) {
    let office = Office::new();
    office.write("dialplan.yaml", PLAN);
    let program = start(&office);
    let network = BadNetwork::before(program.udp, WEATHER);
    let mut alice = Baresip::start("101", network.server, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, callee_codec);
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    bob.accept();
    alice.wait("CALL_ESTABLISHED");
    bob.wait_tone_for(CALLER_HZ, HEARD_MS);
    alice.wait_tone_for(CALLEE_HZ, HEARD_MS);
    alice.hang_up();
    bob.wait("CALL_CLOSED");

    let call = record::wait_for(&office, 1).remove(0);
    let media: Vec<Value> = serde_json::from_str(call["media"].as_str().expect("statistics")).expect("JSON");
    let count = |leg: &Value, name: &str| leg[name].as_f64().expect("a number");
    let shares: Vec<f64> = media
        .iter()
        .map(|leg| count(leg, "lost") / (count(leg, "lost") + count(leg, "packets_received")))
        .collect();
    let bad = usize::from(shares[1] > shares[0]);
    assert!((0.02..0.16).contains(&shares[bad]), "{shares:?}: {media:#?}");
    assert_eq!(count(&media[1 - bad], "lost"), 0.0, "{media:#?}");
    assert!(count(&media[bad], "jitter_ms") > 5.0, "{media:#?}");
    let opinion = count(&media[bad], "mos_in");
    assert!((1.5..4.3).contains(&opinion), "{media:#?}");

    let file = std::path::Path::new(call["path"].as_str().expect("a recording"));
    let path = office
        .path("data/recordings")
        .join(file.file_name().expect("a name"));
    let (said, heard) = (hears(&path, 1, CALLEE_HZ), hears(&path, 0, CALLER_HZ));
    assert!(
        heard * 10 >= said * 9,
        "of {said} ms only {heard} are whole: {media:#?}"
    );
}
