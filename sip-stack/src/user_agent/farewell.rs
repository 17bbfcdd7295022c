use bytes::Bytes;

use crate::message::{HeaderName, Headers};

/// What a BYE or CANCEL tells besides the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Farewell {
    /// Why (RFC 3326).
    pub reason: Option<Bytes>,
    /// What one user tells the other (RFC 7433 §4); a CANCEL has none.
    pub user_to_user: Option<Bytes>,
}

impl Farewell {
    /// A reason, and nothing more.
    #[must_use]
    pub fn because(reason: Option<Bytes>) -> Self {
        Self {
            reason,
            user_to_user: None,
        }
    }

    pub(super) fn of(headers: &Headers) -> Self {
        let first = |name| headers.first(name).map(Bytes::copy_from_slice);
        Self {
            reason: first(HeaderName::Reason),
            user_to_user: first(HeaderName::UserToUser),
        }
    }

    pub(super) fn headers(self) -> Vec<(HeaderName, Bytes)> {
        let reason = self.reason.map(|value| (HeaderName::Reason, value));
        let user = self.user_to_user.map(|value| (HeaderName::UserToUser, value));
        [reason, user].into_iter().flatten().collect()
    }
}
