//! What can be asked and answered, and how it stands on a line.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Where the socket is, beside the settings.
pub const SOCKET: &str = "data/control.sock";

/// Bytes of a line at most; a longer one ends the conversation.
pub const LINE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What a command wants of the running switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// The bans in force.
    Bans,
    /// Take nothing from an address for so long.
    Ban {
        /// Whom.
        address: IpAddr,
        /// For how long, in seconds.
        seconds: u64,
    },
    /// End a ban before its time.
    Lift {
        /// Whose.
        address: IpAddr,
    },
    /// The SIP messages of a live call.
    Capture {
        /// Its number, or a Call-ID of it.
        call: String,
    },
    /// Tell a user's phones to look for new settings.
    CheckSync {
        /// Whose.
        extension: String,
        /// They start anew in any case.
        reboot: bool,
    },
    /// Tell a user's phones where their settings are.
    Profile {
        /// Whose.
        extension: String,
        /// The settings' address.
        url: String,
    },
    /// The calls under way.
    Calls,
    /// End a call.
    HangUp {
        /// Its number.
        call: u64,
    },
    /// How the trunks stand.
    Trunks,
    /// Give a trunk no new calls, or some again.
    Drain {
        /// Its name.
        trunk: String,
        /// No new calls.
        drained: bool,
    },
    /// Read the dialplan anew.
    Reload,
    /// Users were changed in the database: read them again.
    ReadUsers {
        /// What was changed, for the log.
        reason: String,
    },
}

/// What the switch says to that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// It is done.
    Done,
    /// There is nothing of that name.
    Unknown,
    /// It cannot be done, and why, for a person.
    Failed {
        /// What is wrong.
        reason: String,
    },
    /// A live call's messages so far.
    Capture {
        /// JSON.
        messages: String,
    },
    /// The bans in force.
    Bans(Vec<store::Ban>),
    /// What each phone said; none: no phone is registered.
    Phones(Vec<PhoneReply>),
    /// The calls under way, the oldest first.
    Calls(Vec<CallReply>),
    /// How each trunk stands.
    Trunks(Vec<TrunkReply>),
}

/// A call under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallReply {
    /// Its number in the log, while the program runs.
    pub number: u64,
    /// Who called.
    pub caller_number: String,
    /// The caller's display name.
    pub caller_name: Option<String>,
    /// What was dialled.
    pub dialled: String,
    /// The extension that answered.
    pub answered_by: Option<String>,
    /// What it is doing, in a word.
    pub doing: String,
    /// When the INVITE came.
    pub started_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// The codec of its audio.
    pub codec: Option<String>,
    /// How each leg sounds so far, as JSON, like a record's.
    pub media: String,
}

/// How a trunk stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrunkReply {
    /// Its name in the settings.
    pub name: String,
    /// It takes no new calls, in either direction.
    pub drained: bool,
    /// Calls it carries.
    pub channels: usize,
    /// Calls it may carry, if there is a limit.
    pub channels_max: Option<usize>,
    /// Where its servers are.
    pub places: Vec<PlaceReply>,
    /// Its accounts that should be registered.
    pub accounts: Vec<AccountReply>,
}

/// One place of a trunk's servers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceReply {
    /// Transport, address and port.
    pub place: String,
    /// It answers.
    pub up: bool,
}

/// One account of a trunk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountReply {
    /// Its user.
    pub username: String,
    /// It is registered now.
    pub registered: bool,
}

/// What a phone said to what it was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneReply {
    /// Its contact address.
    pub contact: String,
    /// What it said.
    pub said: Said,
}

/// What a phone says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// A SIP status.
    Status(u16),
    /// It could not be reached.
    Unreachable,
    /// Nothing in time.
    Nothing,
}

/// A line that says nothing.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// It is longer than [`LINE_BYTES_MAX`].
    #[error("a line of {bytes} bytes, {LINE_BYTES_MAX} is the most")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// It is not what was expected.
    #[error("a line that cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

/// Reads one line, with or without its end.
///
/// # Errors
/// It is too long or makes no sense.
pub fn read_line<T: DeserializeOwned>(line: &[u8]) -> Result<T, LineError> {
    if line.len() > LINE_BYTES_MAX {
        return Err(LineError::TooLong { bytes: line.len() });
    }
    Ok(serde_json::from_slice(line)?)
}

/// Writes one line with its end.
///
/// # Errors
/// It would be too long.
pub fn write_line(said: &impl Serialize) -> Result<Vec<u8>, LineError> {
    let mut line = serde_json::to_vec(said)?;
    line.push(b'\n');
    if line.len() > LINE_BYTES_MAX {
        return Err(LineError::TooLong { bytes: line.len() });
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_stand_on_a_line_as_a_person_would_write_them() {
        let table = [
            (Request::Bans, "\"bans\"\n"),
            (
                Request::Ban {
                    address: [192, 0, 2, 7].into(),
                    seconds: 600,
                },
                "{\"ban\":{\"address\":\"192.0.2.7\",\"seconds\":600}}\n",
            ),
            (
                Request::Lift {
                    address: "2001:db8::1".parse().unwrap(),
                },
                "{\"lift\":{\"address\":\"2001:db8::1\"}}\n",
            ),
        ];
        for (request, line) in table {
            assert_eq!(write_line(&request).unwrap(), line.as_bytes());
            assert_eq!(read_line::<Request>(line.as_bytes()).unwrap(), request);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for line in [
            "",
            "{",
            "\"dance\"",
            "{\"ban\":{\"address\":\"home\",\"seconds\":1}}",
        ] {
            assert!(matches!(
                read_line::<Request>(line.as_bytes()),
                Err(LineError::Unreadable(_))
            ));
        }
        let endless = vec![b' '; LINE_BYTES_MAX + 1];
        assert!(matches!(
            read_line::<Request>(&endless),
            Err(LineError::TooLong { .. })
        ));
    }
}
