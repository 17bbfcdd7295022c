//! `probe` and `failover`: how a trunk's health is watched, and when the next one is tried.

use std::ops::RangeInclusive;
use std::time::Duration;

use yaml::{Mistakes, Node, Value};

use super::choice;

const EVERY: RangeInclusive<Duration> = Duration::from_secs(5)..=Duration::from_secs(3_600);
const TIMEOUT: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(32);
const ANSWER_WITHIN: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(32);
const STATUSES_MAX: usize = 32;

/// How often a trunk is asked whether it is there (OPTIONS, RFC 3261 §11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// From one question to the next.
    pub every: Duration,
    /// How long an answer may take.
    pub timeout: Duration,
}

impl Default for Probe {
    fn default() -> Self {
        Self {
            every: Duration::from_secs(60),
            timeout: Duration::from_secs(5),
        }
    }
}

impl Probe {
    /// `{every: 60s, timeout: 5s}`, or `off`.
    pub(super) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Option<Self>> {
        if let Value::Scalar(scalar) = &node.value
            && scalar.text == "off"
        {
            return Some(None);
        }
        let default = Self::default();
        let mut fields = node.fields("`probe`", mistakes)?;
        let every = match fields.take("every", mistakes) {
            Some(node) => node.duration(EVERY, mistakes),
            None => Some(default.every),
        };
        let timeout = match fields.take("timeout", mistakes) {
            Some(node) => node.duration(TIMEOUT, mistakes),
            None => Some(default.timeout),
        };
        fields.finish(mistakes);
        Some(Some(Self {
            every: every?,
            timeout: timeout?,
        }))
    }
}

/// When a call that a trunk did not take is given to the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failover {
    /// Final statuses, 400–699, that mean "not by this way".
    pub statuses: Vec<u16>,
    /// How long a trunk may be silent before the next one is tried.
    pub answer_within: Duration,
}

impl Default for Failover {
    fn default() -> Self {
        Self {
            statuses: vec![408, 500, 502, 503, 504],
            answer_within: Duration::from_secs(6),
        }
    }
}

impl Failover {
    pub(super) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let default = Self::default();
        let mut fields = node.fields("`failover`", mistakes)?;
        let statuses = match fields.take("statuses", mistakes) {
            Some(node) => choice::one_or_more(node, STATUSES_MAX, mistakes)
                .and_then(|items| choice::each(items, mistakes, status)),
            None => Some(default.statuses),
        };
        let answer_within = match fields.take("answer_within", mistakes) {
            Some(node) => node.duration(ANSWER_WITHIN, mistakes),
            None => Some(default.answer_within),
        };
        fields.finish(mistakes);
        Some(Self {
            statuses: statuses?,
            answer_within: answer_within?,
        })
    }
}

fn status(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<u16> {
    let status = node.count(400..=699, mistakes)?;
    u16::try_from(status).ok()
}
