//! A message seen from outside: its kind and its User-Agent, without parsing it.

use memchr::memchr;

/// What kind of message this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An answer to something of ours, or a keep-alive.
    Answer,
    Register,
    /// It ends or goes on with what was let in before.
    Within,
    /// It asks for something new.
    Request,
}

impl Kind {
    pub(super) fn of(message: &[u8]) -> Self {
        match message {
            [] | [b'\r' | b'\n', ..] => Self::Answer,
            _ if message.starts_with(b"SIP/") => Self::Answer,
            _ if message.starts_with(b"REGISTER ") => Self::Register,
            _ if [&b"ACK "[..], b"BYE ", b"CANCEL ", b"PRACK "]
                .iter()
                .any(|method| message.starts_with(method)) =>
            {
                Self::Within
            }
            _ => Self::Request,
        }
    }
}

/// The value of User-Agent, if there is one on a line of its own; a folded one ends at its first line.
pub(super) fn user_agent(message: &[u8]) -> Option<&[u8]> {
    const NAME: &[u8] = b"user-agent";
    let mut rest = message;
    loop {
        rest = rest.get(memchr(b'\n', rest)? + 1..)?;
        match rest.first()? {
            b'u' | b'U' => {}
            b'\r' | b'\n' => return None,
            _ => continue,
        }
        let name = rest.get(..NAME.len())?;
        if !name.eq_ignore_ascii_case(NAME) {
            continue;
        }
        let line = rest.get(NAME.len()..)?;
        let line = line.get(..memchr(b'\n', line).unwrap_or(line.len()))?;
        let value = line.trim_ascii_start();
        if let Some(value) = value.strip_prefix(b":") {
            return Some(value.trim_ascii());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glance_tells_the_kind() {
        let table: [(&[u8], Kind); 9] = [
            (b"", Kind::Answer),
            (b"\r\n\r\n", Kind::Answer),
            (b"SIP/2.0 200 OK\r\n", Kind::Answer),
            (b"REGISTER sip:a SIP/2.0\r\n", Kind::Register),
            (b"BYE sip:a SIP/2.0\r\n", Kind::Within),
            (b"ACK sip:a SIP/2.0\r\n", Kind::Within),
            (b"INVITE sip:a SIP/2.0\r\n", Kind::Request),
            (b"BYES sip:a SIP/2.0\r\n", Kind::Request),
            (b"\x00\xff", Kind::Request),
        ];
        for (message, kind) in table {
            assert_eq!(Kind::of(message), kind, "{}", message.escape_ascii());
        }
    }

    #[test]
    fn the_user_agent_is_found_however_it_is_written() {
        for line in [
            "User-Agent: friendly-scanner",
            "USER-AGENT:friendly-scanner ",
            "user-agent \t:  friendly-scanner",
        ] {
            let message = format!("OPTIONS sip:a SIP/2.0\r\nVia: x\r\nUser-Agents: no\r\n{line}\r\n\r\nbody");
            let found = user_agent(message.as_bytes());
            assert_eq!(found, Some(&b"friendly-scanner"[..]), "{line}");
        }
    }

    #[test]
    fn a_body_or_a_broken_end_has_no_user_agent() {
        for message in [
            "OPTIONS sip:a SIP/2.0\r\n\r\nUser-Agent: friendly-scanner\r\n",
            "OPTIONS sip:a SIP/2.0",
            "OPTIONS sip:a SIP/2.0\r\nUser-Age",
            "OPTIONS sip:a SIP/2.0\r\nUser-Agent",
            "\n",
            "",
        ] {
            assert_eq!(user_agent(message.as_bytes()), None, "{message:?}");
        }
    }
}
