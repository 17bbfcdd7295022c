//! `speech`: who reads the dialplan's words aloud.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use yaml::{Mistakes, Node};

use crate::paths;
use crate::settings::Office;

const TIME_LIMIT: RangeInclusive<Duration> = Duration::from_millis(100)..=Duration::from_secs(300);
const ARGUMENTS_MAX: usize = 64;

/// Who reads the dialplan's words aloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speech {
    /// A program and its arguments, in which `{text}`, `{language}` and `{file}` stand for the words, their language and the
    /// sound file to be written. Without `{text}` it reads the words, and without `{file}` it writes the sound, as its
    /// standard input and output.
    pub command: Vec<String>,
    /// The language of words that say none.
    pub language: String,
    /// How long it may take for one text.
    pub time_limit: Duration,
    /// Where what was said once is kept.
    pub cache: PathBuf,
}

impl Speech {
    pub(crate) fn read(node: Option<&Node>, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let default = Self {
            command: ["espeak-ng", "-v", "{language}", "-w", "{file}", "--", "{text}"]
                .map(str::to_owned)
                .to_vec(),
            language: String::from("en"),
            time_limit: Duration::from_secs(20),
            cache: office.dir.join("data/speech"),
        };
        let Some(node) = node else { return Some(default) };
        let mut fields = node.fields("`speech`", mistakes)?;
        let command = match fields.take("command", mistakes) {
            Some(node) => command(node, mistakes),
            None => Some(default.command),
        };
        let language = match fields.take("language", mistakes) {
            Some(node) => node.text("a language like de", mistakes).map(str::to_owned),
            None => Some(default.language),
        };
        let time_limit = match fields.take("time_limit", mistakes) {
            Some(node) => node.duration(TIME_LIMIT, mistakes),
            None => Some(default.time_limit),
        };
        let cache = match fields.take("cache", mistakes) {
            Some(node) => paths::read(node, office, mistakes),
            None => Some(default.cache),
        };
        fields.finish(mistakes);
        Some(Self {
            command: command?,
            language: language?,
            time_limit: time_limit?,
            cache: cache?,
        })
    }
}

fn command(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Vec<String>> {
    let items = node.items("`command`", mistakes)?;
    if !(1..=ARGUMENTS_MAX).contains(&items.len()) {
        let message = format!("a command of {} words", items.len());
        let help =
            "write the program and its arguments: [piper, --model, de.onnx, --output_file, \"{file}\"]";
        mistakes.say("bad-count", node.span, message, help);
        return None;
    }
    let words: Vec<_> = items
        .iter()
        .map(|item| item.text("a word of the command", mistakes).map(str::to_owned))
        .collect();
    words.into_iter().collect()
}
