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

/// Messages as the database keeps them.
///
/// # Errors
/// Never for messages; the type of the writer has errors.
pub fn messages_json(messages: &[SipMessage]) -> serde_json::Result<String> {
    serde_json::to_string(messages)
}
