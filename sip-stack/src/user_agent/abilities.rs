//! What the peer of a usage says it understands (RFC 3261 §20.5, §20.32, §20.37), and what we say.

use crate::message::{HeaderName, Headers, Method, Request, StatusCode};
use crate::user_agent::{Refusal, Reliable, Terms};

/// What a request within a dialog may require of us (RFC 3261 §8.2.2.3).
const KNOWN: [&str; 3] = [RELIABLE, "timer", "replaces"];

/// The option tag of reliable provisional responses (RFC 3262 §8.1).
const RELIABLE: &str = "100rel";

/// What the peer said last, where it said anything.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Abilities {
    /// It takes UPDATE.
    pub(super) update: bool,
    /// It acknowledges provisional responses.
    pub(super) reliable: bool,
    /// It takes no other ones.
    pub(super) requires_reliable: bool,
}

impl Abilities {
    /// Takes notice of a message of the peer.
    pub(super) fn note(&mut self, headers: &Headers) {
        if let Some(allow) = headers.allow() {
            self.update = allow.contains(&Method::Update);
        }
    }

    /// What an INVITE says, or why the terms do not allow to take it on (RFC 3262 §3).
    pub(super) fn of_invite(invite: &Request, terms: &Terms) -> Result<Self, Refusal> {
        let headers = invite.headers();
        let mut abilities = Self {
            update: false,
            reliable: headers.supports(RELIABLE),
            requires_reliable: headers
                .require()
                .iter()
                .any(|tag| tag.eq_ignore_ascii_case(RELIABLE)),
        };
        abilities.note(headers);
        match terms.reliable {
            Reliable::Off if abilities.requires_reliable => Err(Refusal::with(
                StatusCode::BAD_EXTENSION,
                HeaderName::Unsupported,
                RELIABLE,
            )),
            Reliable::Required if !abilities.reliable => Err(Refusal::with(
                StatusCode::EXTENSION_REQUIRED,
                HeaderName::Require,
                RELIABLE,
            )),
            _ => Ok(abilities),
        }
    }

    /// Why a request within a dialog is not processed: it requires what we do not know (RFC 3261 §8.2.2.3).
    pub(super) fn refusal(request: &Headers) -> Option<Refusal> {
        let mut foreign = request.require();
        foreign.retain(|tag| !KNOWN.iter().any(|known| known.eq_ignore_ascii_case(tag)));
        let is_refused = !foreign.is_empty();
        is_refused.then(|| {
            Refusal::with(
                StatusCode::BAD_EXTENSION,
                HeaderName::Unsupported,
                foreign.join(", "),
            )
        })
    }

    /// Whether a provisional response is to be sent reliably.
    pub(super) fn wants_reliable(&self, terms: &Terms, has_body: bool) -> bool {
        match terms.reliable {
            Reliable::Off => false,
            Reliable::Supported => self.requires_reliable || (self.reliable && has_body),
            Reliable::Required => true,
        }
    }
}

/// Says in an INVITE of ours what we can and want.
pub(super) fn announce(headers: &mut Headers, terms: &Terms) {
    match terms.reliable {
        Reliable::Off => {}
        Reliable::Supported => headers.push(HeaderName::Supported, RELIABLE),
        Reliable::Required => headers.push(HeaderName::Require, RELIABLE),
    }
}
