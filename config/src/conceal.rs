//! Keeps secrets out of the lines that are shown, also where the text is no YAML or a key is misspelt: whatever
//! follows a key that sounds like a password, and the password in a URL.

use std::ops::Range;

use yaml::{Mistakes, Span};

/// How far a secret is followed, in bytes.
const SECRET_BYTES_MAX: usize = 1024;
const SOUNDS_SECRET: [&str; 4] = ["passw", "pasw", "secret", "pin"];

pub(crate) fn secrets(text: &str, mistakes: &mut Mistakes<'_>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut conceal = |secret: Range<usize>| {
            let (start, end) = (start + secret.start, start + secret.end);
            mistakes.conceal(Span {
                start,
                end,
                ..Span::start_of(0)
            });
        };
        let mut url_end = 0;
        for (at, _) in line.match_indices(':') {
            if let Some(value) = after_key(line, at) {
                conceal(value);
            } else if at >= url_end
                && let Some(url) = url(line, at)
            {
                url_end = url.end;
                if let Some(length) = line[url.clone()].rfind('@') {
                    conceal(url.start..url.start + length);
                }
            }
        }
        start += line.len();
    }
}

/// The value of a key that ends at this colon.
fn after_key(line: &str, colon: usize) -> Option<Range<usize>> {
    let key = line[..colon]
        .trim_end_matches(['"', '\''])
        .rsplit(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?;
    let key = key.to_lowercase();
    if !SOUNDS_SECRET.iter().any(|sound| key.contains(sound)) {
        return None;
    }
    let from = colon + 1 + line[colon + 1..].find(|c: char| !c.is_whitespace())?;
    let value = start_of(&line[from..]);
    let length = match value.chars().next()? {
        '{' => return None,
        quote @ ('"' | '\'') => value[1..].find(quote).map(|at| at + 2),
        _ => value.find(", ").or_else(|| value.find('}')),
    };
    Some(from..from + length.unwrap_or(value.trim_end().len()))
}

/// What stands between this `://` and the next blank: its name and password end at the last `@`.
fn url(line: &str, colon: usize) -> Option<Range<usize>> {
    let url = start_of(line.get(colon..)?.strip_prefix("://")?);
    let from = colon + "://".len();
    let ends = |c: char| c.is_whitespace() || c == '"';
    Some(from..from + url.find(ends).unwrap_or(url.len()))
}

fn start_of(text: &str) -> &str {
    &text[..text.floor_char_boundary(SECRET_BYTES_MAX)]
}
