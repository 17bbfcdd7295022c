//! Each `mistakes/NAME.yaml` is told as in `NAME.txt`. After a change of wording: `BLESS=1 cargo test -p dialplan`,
//! and read the difference.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use dialplan::{Context, Diagnostics, Source};

/// A plan of two files has its second one in `NAME.second.yaml`.
const SECOND: &str = ".second.yaml";

fn texts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut texts: Vec<_> = paths.filter(|path| is_text(path)).collect();
    texts.sort();
    texts
}

fn is_text(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.ends_with(".yaml") && !name.ends_with(SECOND)
}

fn source(path: &Path) -> Source {
    Source::new(
        path.file_name().unwrap().to_str().unwrap(),
        fs::read_to_string(path).unwrap(),
    )
}

fn mistakes_in(path: &Path) -> Diagnostics {
    let second = path.with_extension("second.yaml");
    let mut sources = vec![source(path)];
    sources.extend(second.exists().then(|| source(&second)));
    let context = Context {
        extensions: ["101", "102", "103"].map(str::to_owned).into(),
        trunks: ["carrier", "backup"].map(str::to_owned).into(),
        timezone: chrono_tz::Tz::Europe__Berlin,
        prompt_exists: &|path| path == "prompts/welcome.wav" || path == "prompts/other.wav",
    };
    dialplan::compile(&sources, &context).expect_err("this plan has mistakes")
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
fn every_code_of_the_sources_has_a_text_that_shows_it() {
    let shown: BTreeSet<_> = texts()
        .iter()
        .flat_map(|path| codes(&mistakes_in(path)))
        .collect();
    let sources = [
        "cases/case",
        "cases/expect",
        "cases/given",
        "cases/numbers",
        "cases/when",
        "cases/turns",
        "compile",
        "extension",
        "groups/named",
        "groups/reading",
        "hours/holidays",
        "hours/named",
        "hours/opening",
        "hours/schedule",
        "hours/week",
        "hours/when",
        "menus",
        "ways_out",
        "prompts",
        "said",
        "route",
        "steps",
        "step/action",
        "step/external",
        "step/hangup",
        "step/hours",
        "step/menu",
        "step/ring",
        "step/tone",
    ];
    for source in sources {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src")
            .join(source)
            .with_extension("rs");
        let text: String = fs::read_to_string(path).unwrap().split_whitespace().collect();
        for call in ["mistakes.say(\"", "Complaint::new(\""] {
            for code in text.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(
                    shown.contains(code),
                    "no text in tests/mistakes shows `{code}` of {source}"
                );
            }
        }
    }
}

fn codes(diagnostics: &Diagnostics) -> Vec<&'static str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}
