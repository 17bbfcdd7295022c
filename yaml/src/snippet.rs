//! The line around a mistake, fit for a terminal: short, without control characters, without secrets.

use crate::diagnostic::Place;
use crate::span::Span;

/// The longest part of a line that is shown, in characters.
const SHOWN_CHARS_MAX: usize = 120;
/// What is shown before the mistake when a line is cut.
const LEAD_CHARS: usize = 40;
/// The longest text that is quoted in a message.
const MESSAGE_CHARS_MAX: usize = 400;

/// The line that a span starts in.
pub(crate) fn cut(text: &str, span: Span, secrets: &[Span]) -> Place {
    let start = span.start.min(text.len());
    let before = text.get(..start).unwrap_or_default();
    let line_start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let rest = text.get(line_start..).unwrap_or_default();
    let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];

    let line_span = line_start..line_start + line.len();
    let in_line = |secret: &&Span| {
        secret.file == span.file && secret.start < line_span.end && secret.end > line_span.start
    };
    let secrets: Vec<_> = secrets.iter().filter(in_line).collect();
    let is_secret = |at: usize| {
        secrets
            .iter()
            .any(|secret| (secret.start..secret.end).contains(&at))
    };
    let column = before.get(line_start..).unwrap_or_default().chars().count();
    let skipped = if column > SHOWN_CHARS_MAX - LEAD_CHARS {
        column - LEAD_CHARS
    } else {
        0
    };
    let shown = line.char_indices().skip(skipped).take(SHOWN_CHARS_MAX);
    let source: String = shown
        .map(|(at, c)| {
            if is_secret(line_start + at) {
                '*'
            } else {
                harmless(c)
            }
        })
        .collect();

    let caret = column - skipped;
    let room = source.chars().count().saturating_sub(caret).max(1);
    let length = text
        .get(start..span.end)
        .unwrap_or_default()
        .lines()
        .next()
        .unwrap_or_default();
    Place {
        line: span.line,
        column: column + 1,
        length: length.trim_end().chars().count().clamp(1, room),
        source: source.trim_end().to_owned(),
        caret,
    }
}

/// A text that may hold anything of the file, made harmless and short.
pub(crate) fn printable(text: &str) -> String {
    let mut out: String = text.chars().take(MESSAGE_CHARS_MAX).map(harmless).collect();
    if out.len() < text.len() && text.chars().nth(MESSAGE_CHARS_MAX).is_some() {
        out.push('…');
    }
    out
}

/// One character for one character, so that carets stay in place.
fn harmless(c: char) -> char {
    match c {
        '\t' => ' ',
        // Control characters and those that turn the direction of writing could show a lie.
        c if c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}') =>
        {
            '\u{fffd}'
        }
        c => c,
    }
}
