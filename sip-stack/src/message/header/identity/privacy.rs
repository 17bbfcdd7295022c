//! Privacy (RFC 3323 §4.2, RFC 3325 §9.3, RFC 7044 §10.1).

use std::fmt;

use bytes::Bytes;

use super::super::token::token;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::lexis::trim;

/// What the sender wants to keep from those it calls.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Privacy {
    kinds: Vec<PrivacyKind>,
}

/// One kind of privacy.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum PrivacyKind {
    /// Headers that tell where the sender is, which it cannot leave out itself.
    Header,
    /// The session's addresses.
    Session,
    /// What the user wrote about itself: From, Subject, User-Agent and the like.
    User,
    /// No privacy, whatever is the custom.
    None,
    /// Rather fail than call without.
    Critical,
    /// The asserted identity (RFC 3325).
    Id,
    /// History-Info (RFC 7044).
    History,
    /// A kind of an extension.
    Other(Box<str>),
}

impl Privacy {
    /// These kinds.
    pub fn new(kinds: impl IntoIterator<Item = PrivacyKind>) -> Self {
        let kinds = kinds.into_iter().collect();
        Self { kinds }
    }

    /// Whether this kind is asked for.
    pub fn has(&self, kind: &PrivacyKind) -> bool {
        self.kinds.contains(kind)
    }

    /// Whether the caller's identity must not be told (`id`, `user` or `header`).
    pub fn hides_identity(&self) -> bool {
        [PrivacyKind::Id, PrivacyKind::User, PrivacyKind::Header]
            .iter()
            .any(|kind| self.has(kind))
    }

    /// All kinds, as written.
    pub fn kinds(&self) -> &[PrivacyKind] {
        &self.kinds
    }
}

impl PrivacyKind {
    fn of(token: Box<str>) -> Self {
        match token.to_ascii_lowercase().as_str() {
            "header" => Self::Header,
            "session" => Self::Session,
            "user" => Self::User,
            "none" => Self::None,
            "critical" => Self::Critical,
            "id" => Self::Id,
            "history" => Self::History,
            _ => Self::Other(token),
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Header => "header",
            Self::Session => "session",
            Self::User => "user",
            Self::None => "none",
            Self::Critical => "critical",
            Self::Id => "id",
            Self::History => "history",
            Self::Other(token) => token,
        }
    }
}

impl HeaderValue for Privacy {
    fn header() -> HeaderName {
        HeaderName::Privacy
    }

    /// Interop: several kinds are written with commas too, where only semicolons may be.
    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let kinds = value
            .split(|byte| b";,".contains(byte))
            .map(|kind| token(trim(kind)).map(PrivacyKind::of))
            .collect::<Result<_, _>>()?;
        Ok(Self { kinds })
    }
}

impl fmt::Display for Privacy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, kind) in self.kinds.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { ";" })?;
            f.write_str(kind.as_str())?;
        }
        Ok(())
    }
}
