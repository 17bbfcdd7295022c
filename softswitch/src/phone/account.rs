//! Whose phone it is, and where it registers.

use std::net::SocketAddr;

use media::offer_answer::{Encryption, Negotiator};
use sip_stack::auth::{self, Attempt, Ha1};
use sip_stack::flow::Target;
use sip_stack::message::{Headers, Method, NameAddr, Transport, Uri};
use sip_stack::tokens::Tokens;

use super::line;
use crate::call::address_of_record;

/// A user's account at a switch.
#[derive(Clone, Debug)]
pub struct Account {
    /// The extension; also the name to authenticate with.
    pub extension: String,
    /// The SIP domain; also the realm.
    pub domain: String,
    /// The password, hashed.
    pub ha1: Ha1,
    /// The switch's address.
    pub server: SocketAddr,
    /// How to reach it: UDP or TCP.
    pub transport: Transport,
    /// Whether its audio is encrypted.
    pub encryption: Encryption,
}

impl Account {
    /// A call's side of offers and answers.
    pub(super) fn negotiator(&self, tokens: &mut Tokens) -> Negotiator {
        Negotiator::new(tokens.number(), line::codecs()).with_encryption(self.encryption, tokens.secret())
    }

    pub(super) fn target(&self) -> Target {
        Target::Address {
            transport: self.transport,
            remote: self.server,
        }
    }

    pub(super) fn address(&self) -> NameAddr {
        NameAddr::new(address_of_record(&self.extension, &self.domain))
    }

    /// The Authorization value that answers the challenges of a 401, if one of them is ours.
    pub(super) fn answer(
        &self,
        challenge: &Headers,
        method: &Method,
        uri: &Uri,
        cnonce: &str,
    ) -> Option<String> {
        let challenges = challenge.challenges().ok()?;
        let attempt = Attempt {
            method,
            uri: &uri.to_string(),
            body: &[],
            cnonce,
            nonce_count: 1,
        };
        auth::respond(
            auth::preferred(&challenges)?,
            &self.extension,
            &self.ha1,
            &attempt,
        )
        .ok()
    }
}
