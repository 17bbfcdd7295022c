//! Takes out of a message what would let its reader act or listen in another's name.

/// Header fields whose values prove who somebody is.
const SECRET_FIELDS: [&str; 2] = ["authorization", "proxy-authorization"];
/// Lines of a session description that hold keys (RFC 4568, RFC 8839, RFC 8866 §5.12).
const SECRET_LINES: [&str; 4] = ["a=crypto:", "a=key-mgmt:", "a=ice-pwd:", "k="];
const HIDDEN: &str = "(redacted)";

/// The message without credentials; its line ends stay.
pub(super) fn redact(message: &str) -> String {
    let mut redacted = String::with_capacity(message.len());
    let (mut in_head, mut in_secret) = (true, false);
    // What is kept is copied in pieces as large as can be: `kept` to `at` is still to be copied.
    let (mut kept, mut at) = (0, 0);
    for line in message.split_inclusive('\n') {
        let content = line.trim_end_matches(['\r', '\n']);
        let (begin, end) = (at, at + content.len());
        at += line.len();
        if in_head && content.is_empty() {
            (in_head, in_secret) = (false, false);
        } else if in_head && content.starts_with([' ', '\t']) {
            // A folded line belongs to the one before.
            if in_secret {
                redacted.push_str(message.get(kept..begin).unwrap_or_default());
                kept = at;
            }
        } else {
            let shown = if in_head {
                field(content)
            } else {
                line_of_sdp(content)
            };
            in_secret = in_head && shown.is_some();
            if let Some(shown) = shown {
                redacted.push_str(message.get(kept..begin + shown).unwrap_or_default());
                redacted.push_str(HIDDEN);
                kept = end;
            }
        }
    }
    redacted.push_str(message.get(kept..).unwrap_or_default());
    redacted
}

/// How much is shown of a secret header line: its name and colon.
fn field(line: &str) -> Option<usize> {
    if !starts_like(line, &SECRET_FIELDS) {
        return None;
    }
    let (name, _) = line.split_once(':')?;
    let is_secret = SECRET_FIELDS
        .iter()
        .any(|secret| name.trim().eq_ignore_ascii_case(secret));
    is_secret.then_some(name.len() + 1)
}

/// How much is shown of a secret line of a body.
fn line_of_sdp(line: &str) -> Option<usize> {
    if !starts_like(line, &SECRET_LINES) {
        return None;
    }
    let is_like = |secret: &&str| {
        line.get(..secret.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(secret))
    };
    SECRET_LINES
        .iter()
        .find(|secret| is_like(secret))
        .map(|secret| secret.len())
}

/// A first look, by the first letter: nearly all lines end here.
fn starts_like(line: &str, secrets: &[&str]) -> bool {
    let first = |text: &str| text.as_bytes().first().map(u8::to_ascii_lowercase);
    secrets.iter().any(|secret| first(secret) == first(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_and_keys_are_taken_out_and_nothing_else() {
        let message = "INVITE sip:102@a SIP/2.0\r\nAUTHORIZATION : Digest username=\"101\",\r\n response=\"abc\"\r\n\
            Proxy-Authorization: Digest x\r\nSubject: a=crypto:no\r\n folded\r\n\r\n\
            v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:secret\r\nk=clear:secret\r\na=ice-pwd:secret\r\nm=audio\r\n";
        let expected = "INVITE sip:102@a SIP/2.0\r\nAUTHORIZATION :(redacted)\r\n\
            Proxy-Authorization:(redacted)\r\nSubject: a=crypto:no\r\n folded\r\n\r\n\
            v=0\r\na=crypto:(redacted)\r\nk=(redacted)\r\na=ice-pwd:(redacted)\r\nm=audio\r\n";
        assert_eq!(redact(message), expected);
    }

    #[test]
    fn what_holds_no_secret_stays_as_it_is() {
        for message in [
            "",
            "\r\n",
            "SIP/2.0 200 OK\r\n\r\n",
            "é\nauthorization",
            "A: b\n\nc",
        ] {
            assert_eq!(redact(message), message);
        }
    }
}
