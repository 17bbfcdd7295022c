use std::fmt;
use std::net::IpAddr;

use super::{Attribute, connection};

/// An `m=` line and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// `audio`, `video`, `image`, …
    pub kind: String,
    /// Where media goes; 0: refused (RFC 3264 §6).
    pub port: u16,
    /// `RTP/AVP`, `RTP/SAVPF`, `udptl`, …
    pub protocol: String,
    /// Payload types, or what the protocol calls formats.
    pub formats: Vec<String>,
    /// The section's own `c=`, as written.
    pub connection: Option<String>,
    /// In the order they stand.
    pub attributes: Vec<Attribute>,
}

impl Section {
    /// This section, refused: its media, protocol and formats stay (RFC 3264 §6).
    #[must_use]
    pub fn refused(&self) -> Self {
        Self {
            kind: self.kind.clone(),
            port: 0,
            protocol: self.protocol.clone(),
            formats: self.formats.clone(),
            connection: None,
            attributes: Vec::new(),
        }
    }

    /// The value of the first attribute of this name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let named = self
            .attributes
            .iter()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))?;
        Some(named.value.as_deref().unwrap_or_default())
    }

    /// The values of all attributes of this name.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self
            .attributes
            .iter()
            .filter(move |attribute| attribute.name.eq_ignore_ascii_case(name));
        named.map(|attribute| attribute.value.as_deref().unwrap_or_default())
    }

    /// Whether there is an attribute of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    /// Gives it a `c=` of its own.
    pub fn set_address(&mut self, ip: IpAddr) {
        self.connection = Some(connection::write(ip));
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "m={} {} {} {}\r\n",
            self.kind,
            self.port,
            self.protocol,
            self.formats.join(" ")
        )?;
        if let Some(connection) = &self.connection {
            write!(f, "c={connection}\r\n")?;
        }
        self.attributes.iter().try_for_each(|attribute| attribute.fmt(f))
    }
}
