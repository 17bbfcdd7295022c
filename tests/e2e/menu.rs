//! Menus: phones press keys in each form, hear the right prompt by its tone, and reach the right phone.

use std::path::Path;

use media::dsp::{DtmfTone, Tone};
use media::key::Key;
use serde_json::Value;
use tests::real::{Baresip, Office, Program, Sipp, free_port, write_tone};

use crate::{CALLER_HZ, record, start};

const WELCOME_HZ: f32 = 500.0;
const SALES_HZ: f32 = 900.0;
const RINGBACK_HZ: f32 = 425.0;
const SORRY_HZ: f32 = 750.0;

const SPEECH_HZ: f32 = 1_100.0;

const PLAN: &str = r#"version: 1
prompts:
  welcome: welcome.wav
  sales: sales.wav
  sorry: sorry.wav
  keys: keys.wav
menus:
  main:
    prompt: welcome
    invalid_prompt: sorry
    extensions: true
    first_key: 700ms
    tries: 2
    keys:
      "2": {menu: sales}
      "3": {ring: {extension: "103"}}
    timeout: {ring: {extension: "104", timeout: 1s}}
  sales:
    prompt: sales
    keys: {"1": {ring: {extension: "102"}}}
    timeout: hangup
  quick:
    prompt: welcome
    first_key: 300ms
    tries: 1
    keys: {"2": {ring: {extension: "103"}}}
    timeout: {ring: {extension: "102"}}
  two:
    prompt: welcome
    keys: {"2": {ring: {extension: "102"}}}
    timeout: {hangup: {cause: failed}}
  keys:
    prompt: keys
    keys: {"2": {ring: {extension: "102"}}}
    timeout: {hangup: {cause: failed}}
routes:
  - number: extensions
    steps: [ring: {timeout: 10s}]
  - number: "500"
    steps: [menu: main, hangup]
  - number: "501"
    steps: [menu: quick]
  - number: "502"
    steps: [menu: keys]
  - number: "503"
    steps: [menu: two]
"#;

fn office() -> Office {
    let office = Office::new();
    write_tone(&office.path("welcome.wav"), WELCOME_HZ, 3);
    write_tone(&office.path("sales.wav"), SALES_HZ, 3);
    write_tone(&office.path("sorry.wav"), SORRY_HZ, 2);
    write_keys(&office.path("keys.wav"));
    office.write("dialplan.yaml", PLAN);
    office
}

/// A second of a tone, then the key 2, then silence: whoever sends it back presses 2 in the audio.
fn write_keys(path: &Path) {
    let mut pcm = vec![0; 24_000];
    Tone::new(WELCOME_HZ, -10.0, 8_000).fill(&mut pcm[..8_000]);
    let two = Key::of_sign('2').expect("a key");
    DtmfTone::new(two, -8.0, 2.0, 8_000).fill(&mut pcm[8_800..10_400], true);
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = hound::WavWriter::create(path, spec).expect("a file");
    pcm.iter()
        .for_each(|sample| file.write_sample(*sample).expect("room"));
    file.finalize().expect("room");
}

fn phone(extension: &str, program: &Program, say_hz: f32) -> Baresip {
    Baresip::start(extension, program.udp, "udp", say_hz, "PCMU")
}

/// Whose phone answered the call that is over.
fn answered_by(office: &Office) -> Value {
    record::wait_for(office, 1)[0]["answered_by"].clone()
}

#[test]
fn a_menu_is_walked_by_events_and_each_prompt_heard() {
    let office = office();
    let program = start(&office);
    let mut bob = phone("102", &program, 620.0);
    let mut alice = phone("101", &program, CALLER_HZ);
    alice.dial("500");
    alice.wait_tone(WELCOME_HZ);
    alice.press("2");
    alice.wait_tone(SALES_HZ);
    alice.press("1");
    bob.wait("CALL_INCOMING");
    alice.wait_tone(RINGBACK_HZ);
    bob.accept();
    bob.wait_tone(CALLER_HZ);
    alice.wait_tone(620.0);
    alice.hang_up();
    assert_eq!(answered_by(&office), "102");
}

#[test]
fn a_user_is_dialled_after_a_wrong_choice() {
    let office = office();
    let program = start(&office);
    let mut bob = phone("102", &program, 620.0);
    let mut alice = phone("101", &program, CALLER_HZ);
    alice.dial("500");
    alice.wait("CALL_ESTABLISHED");
    alice.press("9");
    alice.wait_tone(SORRY_HZ);
    alice.press("102");
    bob.wait("CALL_INCOMING");
    bob.accept();
    bob.wait_tone(CALLER_HZ);
    alice.hang_up();
    assert_eq!(answered_by(&office), "102");
}

#[test]
fn who_presses_nothing_reaches_somebody() {
    let office = office();
    let program = start(&office);
    let mut bob = phone("102", &program, 620.0);
    let mut alice = phone("101", &program, CALLER_HZ);
    alice.dial("501");
    alice.wait_tone(WELCOME_HZ);
    bob.wait("CALL_INCOMING");
    bob.accept();
    alice.wait_tone(620.0);
    alice.hang_up();
    assert_eq!(answered_by(&office), "102");
}

#[test]
fn a_key_by_info_reaches_the_menu() {
    sipp_presses("caller_presses.xml", "503");
}

#[test]
fn a_key_in_the_audio_reaches_the_menu() {
    // It sends the prompt back, in which a key is pressed, and has not agreed to events.
    sipp_presses("caller.xml", "502");
}

fn sipp_presses(scenario: &str, number: &str) {
    let office = office();
    let program = start(&office);
    let mut bob = phone("102", &program, CALLER_HZ);
    let caller = Sipp::start(scenario, "103", number, program.udp, "udp", free_port());
    bob.wait("CALL_INCOMING");
    bob.accept();
    bob.wait_tone(CALLER_HZ);
    bob.hang_up();
    caller.succeed();
    assert_eq!(answered_by(&office), "102");
}

#[test]
fn what_an_engine_says_is_heard() {
    let office = Office::new();
    write_tone(&office.path("voice.wav"), SPEECH_HZ, 3);
    let voice = office.path("voice.wav");
    let speech = format!("speech: {{command: [cp, {}, \"{{file}}\"]}}\n", voice.display());
    office.set("domain: office.example", &speech);
    let plan = "version: 1
prompts: {welcome: {say: \"Press 1\", language: de}}
menus:
  main: {prompt: welcome, keys: {\"1\": {say: \"Thank you\"}}, timeout: hangup}
routes:
  - number: \"500\"
    steps: [say: \"Good morning\", menu: main]
";
    office.write("dialplan.yaml", plan);
    let program = start(&office);
    let mut alice = phone("101", &program, CALLER_HZ);
    alice.dial("500");
    alice.wait_tone(SPEECH_HZ);
    alice.hang_up();
    record::wait_for(&office, 1);
}
