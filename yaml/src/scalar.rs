//! What a single value may be read as: text, duration, count.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::mistakes::Mistakes;
use crate::node::{Node, Value};

const UNITS: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

impl Node {
    /// The node as a text; `expected` says what was wanted, as in "a path".
    pub fn text(&self, expected: &str, mistakes: &mut Mistakes<'_>) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) if !self.is_null() => Some(&scalar.text),
            Value::Scalar(_) | Value::List(_) | Value::Map(_) => {
                let message = format!("expected {expected}, but here stands {}", self.kind());
                mistakes.say("wrong-type", self.span, message, format!("write {expected}"));
                None
            }
        }
    }

    /// A time span like `30s`, `1m30s` or `500ms`, within bounds.
    pub fn duration(&self, range: RangeInclusive<Duration>, mistakes: &mut Mistakes<'_>) -> Option<Duration> {
        let text = self.text("a duration like 30s", mistakes)?;
        let Some(duration) = parse_duration(text) else {
            let help = match text.parse::<u64>() {
                Ok(_) => format!("add a unit: {text}s for seconds, {text}m for minutes"),
                Err(_) => String::from("units are ms, s, m, h and d: 500ms, 30s, 1m30s, 1h"),
            };
            mistakes.say(
                "bad-duration",
                self.span,
                format!("`{text}` is not a duration"),
                help,
            );
            return None;
        };
        if !range.contains(&duration) {
            let (least, most) = (duration_text(*range.start()), duration_text(*range.end()));
            let message = format!("{text} is out of bounds");
            mistakes.say(
                "out-of-range",
                self.span,
                message,
                format!("from {least} to {most} is allowed"),
            );
            return None;
        }
        Some(duration)
    }

    /// A whole number within bounds.
    pub fn count(&self, range: RangeInclusive<u64>, mistakes: &mut Mistakes<'_>) -> Option<u64> {
        let (least, most) = (*range.start(), *range.end());
        let text = self.text("a whole number", mistakes)?;
        match text.replace('_', "").parse::<u64>() {
            Ok(count) if range.contains(&count) => Some(count),
            Ok(_) => {
                let message = format!("{text} is out of bounds");
                mistakes.say(
                    "out-of-range",
                    self.span,
                    message,
                    format!("from {least} to {most} is allowed"),
                );
                None
            }
            Err(_) => {
                let message = format!("`{text}` is not a whole number");
                mistakes.say(
                    "bad-number",
                    self.span,
                    message,
                    format!("write a number from {least} to {most}"),
                );
                None
            }
        }
    }

    /// The format's version, the first thing in each file of ours.
    pub fn version(&self, known: u64, mistakes: &mut Mistakes<'_>) -> Option<u64> {
        let text = self.text("a version number", mistakes)?;
        if text.parse() == Ok(known) {
            return Some(known);
        }
        let message = format!("version {text} is not known to this program");
        mistakes.say(
            "unknown-version",
            self.span,
            message,
            format!("this program reads version {known}"),
        );
        None
    }
}

/// `1h30m`, each unit at most once and the larger ones first. `None` also when it does not fit 64 bits.
fn parse_duration(text: &str) -> Option<Duration> {
    let (mut rest, mut total_ms, mut smaller_than) = (text.trim(), 0_u64, u64::MAX);
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (amount, tail) = rest.split_at(digits);
        let letters = tail
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let (_, unit_ms) = *UNITS.iter().find(|(name, _)| *name == unit)?;
        if unit_ms >= smaller_than {
            return None;
        }
        total_ms = total_ms.checked_add(amount.parse::<u64>().ok()?.checked_mul(unit_ms)?)?;
        (rest, smaller_than) = (tail.trim_start(), unit_ms);
    }
    Some(Duration::from_millis(total_ms))
}

/// A duration as it is written in our files.
#[must_use]
pub fn duration_text(duration: Duration) -> String {
    let mut left = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let mut out = String::new();
    for (unit, unit_ms) in UNITS.iter().rev() {
        let amount = left / unit_ms;
        left %= unit_ms;
        if amount > 0 {
            out.push_str(&format!("{amount}{unit}"));
        }
    }
    if out.is_empty() { String::from("0s") } else { out }
}

#[cfg(test)]
mod tests {
    use super::{duration_text, parse_duration};
    use std::time::Duration;

    #[test]
    fn durations_are_amounts_with_units_from_large_to_small() {
        let cases = [
            ("30s", 30_000),
            ("500ms", 500),
            ("1m30s", 90_000),
            ("1h 5m", 3_900_000),
            ("0s", 0),
            ("2d", 172_800_000),
        ];
        for (text, ms) in cases {
            assert_eq!(parse_duration(text), Some(Duration::from_millis(ms)), "{text}");
        }
        for wrong in [
            "",
            "30",
            "s",
            "30x",
            "-1s",
            "1.5s",
            "1s1m",
            "1s1s",
            "99999999999999999999s",
            "9999999999999999h",
            "30 s x",
        ] {
            assert_eq!(parse_duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn durations_are_told_as_they_are_written() {
        for text in ["1m30s", "500ms", "1h", "0s", "1d1ms"] {
            assert_eq!(duration_text(parse_duration(text).unwrap()), text);
        }
    }
}
