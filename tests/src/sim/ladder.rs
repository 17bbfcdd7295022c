//! What was said, in order: one line a message.

use std::fmt;
use std::time::Duration;

use sip_stack::message::{Limits, Message};

/// One message between two nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Since the world began.
    pub at: Duration,
    /// The sender's name.
    pub from: &'static str,
    /// The receiver's name.
    pub to: &'static str,
    /// `INVITE`, `180 INVITE`, …
    pub message: String,
    /// Whether the network lost it.
    pub lost: bool,
    /// The message as sent.
    pub bytes: bytes::Bytes,
}

/// Everything that was said.
#[derive(Clone, Debug, Default)]
pub struct Ladder {
    /// In the order of sending.
    pub steps: Vec<Step>,
}

/// The ladder's name for a message: the method, or the status and the method it answers.
pub(super) fn name_of(bytes: &bytes::Bytes) -> String {
    match Message::parse(bytes.clone(), &Limits::default()) {
        Ok(Message::Request(request)) => request.method().to_string(),
        Ok(Message::Response(response)) => {
            let method = response
                .headers()
                .cseq()
                .map(|cseq| cseq.method.to_string())
                .unwrap_or_default();
            format!("{} {method}", response.status().code())
        }
        Err(_) => String::from("garbage"),
    }
}

impl Ladder {
    /// The ladder without times, as tests write it: `alice > switch INVITE`, `x` for a lost message.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.steps.iter().map(Step::to_string).collect()
    }

    /// Compares with an expected ladder: one line a message, indentation and blank lines ignored.
    ///
    /// # Panics
    /// They differ; the message shows both.
    #[track_caller]
    pub fn expect(&self, expected: &str) {
        let expected: Vec<&str> = expected
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let said = self.lines();
        assert!(
            said == expected,
            "expected\n  {}\nbut was\n  {}",
            expected.join("\n  "),
            said.join("\n  ")
        );
    }

    /// The messages of one name from one node.
    #[must_use]
    pub fn sent(&self, from: &str, message: &str) -> Vec<&Step> {
        self.steps
            .iter()
            .filter(|step| step.from == from && step.message == message)
            .collect()
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arrow = if self.lost { "x" } else { ">" };
        write!(f, "{} {arrow} {} {}", self.from, self.to, self.message)
    }
}
