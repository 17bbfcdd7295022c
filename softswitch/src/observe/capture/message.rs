//! One message of a capture.

use std::net::SocketAddr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// To the switch.
    In,
    /// From the switch.
    Out,
}

/// One message of a capture, without its credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SipMessage {
    /// When, to the microsecond.
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
    /// Which way.
    pub direction: Direction,
    /// What carried it, like `UDP`.
    pub transport: String,
    /// Our end; unspecified where a connection was yet to be opened.
    pub local: SocketAddr,
    /// The peer's end; unspecified where a name was yet to be resolved.
    pub remote: SocketAddr,
    /// The message; bytes that are not UTF-8 are replaced.
    pub text: String,
}

impl SipMessage {
    /// The line that says what it is: `INVITE sip:102@…`, `200 OK`, with ` (SDP)` where there is a description.
    #[must_use]
    pub fn title(&self) -> String {
        let first = self.text.lines().next().unwrap_or_default();
        let title = match first.strip_prefix("SIP/2.0 ") {
            Some(status) => status,
            None => first.split(' ').next().unwrap_or_default(),
        };
        let has_sdp = self.text.contains("\r\n\r\nv=0");
        format!("{title}{}", if has_sdp { " (SDP)" } else { "" })
    }
}

/// Messages as the database keeps them: `MessagePack`, with the fields' names.
///
/// # Errors
/// Never for messages; the writer's type has errors.
pub(super) fn pack(messages: &[SipMessage]) -> Result<Vec<u8>, rmp_serde::encode::Error> {
    rmp_serde::to_vec_named(messages)
}

/// Messages from the database.
///
/// # Errors
/// They were not packed here, or by another version.
pub fn unpack(packed: &[u8]) -> Result<Vec<SipMessage>, rmp_serde::decode::Error> {
    rmp_serde::from_slice(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_messages_come_back_as_they_were() {
        let message = |remote: &str, text: &str| SipMessage {
            at: DateTime::from_timestamp_micros(1_700_000_000_123_456).unwrap(),
            direction: Direction::Out,
            transport: String::from("UDP"),
            local: "[::]:0".parse().unwrap(),
            remote: remote.parse().unwrap(),
            text: text.to_owned(),
        };
        let messages = [
            message("192.0.2.1:5060", "INVITE sip:a SIP/2.0\r\n\r\n"),
            message("[2001:db8::1]:5061", "\0\u{fffd}"),
        ];
        assert_eq!(unpack(&pack(&messages).unwrap()).unwrap(), messages);
        assert!(unpack(b"[]").is_err());
    }
}
