use std::path::Path;
use std::time::Duration;

use config::Speech;
use dialplan::Said;

use super::{SpeechError, speak};

fn engine(cache: &Path, command: &[&str]) -> Speech {
    Speech {
        command: command.iter().map(|word| (*word).to_owned()).collect(),
        language: String::from("en"),
        time_limit: Duration::from_secs(10),
        cache: cache.to_owned(),
    }
}

fn said(text: &str, language: Option<&str>) -> Said {
    Said {
        text: text.to_owned(),
        language: language.map(str::to_owned),
        otherwise: None,
    }
}

#[test]
fn words_are_said_once_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    let script = format!("echo \"$1 $2\" >> {}; echo \"$2\" > \"$3\"", log.display());
    let command = ["sh", "-c", &script, "engine", "{language}", "{text}", "{file}"];
    let speech = engine(&dir.path().join("kept"), &command);
    let hello = said("hello $(touch x)", None);
    let first = speak(&speech, &hello).unwrap();
    assert_eq!(speak(&speech, &hello).unwrap(), first);
    let german = speak(&speech, &said("hello", Some("de"))).unwrap();
    assert_ne!(german, first);
    assert_eq!(std::fs::read_to_string(first).unwrap(), "hello $(touch x)\n");
    assert_eq!(
        std::fs::read_to_string(log).unwrap(),
        "en hello $(touch x)\nde hello\n"
    );
}

#[test]
fn an_engine_may_read_words_and_write_sounds_by_its_standard_input_and_output() {
    let dir = tempfile::tempdir().unwrap();
    let speech = engine(dir.path(), &["cat"]);
    let file = speak(&speech, &said("hello", None)).unwrap();
    assert_eq!(std::fs::read_to_string(file).unwrap(), "hello\n");
}

#[test]
fn an_engine_that_is_missing_slow_silent_or_fails_is_told_of_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let slow = Speech {
        time_limit: Duration::from_millis(50),
        ..engine(dir.path(), &["sleep", "60"])
    };
    let errors = [
        slow,
        engine(dir.path(), &["no-such-engine"]),
        engine(dir.path(), &["true"]),
        engine(dir.path(), &["false"]),
    ]
    .map(|speech| speak(&speech, &said("hello", None)).unwrap_err().error);
    assert!(
        matches!(
            errors,
            [
                SpeechError::TooLong(_),
                SpeechError::Io(_),
                SpeechError::Silent,
                SpeechError::Failed(_)
            ]
        ),
        "{errors:?}"
    );
    let kept = std::fs::read_dir(dir.path()).unwrap().flatten();
    let whole = kept.filter(|it| !it.path().to_string_lossy().contains(".part."));
    assert_eq!(whole.count(), 0);
}
