//! STUN messages (RFC 8489 §5, §14), read in place.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

pub(super) const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
pub(super) const HEADER_BYTES: usize = 20;
/// Attributes of a message that are looked at; a check has some eight.
const ATTRIBUTES_MAX: usize = 32;
/// MESSAGE-INTEGRITY with its head.
pub(super) const INTEGRITY_BYTES: usize = 24;
/// FINGERPRINT with its head.
pub(super) const FINGERPRINT_BYTES: usize = 8;
/// What makes a CRC a fingerprint (RFC 8489 §14.7).
const FINGERPRINT_MASK: u32 = 0x5354_554e;

pub(super) const BINDING_REQUEST: u16 = 0x0001;
pub(super) const BINDING_INDICATION: u16 = 0x0011;

/// Numbers of attributes (RFC 8489 §18.3, RFC 8445 §16.1).
pub(super) mod attribute {
    pub(in super::super) const USERNAME: u16 = 0x0006;
    pub(in super::super) const MESSAGE_INTEGRITY: u16 = 0x0008;
    pub(in super::super) const ERROR_CODE: u16 = 0x0009;
    pub(in super::super) const UNKNOWN_ATTRIBUTES: u16 = 0x000a;
    pub(in super::super) const XOR_MAPPED_ADDRESS: u16 = 0x0020;
    pub(in super::super) const PRIORITY: u16 = 0x0024;
    pub(in super::super) const USE_CANDIDATE: u16 = 0x0025;
    pub(in super::super) const FINGERPRINT: u16 = 0x8028;
    pub(in super::super) const ICE_CONTROLLED: u16 = 0x8029;
    /// From here on they may be passed over.
    pub(in super::super) const OPTIONAL: u16 = 0x8000;
}

/// A message whose attributes are whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Message<'a> {
    bytes: &'a [u8],
    pub(super) kind: u16,
    /// What its writer knows the answer by.
    pub(super) transaction: [u8; 12],
    /// Where MESSAGE-INTEGRITY begins.
    integrity_at: Option<usize>,
    /// It ends with its fingerprint, as all messages of ICE do (RFC 8445 §7.1).
    pub(super) has_fingerprint: bool,
}

/// One attribute: where it begins, its number and its value.
type Attribute<'a> = (usize, u16, &'a [u8]);

impl<'a> Message<'a> {
    /// `None`: it is no STUN, its attributes are not whole, or its fingerprint is another's.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let header = bytes.get(..HEADER_BYTES)?;
        let length = usize::from(number(header.get(2..4)?)?);
        let is_whole = length.is_multiple_of(4) && bytes.len() == HEADER_BYTES + length;
        let kind = number(header.get(..2)?)?;
        if !is_whole || kind >> 14 != 0 || header.get(4..8)? != COOKIE {
            return None;
        }
        let mut message = Self {
            bytes,
            kind,
            transaction: header.get(8..)?.try_into().ok()?,
            integrity_at: None,
            has_fingerprint: false,
        };
        let mut count = 0;
        let mut next = HEADER_BYTES;
        while next < bytes.len() {
            count += 1;
            let (at, number, value) = attribute_at(bytes, next).filter(|_| count <= ATTRIBUTES_MAX)?;
            next = at + 4 + value.len().next_multiple_of(4);
            match number {
                attribute::MESSAGE_INTEGRITY if message.integrity_at.is_none() => {
                    message.integrity_at = Some(at);
                }
                attribute::FINGERPRINT => {
                    let is_last = next == bytes.len();
                    let told = value.try_into().ok().map(u32::from_be_bytes)?;
                    if !is_last || told != fingerprint(bytes.get(..at)?) {
                        return None;
                    }
                    message.has_fingerprint = true;
                }
                _ => {}
            }
        }
        (next == bytes.len()).then_some(message)
    }

    /// The first attribute of this number that is protected, or that would be.
    pub(super) fn attribute(&self, wanted: u16) -> Option<&'a [u8]> {
        let mut attributes = self.attributes();
        attributes.find_map(|(_, number, value)| (number == wanted).then_some(value))
    }

    /// What must be understood and is not (RFC 8489 §6.3.1).
    pub(super) fn unknown(&self, known: &[u16]) -> Option<u16> {
        let mut attributes = self.attributes();
        attributes.find_map(|(_, number, _)| {
            (number < attribute::OPTIONAL && !known.contains(&number)).then_some(number)
        })
    }

    /// Whether its writer knows the password (RFC 8489 §14.5).
    pub(super) fn is_authentic(&self, password: &str) -> bool {
        let told = self
            .integrity_at
            .and_then(|at| Some((at, attribute_at(self.bytes, at)?.2)));
        let Some((at, told)) = told else { return false };
        let text = self.bytes.get(..at).unwrap_or_default();
        integrity(password, text).is_some_and(|mac| mac.verify_slice(told).is_ok())
    }

    /// Those before MESSAGE-INTEGRITY; what follows it is not protected (RFC 8489 §14.5).
    fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> {
        let (bytes, end) = (self.bytes, self.integrity_at.unwrap_or(self.bytes.len()));
        let first = attribute_at(bytes, HEADER_BYTES);
        let following = move |(at, _, value): &Attribute<'a>| {
            attribute_at(bytes, at + 4 + value.len().next_multiple_of(4))
        };
        std::iter::successors(first, following).take_while(move |(at, ..)| *at < end)
    }
}

/// The code of a message that ends with it, as if nothing followed.
pub(super) fn integrity(password: &str, text: &[u8]) -> Option<Hmac<Sha1>> {
    let length = u16::try_from(text.len().checked_sub(HEADER_BYTES)? + INTEGRITY_BYTES).ok()?;
    let mut mac = Hmac::<Sha1>::new_from_slice(password.as_bytes()).ok()?;
    mac.update(text.get(..2)?);
    mac.update(&length.to_be_bytes());
    mac.update(text.get(4..)?);
    Some(mac)
}

/// Of a message whose length already counts it.
pub(super) fn fingerprint(text: &[u8]) -> u32 {
    crc32fast::hash(text) ^ FINGERPRINT_MASK
}

fn attribute_at(bytes: &[u8], at: usize) -> Option<Attribute<'_>> {
    let number_of = number(bytes.get(at..at + 2)?)?;
    let length = usize::from(number(bytes.get(at + 2..at + 4)?)?);
    Some((at, number_of, bytes.get(at + 4..at + 4 + length)?))
}

fn number(bytes: &[u8]) -> Option<u16> {
    bytes.try_into().ok().map(u16::from_be_bytes)
}
