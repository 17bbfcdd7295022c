//! Session-Expires and Min-SE (RFC 4028 §4, §5).

use std::fmt;

use bytes::Bytes;

use super::super::token::with_params;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::lexis::saturating_number;

/// Who sends the refreshes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Refresher {
    /// Who sends the request that this header stands in, or was answered.
    Uac,
    /// Who answers it.
    Uas,
}

/// How long a session lives without a refresh.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SessionExpires {
    /// Seconds; too large numbers saturate.
    pub seconds: u32,
    /// `None`: not said.
    pub refresher: Option<Refresher>,
}

/// The least session interval that someone on the way accepts, in seconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MinSe(pub u32);

impl MinSe {
    /// What holds when nobody says anything, and the least that may be said (§5).
    pub const DEFAULT: Self = Self(90);
}

impl HeaderValue for SessionExpires {
    fn header() -> HeaderName {
        HeaderName::SessionExpires
    }

    /// A refresher that is neither `uac` nor `uas` is taken for none.
    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let (seconds, params) = with_params(value)?;
        let refresher = match params.get("refresher").map(str::to_ascii_lowercase).as_deref() {
            Some("uac") => Some(Refresher::Uac),
            Some("uas") => Some(Refresher::Uas),
            _ => None,
        };
        Ok(Self {
            seconds: saturating_number(seconds).ok_or(HeaderErrorKind::Number)?,
            refresher,
        })
    }
}

impl HeaderValue for MinSe {
    fn header() -> HeaderName {
        HeaderName::MinSe
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let (seconds, _) = with_params(value)?;
        saturating_number(seconds)
            .map(Self)
            .ok_or(HeaderErrorKind::Number)
    }
}

impl fmt::Display for SessionExpires {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.seconds.fmt(f)?;
        match self.refresher {
            Some(Refresher::Uac) => f.write_str(";refresher=uac"),
            Some(Refresher::Uas) => f.write_str(";refresher=uas"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for MinSe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
