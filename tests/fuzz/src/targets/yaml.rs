//! Settings and dialplans: whatever the text, a result or a list of mistakes that can be printed.

use std::collections::BTreeSet;
use std::path::Path;

use config::{Outside, Settings, Source};
use dialplan::Context;

struct Nowhere;

impl Outside for Nowhere {
    fn variable(&self, name: &str) -> Option<String> {
        name.len()
            .is_multiple_of(2)
            .then(|| "0123456789abcdef".to_owned())
    }

    fn file(&self, _: &Path) -> std::io::Result<String> {
        Err(std::io::ErrorKind::NotFound.into())
    }
}

/// `softswitch.yaml`.
pub fn settings(bytes: &[u8]) {
    let source = Source::new("softswitch.yaml", String::from_utf8_lossy(bytes));
    if let Err(mistakes) = Settings::parse(&source, Path::new("/nowhere"), &Nowhere) {
        assert!(!mistakes.to_string().is_empty());
    }
}

/// A plan; one that compiles can be asked.
pub fn dialplan(bytes: &[u8]) {
    let source = Source::new("plan.yaml", String::from_utf8_lossy(bytes));
    let context = Context {
        extensions: BTreeSet::from(["101".to_owned(), "102".to_owned()]),
        trunks: BTreeSet::from(["carrier".to_owned()]),
        timezone: "Europe/Berlin".parse().expect("a zone"),
        prompt_exists: &|path| path.ends_with(".wav"),
    };
    match dialplan::compile(&[source], &context) {
        Ok(graph) => drop((
            graph.echo_number(),
            graph.ring_time("101"),
            graph.prompts().count(),
        )),
        Err(mistakes) => assert!(!mistakes.to_string().is_empty()),
    }
}
