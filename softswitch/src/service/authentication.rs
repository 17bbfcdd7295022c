//! Who sent a request: digest authentication against the users (RFC 3261 §22, RFC 8760).

use std::net::IpAddr;
use std::time::Duration;

use metrics::counter;
use sip_stack::auth::{Challenger, Verdict};
use sip_stack::message::{Credentials, HeaderName, Request, Response, StatusCode, Uri};

use super::domains::Domains;
use super::edge::Witness;
use super::users::{User, Users};
use super::{quirks, users};
use crate::call::number_of;
use crate::clock;
use crate::edge::{Conduct, Offence};

/// Decides who sent a request.
///
/// A user that does not exist is challenged and refused exactly like a wrong password, at the same
/// cost, so that nobody can find out which extensions exist.
#[derive(Debug)]
pub struct Authenticator {
    challenger: Challenger,
    users: Users,
    domains: Domains,
    witness: Witness,
}

/// How long a nonce is good for; phones are then challenged anew without asking their user.
const NONCE_LIFETIME: Duration = Duration::from_secs(300);

impl Authenticator {
    /// For the users of `realm`, whose addresses are in `domains`. `secret` signs the nonces; the edge hears how it went.
    #[must_use]
    pub fn new(users: Users, realm: &str, domains: Domains, secret: [u8; 32], witness: Witness) -> Self {
        Self {
            challenger: Challenger::new(realm, secret, NONCE_LIFETIME),
            users,
            domains,
            witness,
        }
    }

    /// The user whose credentials a request from `from` carries.
    ///
    /// # Errors
    /// The response to send: 400 when credentials cannot be read, otherwise 401 with challenges.
    pub fn authenticate(&mut self, from: IpAddr, request: &Request) -> Result<User, Box<Response>> {
        let Ok(all) = request.headers().authorizations() else {
            return Err(Box::new(Response::for_request(request, StatusCode::BAD_REQUEST)));
        };
        let Some(credentials) = self.challenger.own(&all) else {
            return Err(self.challenge(from, request, false));
        };
        match self.verify(from, credentials, request) {
            (Verdict::Accepted, Some(user)) if may_come_from(&user, from) => {
                let name = user.extension.clone();
                self.witness.tell(from, Conduct::Proved { user: name });
                Ok(user)
            }
            (verdict, user) => {
                let name = credentials.get("username").unwrap_or_default();
                if let Some(conduct) = conduct(verdict, user.is_some(), name) {
                    self.witness.tell(from, conduct);
                }
                counter!("softswitch_auth_failed_total", "reason" => reason(verdict)).increment(1);
                let stale = matches!(verdict, Verdict::Stale | Verdict::Replayed);
                Err(self.challenge(from, request, stale))
            }
        }
    }

    /// Whether a request's sender speaks as itself: From is its own address.
    #[must_use]
    pub fn is_from(&self, request: &Request, extension: &str) -> bool {
        let from = request.headers().from();
        from.is_ok_and(|from| {
            number_of(from.uri()).as_deref() == Some(extension) && self.domains.have(from.uri())
        })
    }

    /// Whether an address is one of this office.
    #[must_use]
    pub fn is_ours(&self, uri: &Uri) -> bool {
        self.domains.have(uri)
    }

    fn verify(
        &mut self,
        from: IpAddr,
        credentials: &Credentials,
        request: &Request,
    ) -> (Verdict, Option<User>) {
        let user = self.users.find(credentials.get("username").unwrap_or_default());
        let ha1 = user
            .as_ref()
            .map_or_else(|| self.challenger.nobody().clone(), |user| user.ha1.clone());
        let now = clock::unix_seconds();
        let verdict = self
            .challenger
            .verify(now, from, credentials, request.method(), request.body(), &ha1);
        (verdict, user)
    }

    fn challenge(&mut self, from: IpAddr, request: &Request, stale: bool) -> Box<Response> {
        let mut response = Response::for_request(request, StatusCode::UNAUTHORIZED);
        let [md5, sha256] = self.challenger.challenge(clock::unix_seconds(), from, stale);
        let better = (!quirks::knows_md5_only(request)).then_some(sha256);
        for value in std::iter::once(md5).chain(better) {
            response.headers_mut().push(HeaderName::WwwAuthenticate, value);
        }
        Box::new(response)
    }
}

/// The self-test's users exist on this machine only.
fn may_come_from(user: &User, from: IpAddr) -> bool {
    from.is_loopback() || !users::SELFTEST.contains(&user.extension.as_str())
}

/// What the edge shall know; it weighs the names of users and of nobody alike. A password that is right but late is no
/// offence.
fn conduct(verdict: Verdict, exists: bool, name: &str) -> Option<Conduct> {
    let offence = match (verdict, exists) {
        (Verdict::Wrong, true) => Offence::WrongPassword,
        (Verdict::Wrong, false) => Offence::UnknownUser,
        (Verdict::WrongElsewhere, _) => Offence::BorrowedNonce,
        (Verdict::Accepted | Verdict::Stale | Verdict::Replayed | Verdict::Unusable, _) => return None,
    };
    Some(Conduct::Offended {
        user: Some(name.to_owned()),
        offence,
    })
}

fn reason(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "none",
        Verdict::Stale => "stale",
        Verdict::Replayed => "replayed",
        Verdict::Wrong => "wrong",
        Verdict::WrongElsewhere => "wrong-elsewhere",
        Verdict::Unusable => "unusable",
    }
}

#[cfg(test)]
#[path = "authentication_tests.rs"]
mod tests;
