use std::fmt;
use std::net::IpAddr;

use super::{Attribute, Direction, Origin, Section, connection};

/// A session description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sdp {
    /// Which session, which version.
    pub origin: Origin,
    /// `s=`.
    pub name: String,
    /// The session's `c=`, as written.
    pub connection: Option<String>,
    /// `t=`, as written.
    pub time: String,
    /// The session's attributes.
    pub attributes: Vec<Attribute>,
    /// In the order they stand.
    pub sections: Vec<Section>,
}

impl Sdp {
    /// A description of ours: these sections, all at `ip`.
    #[must_use]
    pub fn new(origin: Origin, ip: IpAddr, sections: Vec<Section>) -> Self {
        Self {
            origin,
            name: String::from("-"),
            connection: Some(connection::write(ip)),
            time: String::from("0 0"),
            attributes: Vec::new(),
            sections,
        }
    }

    /// Where a section's media goes. `None`: nowhere that is an address.
    #[must_use]
    pub fn address(&self, section: &Section) -> Option<IpAddr> {
        let written = section.connection.as_deref().or(self.connection.as_deref())?;
        connection::read(written)?
    }

    /// A section's direction; the session's, if it says none of its own.
    #[must_use]
    pub fn direction(&self, section: &Section) -> Direction {
        let said = |attributes: &[Attribute]| {
            attributes
                .iter()
                .find_map(|attribute| Direction::from_name(&attribute.name))
        };
        said(&section.attributes)
            .or_else(|| said(&self.attributes))
            .unwrap_or_default()
    }
}

impl fmt::Display for Sdp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v=0\r\n{}s={}\r\n", self.origin, self.name)?;
        if let Some(connection) = &self.connection {
            write!(f, "c={connection}\r\n")?;
        }
        write!(f, "t={}\r\n", self.time)?;
        self.attributes
            .iter()
            .try_for_each(|attribute| attribute.fmt(f))?;
        self.sections.iter().try_for_each(|section| section.fmt(f))
    }
}
