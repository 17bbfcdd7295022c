//! How a caller is asked for a conference's PIN.

use std::sync::Arc;

use crate::conference::{Conference, Entry};
use crate::gather::{Answers, Gather};
use crate::limits::{FIRST_KEY_DEFAULT, NEXT_KEY_DEFAULT, PIN_TRIES};
use crate::op::Op;
use crate::outcome::Outcome;

/// Where an answer leads.
#[derive(Debug)]
pub(crate) enum Admission {
    /// It is asked again.
    Ask(Op),
    /// Into the room.
    In(Op),
    /// On, to the step after.
    Out,
}

/// What a caller of a conference meets first.
pub(crate) fn ask(conference: &Arc<Conference>) -> Op {
    match &conference.entry {
        Some(entry) => question(entry, entry.prompt.clone()),
        None => Op::Conference {
            conference: Arc::clone(conference),
            as_moderator: false,
        },
    }
}

/// What follows an answer to the `asked`th question. `None`: none was asked, or it is no answer.
pub(crate) fn admit(conference: &Arc<Conference>, outcome: Outcome, asked: usize) -> Option<Admission> {
    let (entry, Outcome::Gathered(keys)) = (conference.entry.as_ref()?, outcome) else {
        return None;
    };
    let leads = |entry: &Entry| {
        let moderation = entry.moderation.as_ref();
        moderation.is_some_and(|moderation| moderation.pin.as_str() == keys.as_str())
    };
    let as_moderator = leads(entry);
    if as_moderator || entry.pin.as_str() == keys.as_str() {
        return Some(Admission::In(Op::Conference {
            conference: Arc::clone(conference),
            as_moderator,
        }));
    }
    if asked >= PIN_TRIES {
        return Some(Admission::Out);
    }
    let wrong = entry.wrong_prompt.clone().filter(|_| !keys.is_empty());
    let prompts = wrong.into_iter().chain(entry.prompt.clone());
    Some(Admission::Ask(question(entry, prompts)))
}

/// It is complete after as many keys as the longest PIN has, so that nobody learns by how far it was right.
fn question(entry: &Entry, prompts: impl IntoIterator<Item = String>) -> Op {
    let moderators = entry.moderation.as_ref();
    let longest = moderators.map_or(0, |moderation| moderation.pin.as_str().len());
    Op::Gather(Gather {
        prompts: prompts.into_iter().collect(),
        barge_in: true,
        first_key: FIRST_KEY_DEFAULT,
        next_key: NEXT_KEY_DEFAULT,
        answers: Answers::Keys {
            at_most: longest.max(entry.pin.as_str().len()),
        },
    })
}
