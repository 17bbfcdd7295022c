//! Just enough of Rust's lexical grammar to look at code without its comments and literals.

/// The text with comments, strings and character literals blanked out. Lines and columns stay where they were.
pub(crate) fn code_only(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = skipped_until(bytes, at);
        for byte in &mut out[at..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end.max(at + 1);
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The end of the comment or literal that starts at `at`, or `at` itself where code is.
fn skipped_until(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let after_word = at > 0 && is_word(bytes[at - 1]);
    match rest {
        [b'/', b'/', ..] => at + find(rest, b"\n").unwrap_or(rest.len()),
        [b'/', b'*', ..] => at + block_comment(rest),
        [b'"', ..] => at + quoted(rest, b'"'),
        [b'r', b'"' | b'#', ..] if !after_word => raw_string(rest, 1).map_or(at, |length| at + length),
        [b'b', b'r', b'"' | b'#', ..] if !after_word => raw_string(rest, 2).map_or(at, |length| at + length),
        [b'\'', ..] => character(rest).map_or(at, |length| at + length),
        _ => at,
    }
}

pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match &rest[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] if depth == 1 => return at + 2,
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    rest.len()
}

fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

fn raw_string(rest: &[u8], prefix: usize) -> Option<usize> {
    let hashes = rest[prefix..].iter().take_while(|byte| **byte == b'#').count();
    let open = prefix + hashes;
    (rest.get(open) == Some(&b'"')).then_some(())?;
    let mut close = vec![b'"'];
    close.extend(std::iter::repeat_n(b'#', hashes));
    let length = find(&rest[open + 1..], &close)?;
    Some(open + 1 + length + close.len())
}

/// A character literal's length; `None` for a lifetime.
fn character(rest: &[u8]) -> Option<usize> {
    if rest.get(1) == Some(&b'\\') {
        return Some(quoted(rest, b'\''));
    }
    let text = String::from_utf8_lossy(&rest[1..rest.len().min(8)]).into_owned();
    let width = text.chars().next()?.len_utf8();
    (rest.get(1 + width) == Some(&b'\'')).then_some(width + 2)
}

/// Where `word` stands in code as a whole word: (line from 1, byte offset).
pub(crate) fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
    let bytes = code.as_bytes();
    code.match_indices(word).filter_map(move |(at, _)| {
        let before = at
            .checked_sub(1)
            .is_some_and(|i| is_word(bytes[i]) && is_word(bytes[at]));
        let end = at + word.len();
        let after = bytes
            .get(end)
            .is_some_and(|byte| is_word(*byte) && is_word(bytes[end - 1]));
        (!before && !after).then(|| (line_of(code, at), at))
    })
}

pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

/// Is this a file of tests only?
pub(crate) fn is_test_file(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("tests.rs")
}

/// The code's part that is compiled into tests only: all of a test file, else from `#[cfg(test)]` on.
pub(crate) fn test_part<'a>(path: &str, code: &'a str) -> &'a str {
    let start = if is_test_file(path) {
        0
    } else {
        code.find("#[cfg(test)]").unwrap_or(code.len())
    };
    &code[start..]
}

/// The code's part that is in the product: none of a test file, else up to `#[cfg(test)]`.
pub(crate) fn product_part<'a>(path: &str, code: &'a str) -> &'a str {
    &code[..code.len() - test_part(path, code).len()]
}

#[test]
fn comments_strings_and_characters_are_blanked_and_places_kept() {
    let text = "a // b\n\"c\\\"d\" 'e' '\\'' <'f> /* g /* h */ i */ j r#\"k\"l\"# m br\"n\" o";
    let code = code_only(text);
    assert_eq!(code.len(), text.len());
    assert_eq!(
        code.split_whitespace().collect::<Vec<_>>(),
        ["a", "<'f>", "j", "m", "o"]
    );
    assert_eq!(words(&code, "j").map(|(line, _)| line).collect::<Vec<_>>(), [2]);
}

#[test]
fn a_word_is_found_only_as_a_whole() {
    let lines = |word| {
        words("unsafe_code\nunsafe {\nnot_unsafe", word)
            .map(|(line, _)| line)
            .collect::<Vec<_>>()
    };
    assert_eq!(lines("unsafe"), [2]);
}

#[test]
fn the_test_part_starts_at_cfg_test() {
    let code = "fn a() {}\n#[cfg(test)]\nmod tests {}";
    assert_eq!(product_part("x/src/a.rs", code), "fn a() {}\n");
    assert_eq!(test_part("x/src/a/tests.rs", code), code);
}
