//! `sip.session_timer`: when a call that nobody refreshes counts as dead (RFC 4028).

use std::ops::RangeInclusive;
use std::time::Duration;

use yaml::{Mistakes, Node};

/// RFC 4028 §4 and §5 know nothing briefer.
const INTERVAL: RangeInclusive<Duration> = Duration::from_secs(90)..=Duration::from_secs(24 * 3_600);

/// Whether and how often calls are refreshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTimer {
    /// Towards whom.
    pub mode: SessionTimerMode,
    /// The interval that is asked for.
    pub expires: Duration,
    /// The briefest that is taken; a phone that wants less is answered 422.
    pub min: Duration,
}

/// Which calls are refreshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionTimerMode {
    /// None.
    Off,
    /// Those with phones that know session timers.
    Supported,
    /// All.
    Always,
}

impl Default for SessionTimer {
    fn default() -> Self {
        Self {
            mode: SessionTimerMode::Supported,
            expires: Duration::from_secs(30 * 60),
            min: *INTERVAL.start(),
        }
    }
}

impl SessionTimer {
    pub(crate) fn read(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let default = Self::default();
        let Some(node) = node else {
            return Some(default);
        };
        let mut fields = node.fields("`session_timer`", mistakes)?;
        let mode = match fields.take("mode", mistakes) {
            Some(node) => SessionTimerMode::read(node, mistakes),
            None => Some(default.mode),
        };
        let expires = fields.take("expires", mistakes);
        let span = expires.map_or(node.span, |node| node.span);
        let expires = match expires {
            Some(node) => node.duration(INTERVAL, mistakes),
            None => Some(default.expires),
        };
        let min = match fields.take("min", mistakes) {
            Some(node) => node.duration(INTERVAL, mistakes),
            None => Some(default.min),
        };
        fields.finish(mistakes);
        let (mode, expires, min) = (mode?, expires?, min?);
        if min > expires {
            let least = yaml::duration_text(min);
            let message = format!("the interval is briefer than the briefest that is taken, {least}");
            mistakes.say("bad-order", span, message, "raise `expires` or lower `min`");
        }
        Some(Self { mode, expires, min })
    }
}

impl SessionTimerMode {
    fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        match node.text("off, supported or always", mistakes)? {
            "off" => Some(Self::Off),
            "supported" => Some(Self::Supported),
            "always" => Some(Self::Always),
            other => {
                let message = format!("`{other}` is no mode of session timers");
                mistakes.say("bad-value", node.span, message, "write off, supported or always");
                None
            }
        }
    }
}
