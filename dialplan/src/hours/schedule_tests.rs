use yaml::{Mistakes, Source};

use super::{Hours, State};
use crate::hours::{Holidays, Named, moment};

const HOURS: &str = r#"
holidays:
  public: {"12-25": closed, "12-24": "09:00-12:00", 2026-12-24: closed, 2026-05-14: closed}
  stocktaking: {2026-12-28: ["06:00-08:00", "20:00-22:00"], "12-25": "10:00-11:00"}
office:
  timezone: Europe/Berlin
  open:
    mon-thu: ["08:30-12:00", "13:00-17:30"]
    fri: "08:30-24:00"
    sat: "22:00-02:30"
    sun: "01:00-01:30"
  holidays: [public, stocktaking]
clocks:
  timezone: Europe/Berlin
  open: {daily: ["02:15-02:45", "23:00-00:30"]}
west:
  timezone: America/New_York
  open: {fri-mon: "09:00-17:00"}
"#;

/// What these hours say at a time by the clocks of their zone.
#[track_caller]
fn says(name: &str, at: &str, expected: State) {
    let sources = [Source::new("plan.yaml", HOURS)];
    let mut mistakes = Mistakes::new(&sources);
    let root = yaml::parse(0, &sources[0], &mut mistakes).unwrap();
    let mut holidays = Named::<Holidays>::default();
    holidays.read(root.at(&["holidays"]).unwrap(), &mut mistakes);
    let hours = Hours::read(
        root.at(&[name]).unwrap(),
        &holidays,
        chrono_tz::UTC,
        &mut mistakes,
    );
    let hours = mistakes.finish(hours).unwrap();
    let instant = moment(at, hours.zone).unwrap();
    assert_eq!(hours.state(instant), expected, "{name} at {at}");
}

#[test]
fn a_day_has_several_spans_and_their_ends_are_not_in_them() {
    for (at, expected) in [
        ("2026-11-23T08:29", State::Closed),
        ("2026-11-23T08:30", State::Open),
        ("2026-11-23T11:59", State::Open),
        ("2026-11-23T12:00", State::Closed),
        ("2026-11-23T13:00", State::Open),
        ("2026-11-23T17:30", State::Closed),
        ("2026-11-27T23:59", State::Open),
        ("2026-11-28T00:00", State::Closed),
    ] {
        says("office", at, expected);
    }
}

#[test]
fn a_span_past_midnight_ends_on_the_next_day() {
    for (at, expected) in [
        ("2026-11-28T21:59", State::Closed),
        ("2026-11-28T23:59", State::Open),
        ("2026-11-29T00:00", State::Open),
        ("2026-11-29T01:15", State::Open),
        ("2026-11-29T02:29", State::Open),
        ("2026-11-29T02:30", State::Closed),
        ("2026-11-28T01:00", State::Closed),
    ] {
        says("office", at, expected);
    }
}

#[test]
fn a_range_of_days_wraps_and_the_zone_is_that_of_the_hours() {
    for (at, expected) in [
        ("2026-11-27T12:00", State::Open),
        ("2026-11-29T12:00", State::Open),
        ("2026-11-30T12:00", State::Open),
        ("2026-12-01T12:00", State::Closed),
        ("2026-11-30T09:00-05:00", State::Open),
        ("2026-11-30T09:00+01:00", State::Closed),
    ] {
        says("west", at, expected);
    }
}

#[test]
fn holidays_come_every_year_or_once_and_may_have_times_of_their_own() {
    for (at, expected) in [
        ("2025-12-24T10:00", State::Open),
        ("2025-12-24T13:00", State::Holiday),
        ("2026-12-24T10:00", State::Holiday),
        ("2026-12-25T10:30", State::Holiday),
        ("2027-12-25T10:30", State::Holiday),
        ("2026-05-14T10:00", State::Holiday),
        ("2027-05-13T10:00", State::Open),
        ("2026-12-28T07:00", State::Open),
        ("2026-12-28T10:00", State::Holiday),
        ("2026-12-28T21:00", State::Open),
    ] {
        says("office", at, expected);
    }
}

#[test]
fn a_night_that_begins_before_a_holiday_goes_on_in_it() {
    // In 2027 the 25th of December is a Saturday, in 2033 the 24th is.
    says("office", "2027-12-26T00:30", State::Closed);
    says("office", "2033-12-25T00:30", State::Holiday);
    // In 2032 the 24th of December is a Friday, in 2034 the 26th a Tuesday.
    says("office", "2032-12-25T00:30", State::Holiday);
    says("clocks", "2032-12-25T00:29", State::Open);
}

/// On 29 March 2026 the clocks go from 02:00 to 03:00, on 25 October from 03:00 back to 02:00.
#[test]
fn a_time_that_clocks_skip_does_not_come_and_one_they_show_twice_comes_twice() {
    for (at, expected) in [
        ("2026-03-29T00:29", State::Open),
        ("2026-03-29T01:59", State::Closed),
        ("2026-03-29T03:00", State::Closed),
        ("2026-03-28T02:30", State::Open),
        ("2026-10-25T02:14+02:00", State::Closed),
        ("2026-10-25T02:30+02:00", State::Open),
        ("2026-10-25T02:50+02:00", State::Closed),
        ("2026-10-25T02:14+01:00", State::Closed),
        ("2026-10-25T02:30+01:00", State::Open),
        ("2026-10-25T02:45+01:00", State::Closed),
    ] {
        says("clocks", at, expected);
    }
    assert!(moment("2026-03-29T02:30", chrono_tz::Europe::Berlin).is_err());
    assert!(moment("2026-10-25T02:30", chrono_tz::Europe::Berlin).is_err());
}
