use std::net::SocketAddr;

use super::IceCredentials;
use super::message::{BINDING_INDICATION, BINDING_REQUEST, Message, attribute};
use super::reply::Reply;

/// Attributes that a check may have and that are understood.
const KNOWN: [u16; 4] = [
    attribute::USERNAME,
    attribute::MESSAGE_INTEGRITY,
    attribute::PRIORITY,
    attribute::USE_CANDIDATE,
];

/// What came of a datagram that may be a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// A check of the phone's: the answer's length, and whether audio shall go this way from now on.
    Answered {
        /// Bytes of the answer.
        length: usize,
        /// The phone nominates this way.
        is_nominated: bool,
    },
    /// Kept alive, no more (RFC 8445 §11).
    Indication,
    /// No STUN, or from somebody who does not know our password: not answered.
    Refused,
}

/// Judges a datagram from `source`, and writes the answer to the phone's check (RFC 8445 §7.3).
///
/// Strangers get no answer, so that nobody is flooded by us in their name.
pub(crate) fn answer_check(
    ours: &IceCredentials,
    source: SocketAddr,
    datagram: &[u8],
    into: &mut [u8],
) -> Check {
    let Some(message) = Message::parse(datagram) else {
        return Check::Refused;
    };
    match message.kind {
        BINDING_REQUEST => {}
        BINDING_INDICATION => return Check::Indication,
        _ => return Check::Refused,
    }
    // Who does not even know our name costs no cryptography.
    let is_named = message.attribute(attribute::USERNAME).is_some_and(|name| {
        let behind = name.strip_prefix(ours.fragment().as_bytes());
        behind.is_some_and(|behind| behind.first() == Some(&b':'))
    });
    if !is_named || !message.has_fingerprint || !message.is_authentic(ours.password()) {
        return Check::Refused;
    }
    let reply = match message.unknown(&KNOWN) {
        Some(unknown) => Reply::Unknown(unknown),
        None if message.attribute(attribute::ICE_CONTROLLED).is_some() => Reply::RoleConflict,
        None => Reply::Success(source),
    };
    let is_nominated =
        reply == Reply::Success(source) && message.attribute(attribute::USE_CANDIDATE).is_some();
    match reply.write(message.transaction, ours.password(), into) {
        Some(length) => Check::Answered { length, is_nominated },
        None => Check::Refused,
    }
}
