//! Voice messages, written and read (RFC 3842 §5.2).

use std::fmt::Write as _;

use bytes::Bytes;

use crate::events::Refusal;
use crate::message::Body;

/// The type of a message summary.
pub const MESSAGE_SUMMARY: &str = "application/simple-message-summary";

/// Lines of a published summary that are looked at.
const LINES_MAX: usize = 32;

/// How many voice messages wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// Not heard yet.
    pub new: u32,
    /// Heard.
    pub old: u32,
    /// Of these, how many are urgent.
    pub new_urgent: u32,
    /// Of those heard.
    pub old_urgent: u32,
}

impl Mailbox {
    /// The whole summary of an address of record.
    pub fn write(&self, account: &str) -> Bytes {
        let waiting = if self.new > 0 { "yes" } else { "no" };
        let mut text = format!("Messages-Waiting: {waiting}\r\nMessage-Account: {account}\r\n");
        let Self {
            new,
            old,
            new_urgent,
            old_urgent,
        } = self;
        // Writing to a string cannot fail.
        let _ = write!(text, "Voice-Message: {new}/{old} ({new_urgent}/{old_urgent})\r\n");
        text.into()
    }

    /// Reads a published summary. Without counts, `Messages-Waiting: yes` is one new message.
    ///
    /// # Errors
    /// The body is of another type, or says nothing.
    pub fn read(body: &Body) -> Result<Self, Refusal> {
        let unread = Refusal::MediaType {
            accepts: MESSAGE_SUMMARY,
        };
        if !body.is(MESSAGE_SUMMARY) {
            return Err(unread);
        }
        let text = std::str::from_utf8(&body.bytes).map_err(|_| unread.clone())?;
        let mut waiting = None;
        let mut counts = None;
        for line in text.lines().take(LINES_MAX) {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            match name.trim().to_ascii_lowercase().as_str() {
                "messages-waiting" => waiting = Some(value.trim().eq_ignore_ascii_case("yes")),
                "voice-message" => counts = Some(read_counts(value).ok_or(Refusal::Malformed)?),
                _ => {}
            }
        }
        match (waiting, counts) {
            (None, _) => Err(Refusal::Malformed),
            (Some(_), Some(counts)) => Ok(counts),
            (Some(waiting), None) => Ok(Self {
                new: u32::from(waiting),
                ..Self::default()
            }),
        }
    }

    /// Both together.
    pub fn and(&self, other: &Self) -> Self {
        Self {
            new: self.new.saturating_add(other.new),
            old: self.old.saturating_add(other.old),
            new_urgent: self.new_urgent.saturating_add(other.new_urgent),
            old_urgent: self.old_urgent.saturating_add(other.old_urgent),
        }
    }
}

/// `2/8 (0/2)`; the part in brackets may be missing.
fn read_counts(value: &str) -> Option<Mailbox> {
    let (all, urgent) = match value.split_once('(') {
        Some((all, rest)) => (all, Some(rest.trim_end().strip_suffix(')')?)),
        None => (value, None),
    };
    let pair = |text: &str| {
        let (new, old) = text.split_once('/')?;
        Some((new.trim().parse().ok()?, old.trim().parse().ok()?))
    };
    let (new, old) = pair(all)?;
    let (new_urgent, old_urgent) = match urgent {
        Some(urgent) => pair(urgent)?,
        None => (0, 0),
    };
    Some(Mailbox {
        new,
        old,
        new_urgent,
        old_urgent,
    })
}

#[cfg(test)]
#[path = "mailbox_tests.rs"]
mod tests;
