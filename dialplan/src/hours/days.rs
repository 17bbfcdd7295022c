//! `mon-fri`: days of the week, alone, in ranges that may wrap, and with commas.

use chrono::Weekday;

const NAMES: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];
/// The word for all of them.
const DAILY: &str = "daily";

/// `sat-mon, wed`; `None`: it names no days.
pub(super) fn days(text: &str) -> Option<Vec<Weekday>> {
    if text == DAILY {
        return Some(NAMES.map(|(_, day)| day).into());
    }
    let ranges: Option<Vec<Vec<Weekday>>> = text.split(',').map(|part| range(part.trim())).collect();
    ranges.map(|ranges| ranges.concat())
}

/// Its name in a plan.
pub(super) fn name(day: Weekday) -> &'static str {
    NAMES
        .iter()
        .find(|(_, known)| *known == day)
        .map_or("", |(name, _)| *name)
}

fn range(text: &str) -> Option<Vec<Weekday>> {
    let Some((first, last)) = text.split_once('-') else {
        return Some(vec![day(text)?]);
    };
    let (first, last) = (day(first.trim())?, day(last.trim())?);
    let mut days = vec![first];
    while let Some(before) = days.last().filter(|day| **day != last) {
        days.push(before.succ());
    }
    Some(days)
}

fn day(text: &str) -> Option<Weekday> {
    NAMES.iter().find(|(name, _)| *name == text).map(|(_, day)| *day)
}

#[cfg(test)]
mod tests {
    use super::{days, name};

    #[test]
    fn ranges_of_days_wrap() {
        for (text, expected) in [
            ("mon", "mon"),
            ("mon-fri", "mon tue wed thu fri"),
            ("fri-mon", "fri sat sun mon"),
            ("sat-sun, wed", "sat sun wed"),
            ("tue-tue", "tue"),
            ("daily", "mon tue wed thu fri sat sun"),
        ] {
            let named: Vec<_> = days(text).unwrap().into_iter().map(name).collect();
            assert_eq!(named.join(" "), expected, "{text}");
        }
        for text in ["", "mo", "mon-", "mon,,tue", "mon-fri-sun", "Mon"] {
            assert_eq!(days(text), None, "{text}");
        }
    }
}
