//! `%HH` escapes in SIP URIs (RFC 3261 §19.1.2).

/// The bytes meant; a `%` without two hexadecimal digits stands for itself.
pub(super) fn decode(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%'
            && let [high, low, after @ ..] = tail
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            out.push(high << 4 | low);
            rest = after;
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    out
}

/// Escapes what a user part may not hold (§25.1 `user`).
pub(super) fn encode_user(text: &str) -> String {
    encode(text, b"-_.!~*'()&=+$,;?/")
}

/// Escapes what a name or value of a URI's header may not hold (§25.1 `hname`, `hvalue`).
pub(super) fn encode_header(text: &str) -> String {
    encode(text, b"-_.!~*'()[]/?:+$")
}

fn encode(text: &str, plain: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(b"0123456789ABCDEF"[usize::from(byte >> 4)]));
            out.push(char::from(b"0123456789ABCDEF"[usize::from(byte & 15)]));
        }
    }
    out
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}
