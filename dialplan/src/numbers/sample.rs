//! A number that a pattern matches: proof that there is one, and the call by which plans are compared.

use regex_syntax::hir::{Class, Hir, HirKind};

/// The keys of a phone, the likeliest first.
const KEYS: [char; 13] = ['5', '1', '2', '3', '4', '6', '7', '8', '9', '0', '*', '#', '+'];

/// One of the shortest; `None`: whatever it matches cannot be dialled.
pub(super) fn sample(pattern: &Hir) -> Option<String> {
    match pattern.kind() {
        // Anchors at the ends change nothing: a number is matched as a whole.
        HirKind::Empty | HirKind::Look(_) => Some(String::new()),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            text.chars().all(|c| KEYS.contains(&c)).then(|| text.to_owned())
        }
        HirKind::Class(class) => {
            let has = |key: char| match class {
                Class::Unicode(class) => class
                    .ranges()
                    .iter()
                    .any(|range| (range.start()..=range.end()).contains(&key)),
                Class::Bytes(class) => {
                    let mut ranges = class.ranges().iter();
                    u8::try_from(key)
                        .is_ok_and(|key| ranges.any(|range| (range.start()..=range.end()).contains(&key)))
                }
            };
            KEYS.into_iter().find(|key| has(*key)).map(String::from)
        }
        HirKind::Repetition(repetition) if repetition.min == 0 => Some(String::new()),
        HirKind::Repetition(repetition) => {
            let times = usize::try_from(repetition.min).ok()?;
            sample(&repetition.sub).map(|once| once.repeat(times))
        }
        HirKind::Capture(capture) => sample(&capture.sub),
        HirKind::Concat(parts) => parts
            .iter()
            .map(sample)
            .collect::<Option<Vec<_>>>()
            .map(|parts| parts.concat()),
        HirKind::Alternation(ways) => ways.iter().find_map(sample),
    }
}
