//! `a=crypto`: keys for SRTP, told in the clear (RFC 4568).

use std::fmt;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Section;
use crate::srtp::{Mki, SrtpKey, Suite};

/// Lines of a section that are looked at.
const LINES_MAX: usize = 32;
/// Decimal digits of a tag (RFC 4568 §9.1).
const TAG_DIGITS_MAX: usize = 9;
/// A key's life cannot be longer (RFC 3711 §9.2).
const LIFETIME_EXPONENT_MAX: u32 = 48;

// Interop: some phones leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A suite and the key that its writer sends under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crypto {
    /// By which an answer names the line of the offer that it takes.
    pub tag: u32,
    /// The suite and the key.
    pub key: SrtpKey,
    /// Packets that the writer sends under the key at most; `None`: as many as RFC 3711 §9.2 allows.
    pub lifetime_packets: Option<u64>,
}

impl Crypto {
    /// A line without further parameters.
    #[must_use]
    pub fn new(tag: u32, key: SrtpKey) -> Self {
        Self {
            tag,
            key,
            lifetime_packets: None,
        }
    }

    /// The value of an `a=crypto`. `None`: it is malformed, of a suite that we do not speak, has several keys, or
    /// asks for what we do not do; such a line is passed over (RFC 4568 §5.1.2).
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let mut fields = value.split_ascii_whitespace();
        let tag = fields.next().filter(|tag| tag.len() <= TAG_DIGITS_MAX)?;
        let tag = number(tag)?;
        let suite = Suite::from_name(fields.next()?)?;
        let (method, keys) = fields.next()?.split_once(':')?;
        if !method.eq_ignore_ascii_case("inline") || !fields.all(is_harmless) {
            return None;
        }
        let mut parts = keys.split('|');
        let material = BASE64.decode(parts.next()?).ok()?;
        let key = SrtpKey::new(suite, &material)?;
        let (second, third) = (parts.next(), parts.next());
        if parts.next().is_some() {
            return None;
        }
        let (lifetime_text, mki_text) = match (second, third) {
            // The lifetime may be left out (RFC 4568 §9.2).
            (Some(only), None) if only.contains(':') => (None, Some(only)),
            both => both,
        };
        let lifetime_packets = match lifetime_text {
            Some(text) => Some(lifetime(text)?),
            None => None,
        };
        let mki = match mki_text {
            Some(text) => Some(mki(text)?),
            None => None,
        };
        Some(Self {
            tag: u32::try_from(tag).ok()?,
            key: key.with_mki(mki),
            lifetime_packets,
        })
    }
}

impl fmt::Display for Crypto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inline = BASE64.encode(self.key.key_and_salt());
        write!(f, "{} {} inline:{inline}", self.tag, self.key.suite())?;
        if let Some(packets) = self.lifetime_packets {
            match packets.is_power_of_two() {
                true => write!(f, "|2^{}", packets.trailing_zeros())?,
                false => write!(f, "|{packets}")?,
            }
        }
        match self.key.mki() {
            Some(mki) => write!(f, "|{}:{}", mki.value, mki.bytes),
            None => Ok(()),
        }
    }
}

impl Section {
    /// The keys it offers or answers with, as far as we can use them, in its order.
    #[must_use]
    pub fn crypto(&self) -> Vec<Crypto> {
        self.values("crypto")
            .take(LINES_MAX)
            .filter_map(Crypto::parse)
            .collect()
    }
}

/// `2^20` or `1048576`.
fn lifetime(text: &str) -> Option<u64> {
    let packets = match text.strip_prefix("2^") {
        Some(exponent) => {
            let exponent = u32::try_from(number(exponent)?).ok()?;
            Some(exponent)
                .filter(|exponent| *exponent <= LIFETIME_EXPONENT_MAX)
                .map(|exponent| 1 << exponent)
        }
        None => number(text),
    };
    packets.filter(|packets| (1..=1 << LIFETIME_EXPONENT_MAX).contains(packets))
}

/// `1:4`: value and length.
fn mki(text: &str) -> Option<Mki> {
    let (value, bytes) = text.split_once(':')?;
    let (value, bytes) = (number(value)?, u8::try_from(number(bytes)?).ok()?);
    let fits = bytes == Mki::BYTES_MAX || value < 1 << (8 * u32::from(bytes)).min(63);
    ((1..=Mki::BYTES_MAX).contains(&bytes) && fits).then_some(Mki { value, bytes })
}

/// Digits and nothing else.
fn number(text: &str) -> Option<u64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// Whether a session parameter changes nothing for us (RFC 4568 §6.3): no FEC is used, a window's size is a hint, and
/// what begins with a hyphen may be passed over.
fn is_harmless(parameter: &str) -> bool {
    let known = ["WSH=", "FEC_ORDER="];
    parameter == "KDR=0" || parameter.starts_with('-') || known.iter().any(|name| parameter.starts_with(name))
}

#[cfg(test)]
#[path = "crypto_tests.rs"]
mod tests;
