//! No text panics, and none takes long.

use std::io;
use std::path::Path;

use config::{Diagnostics, Outside, Settings, Source};
use proptest::prelude::{Strategy, any, prop, prop_assert, prop_oneof, proptest};
use proptest::sample::select;

struct Nowhere;

impl Outside for Nowhere {
    fn variable(&self, _: &str) -> Option<String> {
        None
    }

    fn file(&self, _: &Path) -> io::Result<String> {
        Err(io::ErrorKind::NotFound.into())
    }
}

fn parse(text: &str) -> Result<Settings, Diagnostics> {
    Settings::parse(&Source::new("softswitch.yaml", text), Path::new("."), &Nowhere)
}

const KEYS: [&str; 27] = [
    "version",
    "domain",
    "timezone",
    "sip",
    "listen",
    "advertise",
    "max_registration",
    "aliases",
    "origins",
    "max_contacts",
    "web",
    "certificate",
    "media",
    "ports",
    "codecs",
    "workers",
    "dead_after",
    "storage",
    "database",
    "limits",
    "calls",
    "users",
    "extension",
    "password",
    "dialplan",
    "shutdown",
    "drain",
];
const VALUES: [&str; 30] = [
    "1",
    "\"101\"",
    "0101",
    "-1",
    "30s",
    "99999999999999999999",
    "udp://0.0.0.0:5060",
    "tcp://[::]:0",
    "https://127.0.0.1:99999",
    "://",
    "://@",
    "a@b",
    "20000-29999",
    "9-1",
    "-",
    "opus",
    "~",
    "[]",
    "{}",
    "{env: X}",
    "{file: /}",
    "[1, 2]",
    "é\u{202e}",
    "\"\\e[2J\"",
    "*a",
    "&a 1",
    "sqlite://x",
    "postgres://a:b@c/d",
    "Europe/Berlin",
    "'",
];

fn looks_like_settings() -> impl Strategy<Value = String> {
    let line = (
        0_usize..4,
        select(KEYS.as_slice()),
        select(VALUES.as_slice()),
        any::<bool>(),
    );
    let line = line.prop_map(|(depth, key, value, item)| {
        format!(
            "{}{}{key}: {value}\n",
            "  ".repeat(depth),
            if item { "- " } else { "" }
        )
    });
    let flow = (
        select(KEYS.as_slice()),
        select(KEYS.as_slice()),
        select(VALUES.as_slice()),
    );
    let flow = flow.prop_map(|(section, key, value)| format!("{section}: {{{key}: {value}}}\n"));
    let lines = prop::collection::vec(prop_oneof![line, flow], 0..12).prop_map(|lines| lines.concat());
    prop_oneof![
        any::<String>(),
        lines.prop_map(|lines| format!("version: 1\n{lines}"))
    ]
}

proptest! {
    #[test]
    fn any_text_is_settings_or_a_list_of_mistakes(text in looks_like_settings()) {
        if let Err(mistakes) = parse(&text) {
            prop_assert!(mistakes.count() > 0);
            let told = mistakes.to_string();
            prop_assert!(!told.chars().any(|c| c.is_control() && c != '\n'), "{told:?}");
        }
    }

    #[test]
    fn no_password_is_told_whatever_else_is_wrong(before in ".{0,20}", after in ".{0,20}") {
        let text = format!("version: 1\nusers:\n  - {{{before}, password: 'hunter2', {after}\n");
        if let Err(mistakes) = parse(&text) {
            prop_assert!(!mistakes.to_string().contains("hunter2"));
        }
    }
}

#[test]
fn a_megabyte_of_users_is_counted_and_told_briefly() {
    let text = format!(
        "version: 1\nusers:\n{}",
        "  - {extension: x, colour: 1}\n".repeat(30_000)
    );
    let mistakes = parse(&text).unwrap_err();
    assert_eq!(mistakes.iter().next().unwrap().code, "bad-count");
}

#[test]
fn a_megabyte_of_things_that_sound_secret_takes_no_time() {
    for piece in ["://", "pin:", "password: '", "x://@", ":"] {
        assert!(parse(&piece.repeat(1024 * 1024 / piece.len())).is_err());
    }
}
