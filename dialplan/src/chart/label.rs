//! What stands in a step's box.

use std::sync::Arc;

use yaml::duration_text;

use crate::graph::Graph;
use crate::op::{MediaPath, Op};
use crate::run::Facts;
use crate::step::{Action, Step};

/// What a step rings that rings whom was dialled.
const DIALLED: &str = "who was dialled";

/// A step in a few words.
pub(super) fn label(step: &Step, graph: &Graph) -> String {
    let facts = Facts {
        from: String::new(),
        to: DIALLED.to_owned(),
        outside: false,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    let op = match &step.action {
        // What it asks for first may be its PIN.
        Action::Conference(join) => Some(Op::Conference {
            conference: Arc::clone(join.conference()),
            as_moderator: false,
        }),
        action => action.op(graph, &facts),
    };
    let Some(op) = op else {
        return step.action.question();
    };
    match op {
        Op::Ring {
            extensions,
            timeout,
            media,
        } => {
            let names: Vec<&str> = extensions.iter().map(crate::Extension::as_str).collect();
            let by = match media {
                MediaPath::Relay => "",
                MediaPath::Direct => ", audio direct",
            };
            format!("ring {} for {}{by}", names.join(", "), duration_text(timeout))
        }
        Op::Hunt(group) => format!("ring the group {group}"),
        Op::Dial {
            number,
            trunks,
            timeout,
        } => {
            let by = if trunks.is_empty() {
                String::new()
            } else {
                format!(" by {}", trunks.join(", then "))
            };
            format!("ring outside {number}{by} for {}", duration_text(timeout))
        }
        Op::Answer => String::from("answer"),
        Op::Echo => String::from("echo"),
        Op::Play { prompt } => format!("play {prompt}"),
        Op::Tone { tone, duration } => {
            format!("tone {} Hz for {}", tone.frequency_hz, duration_text(duration))
        }
        Op::Signal { signal, duration } => format!("tone {signal} for {}", duration_text(duration)),
        Op::Gather(gather) => format!("menu {}", gather.prompts.join(", "))
            .trim_end()
            .to_owned(),
        Op::Record(what) => format!("record: {what}"),
        Op::Conference { conference, .. } => {
            let by = conference.entry.as_ref().map_or("", |_| ", with a PIN");
            format!("conference {}{by}", conference.name)
        }
        Op::Hangup { cause } => format!("hang up: {cause}"),
    }
}
