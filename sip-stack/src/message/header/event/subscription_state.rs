//! Subscription-State (RFC 6665 §8.2.3, §4.1.3).

use std::fmt;

use bytes::Bytes;

use super::super::token::{token, token_with_params};
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::lexis::saturating_number;

/// How a subscription stands, in each NOTIFY.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SubscriptionState {
    /// Whether it lives.
    pub state: Subscribed,
    /// Seconds it has left; too large numbers saturate.
    pub expires: Option<u32>,
    /// Why it ended, in `terminated`.
    pub reason: Option<TerminationReason>,
    /// Seconds to wait before subscribing again.
    pub retry_after: Option<u32>,
}

/// Whether a subscription lives.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Subscribed {
    /// Accepted.
    Active,
    /// Received, not yet decided.
    Pending,
    /// Ended.
    Terminated,
    /// A state of an extension: treated as active (§4.1.3).
    Other(Box<str>),
}

/// Why a subscription ended.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TerminationReason {
    /// Subscribe again at once.
    Deactivated,
    /// Subscribe again later.
    Probation,
    /// Do not try again.
    Rejected,
    /// Not refreshed in time: subscribe again at once.
    Timeout,
    /// Nobody decided: subscribe again later.
    GiveUp,
    /// What was watched is gone: do not try again.
    NoResource,
    /// It will never change: do not try again.
    Invariant,
    /// Any other token: subscribe again at will.
    Other(Box<str>),
}

impl SubscriptionState {
    /// Accepted, with these seconds left.
    pub fn active(expires: u32) -> Self {
        Self::living(Subscribed::Active, expires)
    }

    /// Undecided, with these seconds left.
    pub fn pending(expires: u32) -> Self {
        Self::living(Subscribed::Pending, expires)
    }

    /// Ended, and why.
    pub fn terminated(reason: TerminationReason) -> Self {
        Self {
            state: Subscribed::Terminated,
            expires: None,
            reason: Some(reason),
            retry_after: None,
        }
    }

    /// The same, telling when to try again.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    fn living(state: Subscribed, expires: u32) -> Self {
        Self {
            state,
            expires: Some(expires),
            reason: None,
            retry_after: None,
        }
    }
}

impl Subscribed {
    fn of(token: &str) -> Self {
        match token.to_ascii_lowercase().as_str() {
            "active" => Self::Active,
            "pending" => Self::Pending,
            "terminated" => Self::Terminated,
            _ => Self::Other(token.into()),
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Terminated => "terminated",
            Self::Other(token) => token,
        }
    }
}

impl TerminationReason {
    fn of(token: &str) -> Self {
        match token.to_ascii_lowercase().as_str() {
            "deactivated" => Self::Deactivated,
            "probation" => Self::Probation,
            "rejected" => Self::Rejected,
            "timeout" => Self::Timeout,
            "giveup" => Self::GiveUp,
            "noresource" => Self::NoResource,
            "invariant" => Self::Invariant,
            _ => Self::Other(token.into()),
        }
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Deactivated => "deactivated",
            Self::Probation => "probation",
            Self::Rejected => "rejected",
            Self::Timeout => "timeout",
            Self::GiveUp => "giveup",
            Self::NoResource => "noresource",
            Self::Invariant => "invariant",
            Self::Other(token) => token,
        }
    }
}

impl HeaderValue for SubscriptionState {
    fn header() -> HeaderName {
        HeaderName::SubscriptionState
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let (state, params) = token_with_params(value)?;
        let seconds = |name| {
            let value = params.get(name).map(|value| saturating_number(value.as_bytes()));
            value
                .map(|number| number.ok_or(HeaderErrorKind::Number))
                .transpose()
        };
        Ok(Self {
            state: Subscribed::of(&state),
            expires: seconds("expires")?,
            // One that is no token says nothing.
            reason: params
                .get("reason")
                .and_then(|reason| token(reason.as_bytes()).ok())
                .map(|reason| TerminationReason::of(&reason)),
            retry_after: seconds("retry-after")?,
        })
    }
}

impl fmt::Display for SubscriptionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.state.as_str())?;
        if let Some(seconds) = self.expires {
            write!(f, ";expires={seconds}")?;
        }
        if let Some(reason) = &self.reason {
            write!(f, ";reason={}", reason.as_str())?;
        }
        if let Some(seconds) = self.retry_after {
            write!(f, ";retry-after={seconds}")?;
        }
        Ok(())
    }
}
