//! The example that `make run` starts.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::path::Path;
use std::sync::Arc;

use dialplan::{Cause, Context, Facts, Graph, Op, Outcome, Run};

fn office() -> Arc<Graph> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/office");
    let sources = dialplan::read(&[folder.join("dialplan.yaml")]).unwrap();
    let context = Context {
        extensions: ["101", "102", "103", "104"].map(str::to_owned).into(),
        trunks: ["carrier", "backup"].map(str::to_owned).into(),
        timezone: chrono_tz::Tz::Europe__Berlin,
        prompt_exists: &|path| folder.join(path).is_file(),
    };
    dialplan::compile(&sources, &context).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn call(to: &str) -> (Run, Op) {
    Run::start(
        office(),
        Facts {
            from: String::from("101"),
            to: to.to_owned(),
            outside: false,
            at: chrono::DateTime::UNIX_EPOCH,
        },
    )
}

#[test]
fn an_extension_rings_its_user() {
    let (_, op) = call("102");
    assert!(
        matches!(op, Op::Ring { extensions, .. } if extensions.len() == 1 && extensions[0].as_str() == "102")
    );
}

#[test]
fn the_office_rings_as_a_whole_and_then_says_that_nobody_is_there() {
    let (mut run, op) = call("100");
    assert!(matches!(op, Op::Ring { extensions, .. } if extensions.len() == 4));
    assert_eq!(run.resume(Outcome::NoAnswer), Op::Answer);
    assert!(matches!(run.resume(Outcome::Done), Op::Play { prompt } if prompt == "prompts/nobody.wav"));
    assert_eq!(run.resume(Outcome::Done), Op::Hangup { cause: Cause::Normal });
}

#[test]
fn a_single_phone_can_prove_its_audio() {
    assert_eq!(office().echo_number().as_deref(), Some("600"));
    let (mut run, op) = call("601");
    assert_eq!(op, Op::Answer);
    assert!(matches!(run.resume(Outcome::Done), Op::Play { prompt } if prompt == "prompts/welcome.wav"));
    assert!(
        matches!(run.resume(Outcome::Done), Op::Tone { tone, .. } if (tone.frequency_hz - 440.0).abs() < 0.1)
    );
    assert_eq!(run.resume(Outcome::Done), Op::Hangup { cause: Cause::Normal });
}
