//! Each `mistakes/NAME.yaml` is told as in `NAME.txt`. After a change of wording: `BLESS=1 cargo test -p config`,
//! and read the difference.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use config::{Diagnostics, Outside, Settings, Source};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// One variable and one file exist.
struct World;

impl Outside for World {
    fn variable(&self, name: &str) -> Option<String> {
        (name == "SET").then(|| String::from("from the environment"))
    }

    fn file(&self, path: &Path) -> io::Result<String> {
        if path.ends_with("there") {
            Ok(String::from("from a file\n"))
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }
}

fn files(folder: &str, kind: &str) -> Vec<PathBuf> {
    let paths = fs::read_dir(Path::new(ROOT).join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|found| found == kind))
        .collect();
    files.sort();
    files
}

fn texts() -> Vec<PathBuf> {
    files("tests/mistakes", "yaml")
}

fn mistakes_in(path: &Path) -> Diagnostics {
    let source = Source::new(
        path.file_name().unwrap().to_str().unwrap(),
        fs::read_to_string(path).unwrap(),
    );
    Settings::parse(&source, Path::new("/etc/softswitch"), &World).expect_err("these settings have mistakes")
}

#[test]
fn every_mistake_is_told_with_its_place_and_remedy() {
    for path in texts() {
        let (told, golden) = (format!("{}\n", mistakes_in(&path)), path.with_extension("txt"));
        if env::var_os("BLESS").is_some() {
            fs::write(&golden, &told).unwrap();
        }
        assert_eq!(
            told,
            fs::read_to_string(&golden).unwrap_or_default(),
            "{}",
            golden.display()
        );
    }
}

#[test]
fn five_mistakes_are_told_at_once() {
    let mistakes = mistakes_in(&Path::new(ROOT).join("tests/mistakes/five.yaml"));
    let codes: Vec<_> = mistakes.iter().map(|mistake| mistake.code).collect();
    assert_eq!(
        codes,
        [
            "bad-domain",
            "unknown-timezone",
            "bad-listener",
            "bad-ports",
            "unquoted-number"
        ]
    );
    let lines: Vec<_> = mistakes
        .iter()
        .map(|mistake| mistake.place.as_ref().unwrap().line)
        .collect();
    assert_eq!(lines, [2, 3, 5, 7, 9]);
}

#[test]
fn no_secret_is_told() {
    for path in texts() {
        let mistakes = mistakes_in(&path);
        for told in [mistakes.to_string(), mistakes.to_json(), format!("{mistakes:?}")] {
            for secret in ["correct horse", "s3cret pass", "hunter2", "from the environment"] {
                assert!(!told.contains(secret), "{secret} of {}:\n{told}", path.display());
            }
        }
    }
}

#[test]
fn every_code_of_the_sources_has_a_text_that_shows_it() {
    let all = texts();
    let shown: BTreeSet<_> = all.iter().flat_map(|path| codes(&mistakes_in(path))).collect();
    for path in files("src", "rs").into_iter().chain(files("src/trunk", "rs")) {
        let text: String = fs::read_to_string(&path).unwrap().split_whitespace().collect();
        for call in ["mistakes.say(\"", "Complaint::new(\""] {
            for code in text.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(
                    shown.contains(code),
                    "no text in tests/mistakes shows `{code}` of {}",
                    path.display()
                );
            }
        }
    }
}

fn codes(diagnostics: &Diagnostics) -> Vec<&'static str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}
