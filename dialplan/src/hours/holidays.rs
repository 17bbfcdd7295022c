//! `holidays: {bavaria: {"12-25": closed, 2026-12-24: "08:30-12:00"}}`: days that are not like others of their weekday.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use yaml::{Mistakes, Node, Value};

use super::opening::{self, Opening};
use crate::limits::HOLIDAYS_MAX;

/// A leap year: every day of a year that there can be is one of it.
const LEAP_YEAR: i32 = 2028;

/// Some holidays, by name shared by many hours.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holidays {
    once: BTreeMap<NaiveDate, Vec<Opening>>,
    /// By month and day.
    yearly: BTreeMap<(u32, u32), Vec<Opening>>,
}

impl Holidays {
    /// When it is open although this day is a holiday; `None`: it is none. A day of one year comes before that of all.
    pub(super) fn of(&self, day: NaiveDate) -> Option<&[Opening]> {
        let yearly = || self.yearly.get(&(day.month(), day.day()));
        self.once.get(&day).or_else(yearly).map(Vec::as_slice)
    }

    /// Each day and its times; one that comes every year in one year.
    pub(super) fn days(&self) -> impl Iterator<Item = (NaiveDate, &[Opening])> {
        let once = self
            .once
            .iter()
            .map(|(day, openings)| (*day, openings.as_slice()));
        let yearly = self.yearly.iter().filter_map(|((month, day), openings)| {
            let day = NaiveDate::from_ymd_opt(LEAP_YEAR, *month, *day)?;
            Some((day, openings.as_slice()))
        });
        once.chain(yearly)
    }

    pub(crate) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            let message = format!("holidays are a map of dates, but here stands {}", node.kind());
            let help = "write them as `\"12-25\": closed` lines";
            mistakes.say("wrong-type", node.span, message, help);
            return None;
        };
        if entries.len() > HOLIDAYS_MAX {
            let help = format!("at most {HOLIDAYS_MAX} are allowed");
            mistakes.say("too-many", node.span, "these are too many holidays", help);
            return None;
        }
        let mut holidays = Some(Self::default());
        for entry in entries {
            let (text, openings) = (entry.key.name.as_str(), opening::read(&entry.value, mistakes));
            let Some(date) = Date::of(text) else {
                let message = format!("`{text}` is no date");
                let help = "write \"12-25\" for every year, or 2026-12-24 for one";
                mistakes.say("bad-date", entry.key.span, message, help);
                holidays = None;
                continue;
            };
            match (openings, &mut holidays) {
                (Some(openings), Some(holidays)) => holidays.add(date, openings),
                _ => holidays = None,
            }
        }
        holidays
    }

    fn add(&mut self, date: Date, openings: Vec<Opening>) {
        match date {
            Date::Once(day) => _ = self.once.insert(day, openings),
            Date::Yearly(month, day) => _ = self.yearly.insert((month, day), openings),
        }
    }
}

/// As it is written.
#[derive(Clone, Copy)]
enum Date {
    Once(NaiveDate),
    Yearly(u32, u32),
}

impl Date {
    /// `2026-12-24` or `12-24`, in no other form: each date is a key, and stands once.
    fn of(text: &str) -> Option<Self> {
        let part = |text: &str, length: usize| {
            let is_one = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
            is_one.then(|| text.parse::<u32>().ok()).flatten()
        };
        let parts: Vec<&str> = text.split('-').collect();
        match parts.as_slice() {
            [year, month, day] => {
                let year = i32::try_from(part(year, 4)?).ok()?;
                NaiveDate::from_ymd_opt(year, part(month, 2)?, part(day, 2)?).map(Self::Once)
            }
            [month, day] => {
                let day = NaiveDate::from_ymd_opt(LEAP_YEAR, part(month, 2)?, part(day, 2)?)?;
                Some(Self::Yearly(day.month(), day.day()))
            }
            _ => None,
        }
    }
}
