//! STUN Binding (RFC 8489), just enough for the keep-alive of RFC 5626 §4.4.2: the peer learns its address.

use std::net::{IpAddr, SocketAddr};

const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
const HEAD_BYTES: usize = 20;
const BINDING_REQUEST: u16 = 0x0001;
const BINDING_SUCCESS: u16 = 0x0101;
const BINDING_ERROR: u16 = 0x0111;
const ERROR_CODE: u16 = 0x0009;
const UNKNOWN_ATTRIBUTES: u16 = 0x000A;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
/// From here on an attribute may be passed over (§14).
const OPTIONAL: u16 = 0x8000;
/// Attributes of authentication, which a Binding here does not need but may bring: USERNAME, MESSAGE-INTEGRITY,
/// REALM, NONCE, MESSAGE-INTEGRITY-SHA256, PASSWORD-ALGORITHM, USERHASH.
const PASSED_OVER: [u16; 7] = [0x0006, 0x0008, 0x0014, 0x0015, 0x001C, 0x001D, 0x001E];
/// Attributes that a refusal names at most.
const UNKNOWN_MAX: usize = 16;

/// Whether a datagram is STUN: no SIP message begins with such a byte (§6.3).
pub(super) fn is_stun(datagram: &[u8]) -> bool {
    matches!(datagram, [0..=3, ..])
        && datagram.get(4..8) == Some(&MAGIC_COOKIE)
        && datagram.len() >= HEAD_BYTES
}

/// The answer to a Binding request (§6.3.1); `None`: it is none, or damaged, and nothing is said (§6.3).
pub(super) fn answer(datagram: &[u8], source: SocketAddr) -> Option<Vec<u8>> {
    let (head, body) = datagram.split_at_checked(HEAD_BYTES)?;
    let length = usize::from(number(head, 2)?);
    if !is_stun(datagram) || number(head, 0)? != BINDING_REQUEST || length != body.len() || length % 4 != 0 {
        return None;
    }
    let transaction: [u8; 12] = head.get(8..)?.try_into().ok()?;
    let unknown = unknown_attributes(body)?;
    Some(if unknown.is_empty() {
        let mapped = xor_mapped(source, &transaction);
        message(
            BINDING_SUCCESS,
            &transaction,
            &[attribute(XOR_MAPPED_ADDRESS, &mapped)],
        )
    } else {
        let names: Vec<u8> = unknown.iter().flat_map(|kind| kind.to_be_bytes()).collect();
        let error = attribute(ERROR_CODE, b"\0\0\x04\x14Unknown Attribute");
        message(
            BINDING_ERROR,
            &transaction,
            &[error, attribute(UNKNOWN_ATTRIBUTES, &names)],
        )
    })
}

/// Those that must be understood and are not (§14); `None`: the attributes are damaged.
fn unknown_attributes(mut body: &[u8]) -> Option<Vec<u16>> {
    let mut unknown = Vec::new();
    while !body.is_empty() {
        let (kind, length) = (number(body, 0)?, usize::from(number(body, 2)?));
        body = body.get(4 + length.next_multiple_of(4)..)?;
        if kind < OPTIONAL && !PASSED_OVER.contains(&kind) && unknown.len() < UNKNOWN_MAX {
            unknown.push(kind);
        }
    }
    Some(unknown)
}

/// §14.2.
fn xor_mapped(source: SocketAddr, transaction: &[u8; 12]) -> Vec<u8> {
    let key = [&MAGIC_COOKIE[..], transaction].concat();
    let xored = |bytes: &[u8]| -> Vec<u8> { bytes.iter().zip(&key).map(|(byte, key)| byte ^ key).collect() };
    let (family, address) = match source.ip().to_canonical() {
        IpAddr::V4(ip) => (1, xored(&ip.octets())),
        IpAddr::V6(ip) => (2, xored(&ip.octets())),
    };
    [&[0, family], &xored(&source.port().to_be_bytes())[..], &address].concat()
}

fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
    // An attribute's value is a few bytes of ours, so its length fits.
    let length = u16::try_from(value.len()).unwrap_or(u16::MAX);
    let mut bytes = [&kind.to_be_bytes()[..], &length.to_be_bytes(), value].concat();
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn message(kind: u16, transaction: &[u8; 12], attributes: &[Vec<u8>]) -> Vec<u8> {
    let body = attributes.concat();
    let length = u16::try_from(body.len()).unwrap_or(u16::MAX);
    [
        &kind.to_be_bytes()[..],
        &length.to_be_bytes(),
        &MAGIC_COOKIE,
        transaction,
        &body,
    ]
    .concat()
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

#[cfg(test)]
#[path = "stun_tests.rs"]
mod tests;
