//! Which headers a trunk's `headers` may name.

use std::path::Path;

use config::{Outside, Settings, Source};
use sip_stack::message::HeaderName;
use softswitch::call::HeaderPolicy;

/// Nothing is written elsewhere.
struct Nothing;

impl Outside for Nothing {
    fn variable(&self, _: &str) -> Option<String> {
        None
    }

    fn file(&self, _: &Path) -> std::io::Result<String> {
        Err(std::io::ErrorKind::NotFound.into())
    }
}

/// What is wrong with settings whose trunk has these rules.
fn mistakes(rules: &str) -> String {
    let text = format!("version: 1\ntrunks:\n  - {{name: a, server: \"sip:192.0.2.1\", headers: {rules}}}\n");
    match Settings::parse(&Source::new("softswitch.yaml", text), Path::new("."), &Nothing) {
        Ok(_) => String::new(),
        Err(mistakes) => mistakes.to_string(),
    }
}

#[test]
fn what_the_switch_writes_itself_is_a_mistake_in_the_settings() {
    let ours = |name: &&HeaderName| {
        let policy = HeaderPolicy::default().with(vec![(*name).clone()], vec![], vec![]);
        policy.is_err()
    };
    for name in HeaderName::KNOWN.iter().filter(ours) {
        for rules in [
            format!("{{pass: [{name}]}}"),
            format!("{{add: {{{name}: a}}}}"),
            format!("{{remove: [{name}]}}"),
        ] {
            assert!(mistakes(&rules).contains("error[bad-header]"), "{rules}");
        }
    }
}

#[test]
fn what_speaks_to_the_far_end_may_be_named() {
    for name in ["Subject", "User-to-User", "Diversion", "Geolocation", "X-Ticket"] {
        assert_eq!(mistakes(&format!("{{pass: [{name}]}}")), "");
    }
}

#[test]
fn as_much_as_a_policy_takes_may_be_written_and_no_more() {
    let added = |count: usize, bytes: usize| {
        let lines: Vec<_> = (0..count)
            .map(|at| format!("X-{at}: {}", "x".repeat(bytes / count)))
            .collect();
        mistakes(&format!("{{add: {{{}}}}}", lines.join(", ")))
    };
    assert_eq!(added(32, 8_192), "");
    assert!(added(33, 33).contains("error[bad-count]"));
    assert!(added(1, 8_193).contains("error[bad-header]"));
}
