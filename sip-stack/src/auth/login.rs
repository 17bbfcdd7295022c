//! What we answer challenges with, over many requests (RFC 3261 §22.2, §22.3; RFC 7616 §3.3, §3.4).
//!
//! A nonce that was good is used again with the next count, so that most requests need no second try. A proof that
//! was refused with a fresh nonce is a wrong password: it is not tried again.

use std::fmt;

use super::respond::{self, Attempt, RespondError};
use super::{Ha1, preferred};
use crate::message::{Challenge, HeaderName, Request, Response};

/// Realms that one server may ask proof for; further ones are not answered.
const REALMS_MAX: usize = 4;
/// Challenges in a row before it is taken for a refusal.
const TRIES_MAX: u32 = 4;

/// A name and its secret, with the nonces that servers gave for it.
#[derive(Clone)]
pub struct Login {
    user: Box<str>,
    secret: Secret,
    /// Only this realm's challenges are answered; `None`: every one.
    realm: Option<Box<str>>,
    nonces: Vec<Nonce>,
    tries: u32,
}

#[derive(Clone)]
enum Secret {
    Password(Box<str>),
    Hashed(Ha1),
}

/// A challenge that is being answered.
#[derive(Clone)]
struct Nonce {
    by_proxy: bool,
    challenge: Challenge,
    /// How often it was used.
    count: u32,
    /// Proof with it was accepted: from then on a refusal means that it has grown old.
    good: bool,
}

/// Why a challenge is not answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LoginError {
    /// The proof was refused: the name or the password is wrong.
    #[error("the server refused the name or the password")]
    Refused,
    /// Nothing in the challenges is meant for us, or none can be read.
    #[error("the server asks for proof that we have not got")]
    NotOurs,
    /// The challenge is of a kind we cannot meet.
    #[error("{0}")]
    Unmet(#[from] RespondError),
}

impl Login {
    /// With a password, for whatever realm the server names.
    pub fn new(user: &str, password: &str) -> Self {
        Self::with(user, Secret::Password(password.into()))
    }

    /// With the hash of a password, good for its realm only.
    pub fn hashed(user: &str, ha1: Ha1) -> Self {
        Self::with(user, Secret::Hashed(ha1))
    }

    fn with(user: &str, secret: Secret) -> Self {
        Self {
            user: user.into(),
            secret,
            realm: None,
            nonces: Vec::new(),
            tries: 0,
        }
    }

    /// Answers this realm only.
    #[must_use]
    pub fn in_realm(mut self, realm: &str) -> Self {
        self.realm = Some(realm.into());
        self
    }

    /// The name.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Takes the challenges of a 401 or 407 in; `Ok`: the request is worth another try.
    pub fn challenged(&mut self, response: &Response) -> Result<(), LoginError> {
        self.tries += 1;
        if self.tries > TRIES_MAX {
            return Err(LoginError::Refused);
        }
        let headers = response.headers();
        let by_server = headers.challenges().unwrap_or_default();
        let by_proxy = headers.proxy_challenges().unwrap_or_default();
        let mut taken = false;
        for (is_proxy, challenges) in [(false, by_server), (true, by_proxy)] {
            for realm in realms(&challenges) {
                if self.realm.as_deref().is_some_and(|own| own != realm) {
                    continue;
                }
                let of_realm: Vec<_> = challenges
                    .iter()
                    .filter(|one| one.get("realm") == Some(&realm))
                    .cloned()
                    .collect();
                let Some(challenge) = preferred(&of_realm) else {
                    return Err(RespondError::Algorithm.into());
                };
                self.take(is_proxy, &realm, challenge.clone())?;
                taken = true;
            }
        }
        if taken { Ok(()) } else { Err(LoginError::NotOurs) }
    }

    fn take(&mut self, by_proxy: bool, realm: &str, challenge: Challenge) -> Result<(), LoginError> {
        let known = |one: &Nonce| one.by_proxy == by_proxy && one.challenge.get("realm") == Some(realm);
        let stale = challenge
            .get("stale")
            .is_some_and(|stale| stale.eq_ignore_ascii_case("true"));
        let fresh = Nonce {
            by_proxy,
            challenge,
            count: 0,
            good: false,
        };
        let room = self.nonces.len() < REALMS_MAX;
        match self.nonces.iter_mut().find(|one| known(one)) {
            Some(known) if known.count > 0 && !known.good && !stale => return Err(LoginError::Refused),
            Some(known) => *known = fresh,
            None if room => self.nonces.push(fresh),
            None => return Err(LoginError::NotOurs),
        }
        Ok(())
    }

    /// The server was satisfied: the next challenge is a new one.
    pub fn accepted(&mut self) {
        self.tries = 0;
        for nonce in &mut self.nonces {
            nonce.good = nonce.count > 0;
        }
    }

    /// Puts proof for every server that has asked for it into a request; none before the first challenge.
    pub fn prove(&mut self, request: &mut Request, cnonce: &str) {
        request.headers_mut().remove(HeaderName::Authorization);
        request.headers_mut().remove(HeaderName::ProxyAuthorization);
        for nonce in &mut self.nonces {
            nonce.count += 1;
            let realm = nonce.challenge.get("realm").unwrap_or_default();
            let ha1 = match &self.secret {
                Secret::Password(password) => Ha1::new(&self.user, realm, password),
                Secret::Hashed(ha1) => ha1.clone(),
            };
            let uri = request.uri().to_string();
            let attempt = Attempt {
                method: request.method(),
                uri: &uri,
                body: request.body(),
                cnonce,
                nonce_count: nonce.count,
            };
            // What cannot be met goes unproved; the server says so again.
            let Ok(value) = respond::respond(&nonce.challenge, &self.user, &ha1, &attempt) else {
                continue;
            };
            let name = if nonce.by_proxy {
                HeaderName::ProxyAuthorization
            } else {
                HeaderName::Authorization
            };
            request.headers_mut().push(name, value);
        }
    }
}

/// Each realm once, in the order of the challenges.
fn realms(challenges: &[Challenge]) -> Vec<String> {
    let mut realms: Vec<String> = Vec::new();
    for realm in challenges.iter().filter_map(|one| one.get("realm")) {
        if !realms.iter().any(|known| known == realm) {
            realms.push(realm.to_owned());
        }
    }
    realms
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "login_tests.rs"]
mod tests;
