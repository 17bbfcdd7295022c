//! Reading: line by line, each to where it belongs.

use super::limits::{ATTRIBUTES_MAX, BYTES_MAX, FORMATS_MAX, SECTIONS_MAX};
use super::{Attribute, Origin, Sdp, SdpError, SdpErrorKind, Section, connection};

impl Sdp {
    /// Reads a description. Lines may end in LF alone, and lines without a meaning here are passed over.
    ///
    /// # Errors
    /// What is wrong, and in which line.
    pub fn parse(bytes: &[u8]) -> Result<Self, SdpError> {
        let whole = |kind| SdpError { line: 0, kind };
        if bytes.len() > BYTES_MAX {
            return Err(whole(SdpErrorKind::TooLong));
        }
        // Interop: some phones write names into `o=` and `s=` in another charset; nothing that we act on.
        let text = String::from_utf8_lossy(bytes);
        let mut reader = Reader::default();
        for (index, line) in text.lines().enumerate() {
            let at = |kind| SdpError {
                line: index + 1,
                kind,
            };
            let line = line.trim_end_matches('\r');
            if line.is_empty() {
                continue;
            }
            if line.contains(['\0', '\r']) {
                return Err(at(SdpErrorKind::ControlCharacter));
            }
            let (kind, value) = line.split_once('=').ok_or_else(|| at(SdpErrorKind::NotALine))?;
            reader.take(kind, value.trim_end()).map_err(at)?;
        }
        reader.finish().map_err(whole)
    }
}

#[derive(Default)]
struct Reader {
    version_seen: bool,
    origin: Option<Origin>,
    name: Option<String>,
    connection: Option<String>,
    time: Option<String>,
    attributes: Vec<Attribute>,
    sections: Vec<Section>,
}

impl Reader {
    fn take(&mut self, kind: &str, value: &str) -> Result<(), SdpErrorKind> {
        match kind {
            "v" if value.trim() == "0" => self.version_seen = true,
            _ if !self.version_seen => return Err(SdpErrorKind::Version),
            "o" => self.origin = Some(Origin::parse(value).ok_or(SdpErrorKind::Origin)?),
            "s" => self.name = Some(value.to_owned()),
            "t" => {
                self.time.get_or_insert_with(|| value.to_owned());
            }
            "c" => self.take_connection(value)?,
            "a" => self.take_attribute(value)?,
            "m" => self.take_section(value)?,
            _ => {}
        }
        Ok(())
    }

    fn take_connection(&mut self, value: &str) -> Result<(), SdpErrorKind> {
        connection::read(value).ok_or(SdpErrorKind::Connection)?;
        let place = match self.sections.last_mut() {
            Some(section) => &mut section.connection,
            None => &mut self.connection,
        };
        // Of several (for layered media, RFC 8866 §5.7) the first is the base.
        place.get_or_insert_with(|| value.to_owned());
        Ok(())
    }

    fn take_attribute(&mut self, value: &str) -> Result<(), SdpErrorKind> {
        let attributes = match self.sections.last_mut() {
            Some(section) => &mut section.attributes,
            None => &mut self.attributes,
        };
        if attributes.len() >= ATTRIBUTES_MAX {
            return Err(SdpErrorKind::TooManyAttributes);
        }
        attributes.push(Attribute::parse(value));
        Ok(())
    }

    fn take_section(&mut self, value: &str) -> Result<(), SdpErrorKind> {
        if self.sections.len() >= SECTIONS_MAX {
            return Err(SdpErrorKind::TooManySections);
        }
        let mut fields = value.split_ascii_whitespace();
        let mut field = || fields.next().ok_or(SdpErrorKind::Media);
        let (kind, port, protocol) = (field()?.to_owned(), field()?, field()?.to_owned());
        // `port/count` asks for several ports; the first is the one.
        let port = port
            .split('/')
            .next()
            .unwrap_or(port)
            .parse()
            .map_err(|_| SdpErrorKind::Media)?;
        let formats: Vec<String> = fields.map(str::to_owned).collect();
        if formats.len() > FORMATS_MAX {
            return Err(SdpErrorKind::TooManyFormats);
        }
        if formats.is_empty() {
            return Err(SdpErrorKind::Media);
        }
        self.sections.push(Section {
            kind,
            port,
            protocol,
            formats,
            connection: None,
            attributes: Vec::new(),
        });
        Ok(())
    }

    fn finish(self) -> Result<Sdp, SdpErrorKind> {
        if !self.version_seen {
            return Err(SdpErrorKind::Version);
        }
        Ok(Sdp {
            origin: self.origin.ok_or(SdpErrorKind::Origin)?,
            // Interop: some phones leave out the mandatory `s=` and `t=`.
            name: self.name.unwrap_or_else(|| String::from("-")),
            connection: self.connection,
            time: self.time.unwrap_or_else(|| String::from("0 0")),
            attributes: self.attributes,
            sections: self.sections,
        })
    }
}
