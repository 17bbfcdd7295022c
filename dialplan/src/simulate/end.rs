//! How a simulated call ends.

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use yaml::duration_text;

use super::time::as_ms;
use crate::op::Cause;

/// How a simulated call ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "how", rename_all = "kebab-case")]
pub enum End {
    /// Somebody has the call.
    Answered {
        /// Who.
        by: String,
        /// When, from the start of the call.
        #[serde(rename = "after_ms", serialize_with = "as_ms")]
        after: Duration,
    },
    /// The caller is with the switch until it hangs up.
    Stays {
        /// Since when, from the start of the call.
        #[serde(rename = "after_ms", serialize_with = "as_ms")]
        after: Duration,
    },
    /// The caller hung up before the plan was through.
    CallerLeft {
        /// When, from the start of the call.
        #[serde(rename = "after_ms", serialize_with = "as_ms")]
        after: Duration,
    },
    /// The plan ended it.
    HungUp {
        /// Why.
        cause: Cause,
        /// When, from the start of the call.
        #[serde(rename = "after_ms", serialize_with = "as_ms")]
        after: Duration,
    },
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered { by, after } => write!(f, "{by} answers after {}", duration_text(*after)),
            Self::Stays { after } => write!(
                f,
                "from {} on the caller stays until it hangs up",
                duration_text(*after)
            ),
            Self::CallerLeft { after } => write!(f, "the caller hangs up after {}", duration_text(*after)),
            Self::HungUp { cause, after } => {
                write!(f, "the switch hangs up after {}: {cause}", duration_text(*after))
            }
        }
    }
}
