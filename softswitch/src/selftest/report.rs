//! What the self-test found.

use serde::Serialize;

/// One thing that was tried.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What was tried.
    pub name: &'static str,
    /// From dialling to the answer, in milliseconds, where there was one.
    pub setup_ms: Option<u64>,
    /// RTP packets that both phones missed, where audio flowed.
    pub lost: Option<u64>,
    /// Whether each phone heard the other's tone, where audio flowed.
    pub heard: Option<bool>,
    /// What is wrong. `None`: a pass.
    pub fault: Option<String>,
}

impl Check {
    /// A pass without audio.
    pub(super) fn pass(name: &'static str) -> Self {
        Self {
            name,
            setup_ms: None,
            lost: None,
            heard: None,
            fault: None,
        }
    }

    /// A fault and its reason.
    pub(super) fn fault(name: &'static str, reason: impl Into<String>) -> Self {
        Self {
            fault: Some(reason.into()),
            ..Self::pass(name)
        }
    }
}

impl std::fmt::Display for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let verdict = if self.fault.is_none() { "pass " } else { "FAULT" };
        write!(f, "{verdict}  {:<28}", self.name)?;
        if let Some(ms) = self.setup_ms {
            write!(f, "  set-up {ms} ms")?;
        }
        if let Some(lost) = self.lost {
            write!(f, "  lost {lost}")?;
        }
        if let Some(heard) = self.heard {
            write!(f, "  audio {}", if heard { "heard" } else { "not heard" })?;
        }
        match &self.fault {
            Some(reason) => write!(f, "  {reason}"),
            None => Ok(()),
        }
    }
}

/// All checks of a run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// In the order they ended.
    pub checks: Vec<Check>,
}

impl Report {
    /// Whether every check passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.checks.iter().all(|check| check.fault.is_none())
    }
}
