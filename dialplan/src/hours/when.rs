//! `2026-12-24T18:05`: an instant by the clocks of a zone.

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use yaml::{Mistakes, Node};

const BY_THE_CLOCK: &str = "%Y-%m-%dT%H:%M";
/// With its distance from UTC, as a test or a command takes it.
pub(crate) const WITH_OFFSET: &str = "%Y-%m-%dT%H:%M%:z";

/// Why a text tells no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMoment {
    /// It is no date and time.
    #[error("that is no date and time, like 2026-12-24T18:05")]
    NoTime,
    /// Clocks are put forward, and never show it.
    #[error("clocks in {zone} do not show that time: they are put forward")]
    Skipped {
        /// Where.
        zone: Tz,
    },
    /// Clocks are put back, and show it twice.
    #[error("clocks in {zone} show that time twice: add {first} for the first time, {second} for the second")]
    Twice {
        /// Where.
        zone: Tz,
        /// Its distance from UTC the first time.
        first: chrono::FixedOffset,
        /// And the second time.
        second: chrono::FixedOffset,
    },
}

/// `2026-12-24T18:05` by the clocks of this zone, or with its distance from UTC: `2026-10-25T02:30+01:00`.
///
/// # Errors
/// It is no such text, or that time comes never or twice.
pub fn moment(text: &str, zone: Tz) -> Result<DateTime<Utc>, BadMoment> {
    if let Ok(at) = DateTime::parse_from_str(text, WITH_OFFSET) {
        return Ok(at.to_utc());
    }
    let local = NaiveDateTime::parse_from_str(text, BY_THE_CLOCK).map_err(|_| BadMoment::NoTime)?;
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) => Ok(at.to_utc()),
        MappedLocalTime::None => Err(BadMoment::Skipped { zone }),
        MappedLocalTime::Ambiguous(first, second) => Err(BadMoment::Twice {
            zone,
            first: chrono::Offset::fix(first.offset()),
            second: chrono::Offset::fix(second.offset()),
        }),
    }
}

/// Reads one of a plan's test.
pub(crate) fn read(node: &Node, zone: Tz, mistakes: &mut Mistakes<'_>) -> Option<DateTime<Utc>> {
    let text = node.text("a date and time like 2026-12-24T18:05", mistakes)?;
    match moment(text, zone) {
        Ok(at) => Some(at),
        Err(bad) => {
            let message = format!("`{text}` is no time of a call");
            mistakes.say("bad-time", node.span, message, bad.to_string());
            None
        }
    }
}
