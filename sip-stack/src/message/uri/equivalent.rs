//! When two URIs mean the same (RFC 3261 §19.1.4, RFC 3966 §4).

use super::escape::decode;
use super::{SipUri, TelUri, Uri};
use crate::message::params::Params;

/// Parameters that matter even when only one URI has them.
const DECISIVE: [&str; 5] = ["user", "ttl", "method", "maddr", "transport"];

impl Uri {
    /// Whether both are the same address by the rules of their scheme.
    pub fn equivalent(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sip(own), Self::Sip(other)) => own.equivalent(other),
            (Self::Tel(own), Self::Tel(other)) => own.equivalent(other),
            (Self::Other(own), Self::Other(other)) => own == other,
            _ => false,
        }
    }
}

impl SipUri {
    /// Whether both are the same address (§19.1.4).
    pub fn equivalent(&self, other: &Self) -> bool {
        self.is_secure() == other.is_secure()
            && self.user().map(decode) == other.user().map(decode)
            && self.password().map(decode) == other.password().map(decode)
            && self.host().equivalent(other.host())
            && self.port() == other.port()
            && params_agree(self.params(), other.params())
            && sorted_headers(self.headers()) == sorted_headers(other.headers())
    }
}

impl TelUri {
    /// Whether both are the same number (RFC 3966 §4).
    pub fn equivalent(&self, other: &Self) -> bool {
        self.digits().eq_ignore_ascii_case(&other.digits())
            && self.params().iter().count() == other.params().iter().count()
            && self.params().iter().all(|(name, _)| {
                let theirs = other.params().find(name);
                self.params()
                    .find(name)
                    .zip(theirs)
                    .is_some_and(|(value, theirs)| same_value(value, theirs))
            })
    }
}

/// Of a parameter that is given twice the first counts.
fn params_agree(own: &Params, other: &Params) -> bool {
    let covers = |one: &Params, two: &Params| {
        one.iter()
            .all(|(name, _)| match (one.find(name), two.find(name)) {
                (Some(value), Some(theirs)) => same_value(value, theirs),
                _ => !DECISIVE
                    .iter()
                    .any(|decisive| decisive.eq_ignore_ascii_case(name)),
            })
    };
    covers(own, other) && covers(other, own)
}

fn same_value(own: Option<&[u8]>, other: Option<&[u8]>) -> bool {
    let meant = |value: Option<&[u8]>| {
        value.map(|value| decode(&String::from_utf8_lossy(value)).to_ascii_lowercase())
    };
    meant(own) == meant(other)
}

fn sorted_headers(headers: &str) -> Vec<(String, Vec<u8>)> {
    let mut sorted: Vec<_> = headers
        .split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            (name.to_ascii_lowercase(), decode(value))
        })
        .collect();
    sorted.sort();
    sorted
}
