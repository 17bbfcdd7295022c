//! `capture`: how long each call's SIP messages are kept.

use std::ops::RangeInclusive;
use std::time::Duration;

use yaml::{Mistakes, Node, Value};

const KEEP: RangeInclusive<Duration> = Duration::from_secs(60)..=Duration::from_secs(366 * 24 * 3_600);
const MEGABYTES: RangeInclusive<u64> = 1..=1_000_000;

/// How long each call's SIP messages are kept; credentials are taken out before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Whether they are kept at all.
    pub enabled: bool,
    /// How long.
    pub keep: Duration,
    /// How many megabytes of them; the oldest go first.
    pub megabytes: u64,
}

impl Default for Capture {
    fn default() -> Self {
        Self {
            enabled: true,
            keep: Duration::from_secs(7 * 24 * 3_600),
            megabytes: 512,
        }
    }
}

impl Capture {
    /// `never`, or `{keep: 7d, megabytes: 512}`.
    pub(crate) fn read(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let default = Self::default();
        let Some(node) = node else { return Some(default) };
        if !matches!(node.value, Value::Map(_)) {
            if node.text("`never`, or {keep: 7d}", mistakes)? == "never" {
                return Some(Self {
                    enabled: false,
                    ..default
                });
            }
            let help = "write `never`, or like {keep: 7d, megabytes: 512}";
            mistakes.say("bad-capture", node.span, "this does not say what to keep", help);
            return None;
        }
        let mut fields = node.fields("`capture`", mistakes)?;
        let keep = match fields.take("keep", mistakes) {
            Some(node) => node.duration(KEEP, mistakes),
            None => Some(default.keep),
        };
        let megabytes = match fields.take("megabytes", mistakes) {
            Some(node) => node.count(MEGABYTES, mistakes),
            None => Some(default.megabytes),
        };
        fields.finish(mistakes);
        Some(Self {
            enabled: true,
            keep: keep?,
            megabytes: megabytes?,
        })
    }
}
