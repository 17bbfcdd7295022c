//! The side that asks for proof (RFC 3261 §22.2, RFC 7616 §3.3, §5.4).

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use subtle::ConstantTimeEq;

use super::digest::{Digest, Protection};
use super::nonce::Nonce;
use super::replay::{ReplayGuard, Use};
use super::{Algorithm, Ha1};
use crate::message::{Credentials, Method};

/// Nonces whose counts are remembered; beyond that the oldest must be asked for anew.
const NONCES_MAX: usize = 65_536;

/// Whether a request is who it says it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The password is right and the nonce fresh.
    Accepted,
    /// The nonce is too old, or none of ours: challenge again with `stale`. The password was not looked at.
    Stale,
    /// The password is right but this nonce count was used before: challenge again with `stale`.
    Replayed,
    /// The password is wrong.
    Wrong,
    /// The password is wrong, and the nonce was given to another address: who sent this may not hear our answers.
    WrongElsewhere,
    /// A parameter is missing, or of a kind we do not offer.
    Unusable,
}

/// Challenges and verifies for one realm.
pub struct Challenger {
    realm: Box<str>,
    secret: [u8; 32],
    nonce_lifetime: Duration,
    next_number: u64,
    replay: ReplayGuard,
    nobody: Ha1,
}

impl Challenger {
    /// A challenger; the secret must be random and new with each start of the process.
    pub fn new(realm: &str, secret: [u8; 32], nonce_lifetime: Duration) -> Self {
        let nobody = Ha1::new("nobody", realm, &hex::encode(secret));
        Self {
            realm: realm.into(),
            secret,
            nonce_lifetime,
            next_number: 0,
            replay: ReplayGuard::new(NONCES_MAX),
            nobody,
        }
    }

    /// The realm that is challenged for.
    pub fn realm(&self) -> &str {
        &self.realm
    }

    /// The hash of a password that nobody has: verifying against it makes unknown users look like wrong passwords.
    pub fn nobody(&self) -> &Ha1 {
        &self.nobody
    }

    /// The values of two WWW-Authenticate (or Proxy-Authenticate) lines, MD5 and SHA-256 (RFC 8760 §2.4).
    // Interop: SIPp 3.6 and many desk phones look at the first challenge only and know no SHA-256; so MD5
    // comes first, and who wants better finds it behind. Pinned by tests/e2e/sipp.rs.
    pub fn challenge(&mut self, now_unix: u64, from: IpAddr, stale: bool) -> [String; 2] {
        let nonce = Nonce {
            issued_unix: now_unix,
            number: self.next_number,
            asker: Nonce::asker(from, &self.secret),
        }
        .seal(&self.secret);
        self.next_number += 1;
        let stale = if stale { ", stale=true" } else { "" };
        let realm = self.realm.replace(['"', '\\'], "");
        [Algorithm::Md5, Algorithm::Sha256].map(|algorithm| {
            let algorithm = algorithm.as_str();
            format!("Digest realm=\"{realm}\", nonce=\"{nonce}\", algorithm={algorithm}, qop=\"auth\"{stale}")
        })
    }

    /// Those credentials that answer this realm; those of other realms are left alone (§22.3).
    pub fn own<'a>(&self, credentials: &'a [Credentials]) -> Option<&'a Credentials> {
        credentials
            .iter()
            .find(|own| own.is("Digest") && own.get("realm") == Some(&*self.realm))
    }

    /// Judges credentials against the hash of the user they name. The digest's URI may differ from the
    /// Request-URI, as proxies rewrite that (RFC 3261 §22.4).
    ///
    /// A password is looked at only with a nonce of ours, so that nobody can try one without having asked first
    /// (RFC 7616 §3.3 lets `stale` mean no more than an invalid nonce).
    pub fn verify(
        &mut self,
        now_unix: u64,
        from: IpAddr,
        credentials: &Credentials,
        method: &Method,
        body: &[u8],
        ha1: &Ha1,
    ) -> Verdict {
        let Some((digest, response, count)) = read(credentials, method, body) else {
            return Verdict::Unusable;
        };
        let fresh = Nonce::open(digest.nonce, &self.secret).filter(|nonce| {
            let age = now_unix.checked_sub(nonce.issued_unix);
            age.is_some_and(|age| age <= self.nonce_lifetime.as_secs())
        });
        let Some(nonce) = fresh else {
            return Verdict::Stale;
        };
        let expected = digest.response(ha1);
        let given = response.to_ascii_lowercase();
        if !bool::from(expected.as_bytes().ct_eq(given.as_bytes())) {
            let asked_here = nonce.asker == Nonce::asker(from, &self.secret);
            return if asked_here {
                Verdict::Wrong
            } else {
                Verdict::WrongElsewhere
            };
        }
        match self.replay.mark(nonce.number, count) {
            Use::Forgotten => Verdict::Stale,
            Use::Repeated => Verdict::Replayed,
            Use::First => Verdict::Accepted,
        }
    }
}

/// The digest's ingredients, the response and the nonce count; without `qop` a nonce serves once, as count 1.
fn read<'a>(
    credentials: &'a Credentials,
    method: &'a Method,
    body: &'a [u8],
) -> Option<(Digest<'a>, &'a str, u32)> {
    let algorithm = Algorithm::parse(credentials.get("algorithm"))?;
    let (protection, count) = match credentials.get("qop") {
        None => (None, 1),
        Some(qop) => {
            let body = if qop.eq_ignore_ascii_case("auth-int") {
                Some(body)
            } else {
                qop.eq_ignore_ascii_case("auth").then_some(())?;
                None
            };
            let nonce_count = credentials.get("nc").filter(|count| count.len() == 8)?;
            let count = u32::from_str_radix(nonce_count, 16).ok()?;
            (
                Some(Protection {
                    nonce_count,
                    cnonce: credentials.get("cnonce")?,
                    body,
                }),
                count,
            )
        }
    };
    let digest = Digest {
        algorithm,
        nonce: credentials.get("nonce")?,
        protection,
        method: method.as_str(),
        uri: credentials.get("uri")?,
    };
    Some((digest, credentials.get("response")?, count))
}

impl fmt::Debug for Challenger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenger")
            .field("realm", &self.realm)
            .finish_non_exhaustive()
    }
}
