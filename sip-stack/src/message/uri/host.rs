//! Hosts and ports (RFC 3261 §25.1 `host`, RFC 5118 §4).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use super::UriError;
use crate::message::lexis::{number, trim};

/// A name or an address.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Host {
    /// A domain name as written; compare without regard to case.
    Name(Arc<str>),
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// An IPv6 address, written in brackets.
    V6(Ipv6Addr),
}

impl Host {
    /// Reads a host; an IPv6 address must be in brackets.
    pub fn parse(bytes: &[u8]) -> Result<Self, UriError> {
        if let [b'[', inner @ .., b']'] = bytes {
            return parse_v6(inner).map(Self::V6).ok_or(UriError::Host);
        }
        let is_name_byte = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._".contains(byte);
        if bytes.is_empty() || !bytes.iter().all(is_name_byte) {
            return Err(UriError::Host);
        }
        let name = std::str::from_utf8(bytes).map_err(|_| UriError::NotText)?;
        Ok(name.parse().map_or_else(|_| Self::Name(name.into()), Self::V4))
    }

    /// The address, if it is one.
    pub fn ip(&self) -> Option<IpAddr> {
        match self {
            Self::Name(_) => None,
            Self::V4(ip) => Some((*ip).into()),
            Self::V6(ip) => Some((*ip).into()),
        }
    }

    /// Whether both mean the same host; names in any case (§19.1.4).
    pub fn equivalent(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Name(own), Self::Name(other)) => own.eq_ignore_ascii_case(other),
            (own, other) => own == other,
        }
    }
}

fn parse_v6(inner: &[u8]) -> Option<Ipv6Addr> {
    let text = std::str::from_utf8(inner).ok()?;
    // Interop: the ABNF of RFC 3261 lets `:::` be written before an embedded IPv4 address (RFC 5118 §4.10).
    text.parse()
        .ok()
        .or_else(|| text.replacen(":::", "::", 1).parse().ok())
}

impl From<IpAddr> for Host {
    fn from(ip: IpAddr) -> Self {
        match ip {
            IpAddr::V4(ip) => Self::V4(ip),
            IpAddr::V6(ip) => Self::V6(ip),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::V4(ip) => ip.fmt(f),
            Self::V6(ip) => write!(f, "[{ip}]"),
        }
    }
}

/// A host with the port that was written, if any.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct HostPort {
    /// The host.
    pub host: Host,
    /// The port; `None`: the transport's default.
    pub port: Option<u16>,
}

impl HostPort {
    /// Reads `host[:port]`; white space around the colon is passed over, as a Via may have it.
    pub fn parse(bytes: &[u8]) -> Result<Self, UriError> {
        let bytes = trim(bytes);
        let host_end = match bytes {
            [b'[', ..] => {
                bytes
                    .iter()
                    .position(|byte| *byte == b']')
                    .ok_or(UriError::Host)?
                    + 1
            }
            _ => bytes.iter().position(|byte| *byte == b':').unwrap_or(bytes.len()),
        };
        let host = Host::parse(trim(&bytes[..host_end]))?;
        let port = match trim(&bytes[host_end..]) {
            [] => None,
            [b':', digits @ ..] => Some(number(trim(digits)).ok_or(UriError::Port)?),
            _ => return Err(UriError::Host),
        };
        Ok(Self { host, port })
    }
}

impl From<SocketAddr> for HostPort {
    fn from(address: SocketAddr) -> Self {
        Self {
            host: address.ip().into(),
            port: Some(address.port()),
        }
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => write!(f, "{}:{port}", self.host),
            None => self.host.fmt(f),
        }
    }
}
