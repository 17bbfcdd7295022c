//! The section `prompts`: names for sound files.

use std::collections::BTreeMap;

use yaml::{Complaint, Mistakes, Node, Span, Value};

use crate::compile::Context;
use crate::limits::PROMPTS_MAX;

/// The sound files of all files of the plan, by name.
#[derive(Debug, Default)]
pub(crate) struct Prompts {
    by_name: BTreeMap<String, (String, Span)>,
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
            let Some(path) = entry.value.text("the path of a sound file", mistakes) else {
                continue;
            };
            if !(context.prompt_exists)(path) {
                let message = format!("the sound file `{path}` does not exist");
                let help = "put it there or correct the path, which starts in the folder of the settings";
                mistakes.say("missing-prompt-file", entry.value.span, message, help);
            }
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
            self.by_name.insert(name, (path.to_owned(), span));
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

    pub(crate) fn into_paths(self) -> impl Iterator<Item = String> {
        self.by_name.into_values().map(|(path, _)| path)
    }
}
