//! Words that a voice says: read aloud once, before anyone calls.

use std::fmt;

use yaml::{Fields, Mistakes, Node};

use crate::compile::Context;
use crate::limits::SAID_CHARS_MAX;
use crate::prompts::is_there;

/// Characters of a language or voice.
const LANGUAGE_CHARS_MAX: usize = 64;

/// A text, and in what language it is read aloud. Its `Display` is what stands for a path in
/// [`Op::Play`](crate::Op::Play).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Said {
    /// The words.
    pub text: String,
    /// A language or voice, as the engine of the settings knows it; `None`: that of the settings.
    pub language: Option<String>,
    /// The path of a sound file, for when no engine can say it.
    pub otherwise: Option<String>,
}

impl Said {
    /// `{name: "…", language: de, otherwise: prompts/sorry.wav}`, where the name is `say` or `text`.
    pub(crate) fn read(
        node: &Node,
        name: &'static str,
        context: &Context<'_>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let mut fields = node.fields("what is said", mistakes)?;
        let words = fields.need(name, "Good morning", mistakes);
        let text = words.and_then(|node| text(node, mistakes));
        let language = language(&mut fields, mistakes);
        let otherwise = match fields.take("otherwise", mistakes) {
            Some(node) => is_there(node, context, mistakes).map(Some),
            None => Some(None),
        };
        fields.finish(mistakes);
        Some(Self {
            text: text?,
            language: language?,
            otherwise: otherwise?,
        })
    }

    /// The words alone.
    pub(crate) fn words(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        Some(Self {
            text: text(node, mistakes)?,
            language: None,
            otherwise: None,
        })
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.text)?;
        match &self.language {
            Some(language) => write!(f, " in {language}"),
            None => Ok(()),
        }
    }
}

fn text(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let text = node.text("words to be said", mistakes)?.trim();
    let can_be_said = |c: char| !c.is_control() || c.is_whitespace();
    let is_text = (1..=SAID_CHARS_MAX).contains(&text.chars().count()) && text.chars().all(can_be_said);
    if !is_text {
        let help = format!("write 1 to {SAID_CHARS_MAX} characters of plain text");
        mistakes.say("bad-words", node.span, "this cannot be said", help);
    }
    // Lines are the file's, not the speaker's.
    is_text.then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn language(fields: &mut Fields<'_>, mistakes: &mut Mistakes<'_>) -> Option<Option<String>> {
    let Some(node) = fields.take("language", mistakes) else {
        return Some(None);
    };
    let name = node.text("a language like de", mistakes)?;
    let can_be_named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '.');
    let begins_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_name = begins_well && name.len() <= LANGUAGE_CHARS_MAX && name.chars().all(can_be_named);
    if !is_name {
        let message = format!("`{name}` is no language or voice");
        let help = "write a language like de or en-gb, or a voice of the engine";
        mistakes.say("bad-language", node.span, message, help);
    }
    is_name.then(|| Some(name.to_owned()))
}
