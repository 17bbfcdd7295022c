//! Instants at which hours change: by calls at them, two plans are compared.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, TimeZone};

use super::opening::Opening;
use super::schedule::Hours;

/// The Monday of the week whose days are asked about.
const MONDAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 1, 12);
const NOON: u16 = 12 * 60;

impl Hours {
    /// When it opens and closes in a week, and on holidays; noon of holidays on which it does neither.
    pub(crate) fn moments(&self) -> Vec<DateTime<FixedOffset>> {
        let days = MONDAY.into_iter().flat_map(|monday| monday.iter_days().take(7));
        let week = days.flat_map(|day| self.turns(day, self.usually(day)));
        let holidays = self.named_days().flat_map(|(day, openings)| {
            let noon = openings.is_empty().then(|| self.at(day, NOON)).flatten();
            self.turns(day, openings).chain(noon)
        });
        week.chain(holidays).collect()
    }

    fn turns(&self, day: NaiveDate, openings: &[Opening]) -> impl Iterator<Item = DateTime<FixedOffset>> {
        let minutes = openings.iter().flat_map(|opening| opening.turns());
        minutes.filter_map(move |minute| self.at(day, minute))
    }

    /// So many minutes after midnight by the clock on the wall, perhaps on the next day.
    fn at(&self, day: NaiveDate, minute: u16) -> Option<DateTime<FixedOffset>> {
        let at = day
            .and_hms_opt(0, 0, 0)?
            .checked_add_signed(TimeDelta::minutes(minute.into()))?;
        let at = self.zone().from_local_datetime(&at).earliest()?;
        Some(at.fixed_offset())
    }
}
