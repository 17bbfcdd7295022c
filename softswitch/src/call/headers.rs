//! Which headers cross from one leg to the other (RFC 7092 §3.1: what a B2BUA hides).
//!
//! Each leg is a dialog of its own: what names the other one, its way, its address or its software never crosses,
//! and no policy can make it. Of the rest only what is known to be meant for the far end crosses, and what a policy
//! names. Who calls is `presentation.rs`.

use bytes::Bytes;
use sip_stack::message::{HeaderName, Headers};
use sip_stack::user_agent::Farewell;

/// Header lines that cross in one message.
const CARRIED_LINES_MAX: usize = 32;

/// Bytes of values that cross in one message; the rest of a message must find room beside them.
const CARRIED_BYTES_MAX: usize = 8_192;

/// Lines that a policy names, of each kind.
const NAMED_MAX: usize = 32;

/// What crosses unless a policy removes it: it speaks to the person or application at the far end.
const CARRIED: [HeaderName; 8] = [
    HeaderName::Subject,
    HeaderName::Priority,
    HeaderName::InReplyTo,
    HeaderName::UserToUser,
    HeaderName::AlertInfo,
    HeaderName::CallInfo,
    HeaderName::ReferredBy,
    HeaderName::AcceptLanguage,
];

/// The same in the answer to an INVITE.
const CARRIED_BACK: [HeaderName; 5] = [
    HeaderName::UserToUser,
    HeaderName::AlertInfo,
    HeaderName::CallInfo,
    HeaderName::ErrorInfo,
    HeaderName::Reason,
];

/// What crosses only from a peer that is trusted: others could lie with it.
const CARRIED_IF_TRUSTED: [HeaderName; 5] = [
    HeaderName::HistoryInfo,
    HeaderName::Diversion,
    HeaderName::Geolocation,
    HeaderName::GeolocationRouting,
    HeaderName::Identity,
];

/// What never crosses, whatever a policy names: it belongs to one dialog, one hop or one proof.
const NEVER: [HeaderName; 50] = [
    HeaderName::Via,
    HeaderName::From,
    HeaderName::To,
    HeaderName::CallId,
    HeaderName::CSeq,
    HeaderName::Contact,
    HeaderName::MaxForwards,
    HeaderName::MaxBreadth,
    HeaderName::Route,
    HeaderName::RecordRoute,
    HeaderName::Path,
    HeaderName::ServiceRoute,
    HeaderName::UserAgent,
    HeaderName::Server,
    HeaderName::ContentLength,
    HeaderName::ContentType,
    HeaderName::ContentEncoding,
    HeaderName::ContentDisposition,
    HeaderName::MimeVersion,
    HeaderName::Authorization,
    HeaderName::WwwAuthenticate,
    HeaderName::ProxyAuthorization,
    HeaderName::ProxyAuthenticate,
    HeaderName::AuthenticationInfo,
    HeaderName::Require,
    HeaderName::ProxyRequire,
    HeaderName::Supported,
    HeaderName::Unsupported,
    HeaderName::Allow,
    HeaderName::AllowEvents,
    HeaderName::Expires,
    HeaderName::MinExpires,
    HeaderName::SessionExpires,
    HeaderName::MinSe,
    HeaderName::RSeq,
    HeaderName::RAck,
    HeaderName::Event,
    HeaderName::SubscriptionState,
    HeaderName::SipEtag,
    HeaderName::SipIfMatch,
    HeaderName::ReferTo,
    HeaderName::ReferSub,
    HeaderName::Replaces,
    HeaderName::Join,
    HeaderName::TargetDialog,
    HeaderName::RecvInfo,
    HeaderName::InfoPackage,
    HeaderName::FlowTimer,
    HeaderName::Timestamp,
    HeaderName::Warning,
];

/// Who calls is written by the switch alone.
const IDENTITY: [HeaderName; 4] = [
    HeaderName::PAssertedIdentity,
    HeaderName::PPreferredIdentity,
    HeaderName::RemotePartyId,
    HeaderName::Privacy,
];

/// Why a policy was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderPolicyError {
    /// The header belongs to one dialog or hop, or says who calls.
    #[error("{0} is written by the switch itself and cannot be passed or added")]
    OurOwn(HeaderName),
    /// More lines than are allowed.
    #[error("more than {max} headers are named")]
    TooMany {
        /// The limit.
        max: usize,
    },
    /// Longer values than are allowed.
    #[error("the headers to add are longer than {max} bytes")]
    TooLong {
        /// The limit.
        max: usize,
    },
}

/// Which message crosses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// The INVITE that makes a leg.
    Invite,
    /// A response to it.
    Response,
}

/// What of a peer's headers reaches the far end, and what of others' reaches the peer. The default is that of a user's phone: trusted for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderPolicy {
    /// Whether what the peer says of who called whom is believed (RFC 3324 §2.3).
    is_trusted: bool,
    pass: Vec<HeaderName>,
    add: Vec<(HeaderName, Bytes)>,
    remove: Vec<HeaderName>,
}

impl HeaderPolicy {
    /// The default for a peer of the trust domain.
    #[must_use]
    pub fn trusted() -> Self {
        Self {
            is_trusted: true,
            ..Self::default()
        }
    }

    /// The same with headers that cross, that are added, and that do not cross; `remove` wins over `pass`.
    ///
    /// # Errors
    /// When a header is our own to write, or there are too many.
    pub fn with(
        mut self,
        pass: Vec<HeaderName>,
        add: Vec<(HeaderName, Bytes)>,
        remove: Vec<HeaderName>,
    ) -> Result<Self, HeaderPolicyError> {
        if [pass.len(), add.len(), remove.len()]
            .iter()
            .any(|count| *count > NAMED_MAX)
        {
            return Err(HeaderPolicyError::TooMany { max: NAMED_MAX });
        }
        let mut named = pass.iter().chain(add.iter().map(|(name, _)| name));
        if let Some(own) = named.find(|name| is_our_own(name)) {
            return Err(HeaderPolicyError::OurOwn(own.clone()));
        }
        if add.iter().map(|(_, value)| value.len()).sum::<usize>() > CARRIED_BYTES_MAX {
            return Err(HeaderPolicyError::TooLong {
                max: CARRIED_BYTES_MAX,
            });
        }
        (self.pass, self.add, self.remove) = (pass, add, remove);
        Ok(self)
    }

    /// Whether what the peer says of who called whom is believed.
    #[must_use]
    pub fn is_trusted(&self) -> bool {
        self.is_trusted
    }

    /// What of this peer's message reaches a peer with another policy, in order: what both let pass, and what is added
    /// towards the other. What exceeds the caps is left out from the end.
    #[must_use]
    pub fn onward(&self, to: &Self, message: Carries, headers: &Headers) -> Vec<(HeaderName, Bytes)> {
        let received = headers
            .iter()
            .filter(|(name, _)| self.lets_pass(to, message, name))
            .map(|(name, value)| (name.clone(), Bytes::copy_from_slice(value)));
        let added: &[(HeaderName, Bytes)] = match message {
            Carries::Invite => &to.add,
            Carries::Response => &[],
        };
        let mut bytes = 0;
        added
            .iter()
            .cloned()
            .chain(received)
            .take(CARRIED_LINES_MAX)
            .take_while(|(_, value)| {
                bytes += value.len();
                bytes <= CARRIED_BYTES_MAX
            })
            .collect()
    }

    /// The same for a BYE or CANCEL.
    #[must_use]
    pub fn farewell(&self, to: &Self, said: &Farewell) -> Farewell {
        let lets = |name| !self.remove.contains(&name) && !to.remove.contains(&name);
        let short = |value: &Bytes| value.len() <= CARRIED_BYTES_MAX;
        Farewell {
            reason: said
                .reason
                .clone()
                .filter(|_| lets(HeaderName::Reason))
                .filter(short),
            user_to_user: said
                .user_to_user
                .clone()
                .filter(|_| lets(HeaderName::UserToUser))
                .filter(short),
        }
    }

    /// Whether a header that we write ourselves may go to this peer.
    #[must_use]
    pub fn keeps(&self, name: &HeaderName) -> bool {
        !self.remove.contains(name)
    }

    fn lets_pass(&self, to: &Self, message: Carries, name: &HeaderName) -> bool {
        let known: &[HeaderName] = match message {
            Carries::Invite => &CARRIED,
            Carries::Response => &CARRIED_BACK,
        };
        let is_wanted = known.contains(name)
            || self.is_trusted && CARRIED_IF_TRUSTED.contains(name)
            || self.pass.contains(name)
            || to.pass.contains(name);
        is_wanted && self.keeps(name) && to.keeps(name) && !is_our_own(name)
    }
}

fn is_our_own(name: &HeaderName) -> bool {
    NEVER.contains(name) || IDENTITY.contains(name)
}

#[cfg(test)]
#[path = "headers_tests.rs"]
mod tests;
