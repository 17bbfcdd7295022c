//! The section `prompts`: names for sound files.

use std::collections::{BTreeMap, BTreeSet};

use yaml::{Complaint, Mistakes, Node, Span, Value};

use crate::compile::Context;
use crate::limits::PROMPTS_MAX;
use crate::said::Said;

/// The sound files of all files of the plan, by name.
#[derive(Debug, Default)]
pub(crate) struct Prompts {
    by_name: BTreeMap<String, (String, Span)>,
    said: BTreeSet<Said>,
}

/// Where a sound comes from.
enum Sound {
    File(String),
    Said(Said),
}

impl Sound {
    /// What stands for it in ops.
    fn path(&self) -> String {
        match self {
            Self::File(path) => path.clone(),
            Self::Said(said) => said.to_string(),
        }
    }

    fn said(self) -> Option<Said> {
        match self {
            Self::File(_) => None,
            Self::Said(said) => Some(said),
        }
    }
}

impl Prompts {
    /// Reads one file's section.
    pub(crate) fn read(&mut self, node: &Node, context: &Context<'_>, mistakes: &mut Mistakes<'_>) {
        let Value::Map(entries) = &node.value else {
            let message = format!(
                "`prompts` is a map of names and files, but here stands {}",
                node.kind()
            );
            mistakes.say(
                "wrong-type",
                node.span,
                message,
                "write it as `welcome: prompts/welcome.wav` lines",
            );
            return;
        };
        if self.by_name.len() + entries.len() > PROMPTS_MAX {
            mistakes.say(
                "too-many",
                node.span,
                "these are too many prompts",
                format!("at most {PROMPTS_MAX} are allowed"),
            );
            return;
        }
        for entry in entries {
            let sound = match &entry.value.value {
                Value::Map(_) => Said::read(&entry.value, "say", context, mistakes).map(Sound::Said),
                Value::Scalar(_) | Value::List(_) => file(&entry.value, context, mistakes).map(Sound::File),
            };
            let Some(sound) = sound else {
                continue;
            };
            let (name, span) = (entry.key.name.clone(), entry.key.span);
            if let Some((_, first)) = self.by_name.get(&name) {
                let message = format!("the prompt `{name}` is defined twice");
                let help = format!(
                    "it is already defined in {}:{}",
                    mistakes.name(*first),
                    first.line
                );
                mistakes.say("duplicate-prompt", span, message, help);
                continue;
            }
            self.by_name.insert(name, (sound.path(), span));
            self.said.extend(sound.said());
        }
    }

    /// The path behind a name that stands somewhere in the plan.
    pub(crate) fn find(&self, node: &Node, mistakes: &mut Mistakes<'_>) -> Option<&str> {
        let name = node.text("the name of a prompt", mistakes)?;
        if let Some((path, _)) = self.by_name.get(name) {
            return Some(path);
        }
        let complaint = Complaint::new("unknown-prompt", node.span, format!("unknown prompt `{name}`"));
        let otherwise = || format!("add it to the section `prompts`: `{name}: prompts/{name}.wav`");
        mistakes.add(complaint.did_you_mean(mistakes.nearest(name, self.names()), otherwise));
        None
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// The paths of the files, and the words that are said.
    pub(crate) fn into_sounds(self) -> (BTreeSet<String>, BTreeSet<Said>) {
        let said: BTreeSet<String> = self.said.iter().map(Said::to_string).collect();
        let all = self.by_name.into_values().map(|(path, _)| path);
        (all.filter(|path| !said.contains(path)).collect(), self.said)
    }
}

/// The path of a sound file; that it is missing has been told.
fn file(node: &Node, context: &Context<'_>, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let path = node.text("the path of a sound file", mistakes)?;
    told_if_missing(path, node, context, mistakes);
    Some(path.to_owned())
}

/// The path of a sound file that exists.
pub(crate) fn is_there(node: &Node, context: &Context<'_>, mistakes: &mut Mistakes<'_>) -> Option<String> {
    file(node, context, mistakes).filter(|path| (context.prompt_exists)(path))
}

fn told_if_missing(path: &str, node: &Node, context: &Context<'_>, mistakes: &mut Mistakes<'_>) {
    if !(context.prompt_exists)(path) {
        let message = format!("the sound file `{path}` does not exist");
        let help = "put it there or correct the path, which starts in the folder of the settings";
        mistakes.say("missing-prompt-file", node.span, message, help);
    }
}
