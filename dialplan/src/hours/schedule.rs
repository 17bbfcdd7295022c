//! Hours: a week, holidays, and the zone whose clocks they mean.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use yaml::{Complaint, Mistakes, Node, Value};

use super::holidays::Holidays;
use super::named::Named;
use super::opening::Opening;
use super::week::Week;
use crate::limits::HOLIDAYS_OF_HOURS_MAX;

/// When somebody is there.
#[derive(Clone, Debug)]
pub(crate) struct Hours {
    zone: Tz,
    week: Week,
    /// Those named first count first.
    holidays: Vec<Arc<Holidays>>,
}

/// What hours say of an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    Closed,
    /// Closed, because the day is a holiday.
    Holiday,
}

impl Hours {
    /// By the clocks on the wall: a time that they skip does not come, one that they show twice comes twice. A span past
    /// midnight belongs to the day on which it begins, and outlasts it also into a holiday.
    pub(crate) fn state(&self, at: DateTime<Utc>) -> State {
        let local = at.with_timezone(&self.zone);
        let today = local.date_naive();
        // At most 1,439.
        let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or_default();
        let since_yesterday = today.pred_opt().is_some_and(|yesterday| {
            let mut openings = self.openings(yesterday).iter();
            openings.any(|opening| opening.covers_tomorrow(minute))
        });
        if since_yesterday || self.openings(today).iter().any(|opening| opening.covers(minute)) {
            State::Open
        } else if self.holiday(today).is_some() {
            State::Holiday
        } else {
            State::Closed
        }
    }

    pub(super) const fn zone(&self) -> Tz {
        self.zone
    }

    /// The times of its weekday.
    pub(super) fn usually(&self, day: NaiveDate) -> &[Opening] {
        self.week.of(day.weekday())
    }

    /// All holidays and their times.
    pub(super) fn named_days(&self) -> impl Iterator<Item = (NaiveDate, &[Opening])> {
        self.holidays.iter().flat_map(|holidays| holidays.days())
    }

    fn openings(&self, day: NaiveDate) -> &[Opening] {
        self.holiday(day).unwrap_or_else(|| self.week.of(day.weekday()))
    }

    fn holiday(&self, day: NaiveDate) -> Option<&[Opening]> {
        self.holidays.iter().find_map(|holidays| holidays.of(day))
    }

    pub(super) fn read(
        node: &Node,
        known: &Named<Holidays>,
        zone: Tz,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let mut fields = node.fields("hours", mistakes)?;
        let zone = match fields.take("timezone", mistakes) {
            Some(node) => timezone(node, mistakes),
            None => Some(zone),
        };
        let open = fields.need("open", "{mon-fri: \"08:30-17:30\"}", mistakes);
        let week = open.and_then(|node| Week::read(node, mistakes));
        let holidays = match fields.take("holidays", mistakes) {
            Some(node) => named(node, known, mistakes),
            None => Some(Vec::new()),
        };
        fields.finish(mistakes);
        Some(Self {
            zone: zone?,
            week: week?,
            holidays: holidays?,
        })
    }
}

fn timezone(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Tz> {
    let text = node.text("a time zone like Europe/Berlin", mistakes)?;
    let zone = text.parse().ok();
    if zone.is_none() {
        let message = format!("`{text}` is not a time zone");
        let complaint = Complaint::new("unknown-timezone", node.span, message);
        let nearest = mistakes.nearest(text, TZ_VARIANTS.iter().map(|known| known.name()));
        mistakes.add(complaint.did_you_mean(nearest, || {
            String::from("write an IANA name like Europe/Berlin or UTC")
        }));
    }
    zone
}

/// One name or a list of them.
fn named(node: &Node, known: &Named<Holidays>, mistakes: &mut Mistakes<'_>) -> Option<Vec<Arc<Holidays>>> {
    let names = match &node.value {
        Value::List(items) => items.as_slice(),
        Value::Scalar(_) | Value::Map(_) => std::slice::from_ref(node),
    };
    if names.len() > HOLIDAYS_OF_HOURS_MAX {
        let help = format!("at most {HOLIDAYS_OF_HOURS_MAX} are allowed");
        mistakes.say(
            "too-many",
            node.span,
            "these are too many lists of holidays",
            help,
        );
        return None;
    }
    let found: Vec<_> = names.iter().map(|node| known.find(node, mistakes)).collect();
    found.into_iter().collect()
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
