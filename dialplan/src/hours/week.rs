//! `open: {mon-fri: "08:30-17:30"}`: the opening times of the days of a week.

use chrono::Weekday;
use yaml::{Mistakes, Node, Span, Value};

use super::days::{days, name};
use super::opening::{self, Opening};

/// The spans that begin on each day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Week {
    /// From Monday on.
    days: [Vec<Opening>; 7],
}

impl Week {
    pub(super) fn of(&self, day: Weekday) -> &[Opening] {
        &self.days[place(day)]
    }

    pub(super) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            let message = format!(
                "`open` is a map of days and times, but here stands {}",
                node.kind()
            );
            let help = "write it as `mon-fri: \"08:30-17:30\"` lines";
            mistakes.say("wrong-type", node.span, message, help);
            return None;
        };
        let mut week = Some(Self::default());
        let mut said: [Option<Span>; 7] = [None; 7];
        for entry in entries {
            let (key, openings) = (&entry.key, opening::read(&entry.value, mistakes));
            let Some(days) = days(&key.name) else {
                let message = format!("`{}` are no days of the week", key.name);
                let help = "write mon, tue, wed, thu, fri, sat, sun, ranges like mon-fri, or daily";
                mistakes.say("bad-days", key.span, message, help);
                week = None;
                continue;
            };
            for day in days {
                if let Some(first) = said[place(day)].replace(key.span) {
                    let message = format!("the times of {} are told twice", name(day));
                    let help = format!("the first are in line {}: keep one of them", first.line);
                    mistakes.say("duplicate-day", key.span, message, help);
                    break;
                }
                match (&openings, &mut week) {
                    (Some(openings), Some(week)) => week.days[place(day)].clone_from(openings),
                    _ => week = None,
                }
            }
        }
        week
    }
}

fn place(day: Weekday) -> usize {
    // 0 to 6.
    day.num_days_from_monday() as usize
}
