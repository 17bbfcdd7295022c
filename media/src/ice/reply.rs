//! Answers to checks, written into a given space.

use std::net::{IpAddr, SocketAddr};

use hmac::Mac;

use super::message::{COOKIE, FINGERPRINT_BYTES, HEADER_BYTES, attribute, fingerprint, integrity};

const BINDING_SUCCESS: u16 = 0x0101;
const BINDING_ERROR: u16 = 0x0111;

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// It came from here (RFC 8489 §14.2).
    Success(SocketAddr),
    /// Both ends think that the other decides (RFC 8445 §7.3.1.1).
    RoleConflict,
    /// This attribute is not understood (RFC 8489 §6.3.1).
    Unknown(u16),
}

impl Reply {
    /// Writes it, protected by our password; its length. `None`: there is no room.
    pub(super) fn write(self, transaction: [u8; 12], password: &str, into: &mut [u8]) -> Option<usize> {
        let kind = match self {
            Self::Success(_) => BINDING_SUCCESS,
            Self::RoleConflict | Self::Unknown(_) => BINDING_ERROR,
        };
        let mut writer = Writer {
            into,
            length: HEADER_BYTES,
        };
        let header = writer.into.get_mut(..HEADER_BYTES)?;
        header.get_mut(..2)?.copy_from_slice(&kind.to_be_bytes());
        header.get_mut(4..8)?.copy_from_slice(&COOKIE);
        header.get_mut(8..)?.copy_from_slice(&transaction);
        match self {
            Self::Success(source) => writer.mapped_address(source, transaction)?,
            Self::RoleConflict => writer.error(4, 87)?,
            Self::Unknown(unknown) => {
                writer.error(4, 20)?;
                writer.attribute(attribute::UNKNOWN_ATTRIBUTES, &unknown.to_be_bytes())?;
            }
        }
        writer.protect(password)
    }
}

struct Writer<'a> {
    into: &'a mut [u8],
    length: usize,
}

impl Writer<'_> {
    fn attribute(&mut self, number: u16, value: &[u8]) -> Option<()> {
        let length = u16::try_from(value.len()).ok()?;
        let end = self.length + 4 + value.len().next_multiple_of(4);
        let place = self.into.get_mut(self.length..end)?;
        place.fill(0);
        place.get_mut(..2)?.copy_from_slice(&number.to_be_bytes());
        place.get_mut(2..4)?.copy_from_slice(&length.to_be_bytes());
        place.get_mut(4..4 + value.len())?.copy_from_slice(value);
        self.length = end;
        Some(())
    }

    fn error(&mut self, class: u8, number: u8) -> Option<()> {
        self.attribute(attribute::ERROR_CODE, &[0, 0, class, number])
    }

    fn mapped_address(&mut self, source: SocketAddr, transaction: [u8; 12]) -> Option<()> {
        let mut mask = [0; 16];
        mask.get_mut(..4)?.copy_from_slice(&COOKIE);
        mask.get_mut(4..)?.copy_from_slice(&transaction);
        let mut value = [0; 20];
        let port = source.port() ^ u16::from_be_bytes([COOKIE[0], COOKIE[1]]);
        value.get_mut(2..4)?.copy_from_slice(&port.to_be_bytes());
        let (family, octets, length) = match source.ip() {
            IpAddr::V4(ip) => (1, ip.to_ipv6_mapped().octets(), 4),
            IpAddr::V6(ip) => (2, ip.octets(), 16),
        };
        *value.get_mut(1)? = family;
        let octets = octets.get(16 - length..)?;
        for ((byte, octet), mask) in value.get_mut(4..)?.iter_mut().zip(octets).zip(mask) {
            *byte = octet ^ mask;
        }
        self.attribute(attribute::XOR_MAPPED_ADDRESS, value.get(..4 + length)?)
    }

    /// MESSAGE-INTEGRITY and FINGERPRINT, which close it.
    fn protect(mut self, password: &str) -> Option<usize> {
        let text = self.into.get(..self.length)?;
        let code = integrity(password, text)?.finalize().into_bytes();
        self.attribute(attribute::MESSAGE_INTEGRITY, &code)?;
        let length = u16::try_from(self.length - HEADER_BYTES + FINGERPRINT_BYTES).ok()?;
        self.into.get_mut(2..4)?.copy_from_slice(&length.to_be_bytes());
        let code = fingerprint(self.into.get(..self.length)?);
        self.attribute(attribute::FINGERPRINT, &code.to_be_bytes())?;
        Some(self.length)
    }
}
