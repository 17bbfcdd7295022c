//! `"08:30-12:00"`: from one time of the day to another, perhaps of the next day.

use yaml::{Mistakes, Node, Value};

use crate::limits::OPENINGS_MAX;

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// The word for none.
const CLOSED: &str = "closed";

/// A span of a day; one that ends before it begins ends on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    /// Minutes since midnight by the clock on the wall; the end is not part of it.
    from: u16,
    until: u16,
}

impl Opening {
    /// On the day that it begins.
    pub(super) const fn covers(self, minute: u16) -> bool {
        self.from <= minute && (minute < self.until || self.ends_tomorrow())
    }

    /// On the day after that.
    pub(super) const fn covers_tomorrow(self, minute: u16) -> bool {
        self.ends_tomorrow() && minute < self.until
    }

    /// When it begins and ends, in minutes since that day's midnight.
    pub(super) const fn turns(self) -> [u16; 2] {
        let next = if self.ends_tomorrow() { DAY } else { 0 };
        [self.from, self.until + next]
    }

    const fn ends_tomorrow(self) -> bool {
        self.until <= self.from
    }

    const fn overlaps(self, other: Self) -> bool {
        self.covers(other.from) || other.covers(self.from)
    }
}

/// One span, a list of them, or `closed`.
pub(super) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Vec<Opening>> {
    let items = match &node.value {
        Value::Scalar(scalar) if scalar.text == CLOSED => return Some(Vec::new()),
        Value::List(items) => items.as_slice(),
        Value::Scalar(_) | Value::Map(_) => std::slice::from_ref(node),
    };
    if !(1..=OPENINGS_MAX).contains(&items.len()) {
        let message = format!(
            "a day has 1 to {OPENINGS_MAX} opening times, here are {}",
            items.len()
        );
        mistakes.say(
            "too-many",
            node.span,
            message,
            "leave the day out, or write `closed`",
        );
        return None;
    }
    let mut openings: Vec<Opening> = Vec::with_capacity(items.len());
    let mut sound = true;
    for item in items {
        let Some(opening) = one(item, mistakes) else {
            sound = false;
            continue;
        };
        if openings.iter().any(|other| other.overlaps(opening)) {
            let help = "join the two, or mend the times";
            mistakes.say(
                "overlapping-hours",
                item.span,
                "it is open already at that time",
                help,
            );
        }
        openings.push(opening);
    }
    sound.then_some(openings)
}

fn one(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Opening> {
    let text = node.text("opening times like \"08:30-12:00\"", mistakes)?;
    let ends = text
        .split_once('-')
        .and_then(|(from, until)| Some((time(from)?, time(until)?)));
    let Some((from, until)) = ends.filter(|(from, _)| *from < DAY) else {
        let message = format!("`{text}` are no opening times");
        let help = "write hours and minutes, like \"08:30-12:00\" or \"22:00-02:00\"";
        mistakes.say("bad-hours", node.span, message, help);
        return None;
    };
    if from == until {
        let message = format!("`{text}` ends when it begins");
        mistakes.say(
            "bad-hours",
            node.span,
            message,
            "the whole day is \"00:00-24:00\"",
        );
        return None;
    }
    Some(Opening { from, until })
}

/// `08:30` as minutes since midnight; `24:00` is the end of the day.
fn time(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let are_digits = [hours, minutes]
        .iter()
        .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let time = hours * 60 + minutes;
    (are_digits && minutes < 60 && time <= DAY).then_some(time)
}
