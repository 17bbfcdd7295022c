//! The section `conferences`: rooms where callers meet.

use std::collections::BTreeMap;
use std::sync::Arc;

use yaml::{Fields, Mistakes, Node, Span, Value};

use crate::conference::{Conference, Entry, Moderation, Pin};
use crate::limits::{CONFERENCE_MEMBERS, CONFERENCE_MEMBERS_DEFAULT, CONFERENCES_MAX, PIN_DIGITS};
use crate::prompts::Prompts;

/// The rooms of all files by name, and where they are written.
#[derive(Debug, Default)]
pub(crate) struct Conferences {
    by_name: BTreeMap<String, (Span, Option<Arc<Conference>>)>,
}

impl Conferences {
    /// Reads one file's section.
    pub(crate) fn read(&mut self, node: &Node, prompts: &Prompts, mistakes: &mut Mistakes<'_>) {
        let Value::Map(entries) = &node.value else {
            let message = format!(
                "`conferences` is a map of names and rooms, but here stands {}",
                node.kind()
            );
            let help = "write it as `weekly: {members: 20}` lines";
            mistakes.say("wrong-type", node.span, message, help);
            return;
        };
        if self.by_name.len() + entries.len() > CONFERENCES_MAX {
            let help = format!("at most {CONFERENCES_MAX} are allowed");
            mistakes.say("too-many", node.span, "these are too many conferences", help);
            return;
        }
        for entry in entries {
            let (name, span) = (entry.key.name.as_str(), entry.key.span);
            if let Some((first, _)) = self.by_name.get(name) {
                let message = format!("the conference `{name}` is defined twice");
                let help = format!(
                    "it is already defined in {}:{}",
                    mistakes.name(*first),
                    first.line
                );
                mistakes.say("duplicate-conference", span, message, help);
                continue;
            }
            let read = conference(name, &entry.value, prompts, mistakes).map(Arc::new);
            self.by_name.insert(name.to_owned(), (span, read));
        }
    }

    /// `None`: nobody has written it. One with a mistake in it is there, and that mistake was told.
    pub(crate) fn find(&self, name: &str) -> Option<Option<Arc<Conference>>> {
        self.by_name.get(name).map(|(_, read)| read.clone())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }
}

fn conference(name: &str, node: &Node, prompts: &Prompts, mistakes: &mut Mistakes<'_>) -> Option<Conference> {
    if node.is_null() {
        return Some(Conference {
            name: name.to_owned(),
            members: CONFERENCE_MEMBERS_DEFAULT,
            chimes: true,
            entry: None,
        });
    }
    let mut fields = node.fields("a conference", mistakes)?;
    let members = match fields.take("members", mistakes) {
        Some(node) => node.count(CONFERENCE_MEMBERS, mistakes),
        None => Some(CONFERENCE_MEMBERS_DEFAULT as u64),
    };
    let chimes = fields.flag("chimes", true, mistakes);
    let entry = entry(&mut fields, prompts, mistakes);
    fields.finish(mistakes);
    Some(Conference {
        name: name.to_owned(),
        members: usize::try_from(members?).ok()?,
        chimes: chimes?,
        entry: entry?,
    })
}

/// `Some(None)`: everybody is let in.
fn entry(fields: &mut Fields<'_>, prompts: &Prompts, mistakes: &mut Mistakes<'_>) -> Option<Option<Entry>> {
    let written = fields.take("pin", mistakes);
    let others =
        ["pin_prompt", "wrong_pin_prompt", "moderator"].map(|name| (name, fields.take(name, mistakes)));
    let Some(written) = written else {
        let mut needless = others.into_iter().filter_map(|(name, node)| Some((name, node?)));
        let Some((name, node)) = needless.next() else {
            return Some(None);
        };
        let message = format!("`{name}` says nothing of a conference without `pin`");
        let help = "add `pin: \"4711\"`, which lets members in";
        mistakes.say("needs-pin", node.span, message, help);
        return None;
    };
    let pin = pin(written, mistakes);
    let [prompt, wrong_prompt, leads] = others.map(|(_, node)| node);
    let mut sound = |node: Option<&Node>| match node {
        Some(node) => prompts.find(node, mistakes).map(|path| Some(path.to_owned())),
        None => Some(None),
    };
    let (prompt, wrong_prompt) = (sound(prompt), sound(wrong_prompt));
    let moderation = match leads {
        Some(node) => moderation(node, pin.as_ref(), mistakes).map(Some),
        None => Some(None),
    };
    Some(Some(Entry {
        pin: pin?,
        prompt: prompt?,
        wrong_prompt: wrong_prompt?,
        moderation: moderation?,
    }))
}

fn moderation(node: &Node, members: Option<&Pin>, mistakes: &mut Mistakes<'_>) -> Option<Moderation> {
    let mut fields = node.fields("`moderator`", mistakes)?;
    let written = fields.need("pin", "\"9911\"", mistakes);
    let own = written.and_then(|node| pin(node, mistakes));
    let begins = fields.flag("begins", false, mistakes);
    let ends = fields.flag("ends", false, mistakes);
    fields.finish(mistakes);
    if let (Some(node), true) = (written, own.is_some() && own.as_ref() == members) {
        let help = "give moderators a PIN of their own";
        mistakes.say("same-pin", node.span, "members have the same PIN", help);
        return None;
    }
    Some(Moderation {
        pin: own?,
        begins: begins?,
        ends: ends?,
    })
}

fn pin(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Pin> {
    let digits = node.text("a PIN", mistakes)?;
    if PIN_DIGITS.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Pin::new(digits));
    }
    let (least, most) = (PIN_DIGITS.start(), PIN_DIGITS.end());
    let help = format!("a PIN has {least} to {most} digits, as in `pin: \"4711\"`");
    mistakes.say("bad-pin", node.span, "this cannot be a PIN", help);
    None
}
