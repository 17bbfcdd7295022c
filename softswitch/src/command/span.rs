//! Spans of time on the command line: `30s`, `10m`, `24h`, `7d`.

use std::time::Duration;

/// What was typed is not a span of time.
#[derive(Debug, thiserror::Error)]
#[error("write a number and s, m, h or d, like 10m")]
pub(super) struct SpanError;

/// Reads `10m`.
pub(super) fn span(typed: &str) -> Result<Duration, SpanError> {
    let seconds = match typed.trim_start_matches(|char: char| char.is_ascii_digit()) {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(SpanError),
    };
    let number = typed
        .get(..typed.len() - 1)
        .and_then(|digits| digits.parse::<u64>().ok());
    let seconds = number
        .and_then(|number| number.checked_mul(seconds))
        .ok_or(SpanError)?;
    Ok(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_with_their_unit() {
        for (typed, seconds) in [("30s", 30), ("10m", 600), ("24h", 86_400), ("7d", 604_800)] {
            assert_eq!(span(typed).unwrap(), Duration::from_secs(seconds));
        }
        for typed in [
            "",
            "m",
            "10",
            "10 m",
            "-1m",
            "1.5h",
            "99999999999999999999d",
            "9999999999999999999d",
        ] {
            assert!(span(typed).is_err(), "{typed:?}");
        }
    }
}
