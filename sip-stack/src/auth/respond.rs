//! The side that proves who it is (RFC 3261 §22.1, RFC 7616 §3.4).

use super::digest::{Digest, Protection};
use super::{Algorithm, Ha1};
use crate::message::{Challenge, Method};

/// The request that needs proof.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// Its method.
    pub method: &'a Method,
    /// Its Request-URI, as sent.
    pub uri: &'a str,
    /// Its body, for a challenge that offers `auth-int` only.
    pub body: &'a [u8],
    /// A fresh random token.
    pub cnonce: &'a str,
    /// How often this nonce was used, this time included.
    pub nonce_count: u32,
}

/// Why a challenge cannot be met.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RespondError {
    /// Neither MD5 nor SHA-256, or no Digest.
    #[error("the challenge is of a kind we do not know")]
    Algorithm,
    /// No realm or no nonce.
    #[error("the challenge lacks realm or nonce")]
    Incomplete,
    /// Neither `auth` nor `auth-int`.
    #[error("the challenge asks for a protection we do not know")]
    Protection,
}

/// The first challenge we can meet: the server lists them in its order of preference (RFC 8760 §2.3).
pub fn preferred(challenges: &[Challenge]) -> Option<&Challenge> {
    challenges
        .iter()
        .find(|one| one.is("Digest") && Algorithm::parse(one.get("algorithm")).is_some())
}

/// The value of an Authorization (or Proxy-Authorization) line. `ha1` is the hash for the challenge's realm.
pub fn respond(
    challenge: &Challenge,
    user: &str,
    ha1: &Ha1,
    attempt: &Attempt<'_>,
) -> Result<String, RespondError> {
    if !challenge.is("Digest") {
        return Err(RespondError::Algorithm);
    }
    let algorithm = Algorithm::parse(challenge.get("algorithm")).ok_or(RespondError::Algorithm)?;
    let realm = challenge.get("realm").ok_or(RespondError::Incomplete)?;
    let nonce = challenge.get("nonce").ok_or(RespondError::Incomplete)?;
    let count = format!("{:08x}", attempt.nonce_count);
    let (qop, body) = match challenge.get("qop").map(offered) {
        None => (None, None),
        Some((true, _)) => (Some("auth"), None),
        Some((false, true)) => (Some("auth-int"), Some(attempt.body)),
        Some((false, false)) => return Err(RespondError::Protection),
    };
    let protection = qop.map(|_| Protection {
        nonce_count: &count,
        cnonce: attempt.cnonce,
        body,
    });
    let digest = Digest {
        algorithm,
        nonce,
        protection,
        method: attempt.method.as_str(),
        uri: attempt.uri,
    };
    let response = digest.response(ha1);
    let mut value = format!(
        "Digest username={}, realm={}, nonce={}, uri={}, response=\"{response}\"",
        quoted(user),
        quoted(realm),
        quoted(nonce),
        quoted(attempt.uri)
    );
    if challenge.get("algorithm").is_some() {
        value += &format!(", algorithm={}", algorithm.as_str());
    }
    if let Some(opaque) = challenge.get("opaque") {
        value += &format!(", opaque={}", quoted(opaque));
    }
    if let Some(qop) = qop {
        value += &format!(", qop={qop}, nc={count}, cnonce={}", quoted(attempt.cnonce));
    }
    Ok(value)
}

/// Whether `auth` and whether `auth-int` are among the values.
fn offered(qop: &str) -> (bool, bool) {
    let has = |wanted: &str| qop.split(',').any(|one| one.trim().eq_ignore_ascii_case(wanted));
    (has("auth"), has("auth-int"))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
