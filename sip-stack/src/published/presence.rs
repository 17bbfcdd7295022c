//! Published presence, read with bounds (RFC 3863 §4, RFC 4480 §3.2). What is not known is passed over (RFC 3863 §4.2.3).

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::Activity;
use crate::events::Refusal;
use crate::message::Body;

/// The type of a presence document.
pub const PIDF: &str = "application/pidf+xml";

/// Elements, texts and ends of one document.
const EVENTS_MAX: usize = 1_024;
/// Elements within each other.
const DEPTH_MAX: usize = 16;
/// Characters of a note that are kept.
const NOTE_CHARS_MAX: usize = 140;

/// What one phone published about its user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishedPresence {
    /// The first basic status that was open, else closed; `None`: it says nothing.
    pub open: Option<bool>,
    /// What the user does.
    pub activities: BTreeSet<Activity>,
    /// The first note.
    pub note: Option<String>,
}

/// The element that is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Basic,
    Note,
    Activities,
    Other,
}

/// A document on its way through the reader.
#[derive(Default)]
struct Reading {
    published: PublishedPresence,
    has_root: bool,
    path: Vec<Inside>,
    /// The text of the element that is being read.
    text: String,
}

impl PublishedPresence {
    /// Reads a PIDF document.
    ///
    /// # Errors
    /// The body is of another type, no XML, has a document type, or is beyond the bounds.
    pub fn read(body: &Body) -> Result<Self, Refusal> {
        if !body.is(PIDF) {
            return Err(Refusal::MediaType { accepts: PIDF });
        }
        let text = std::str::from_utf8(&body.bytes).map_err(|_| Refusal::Malformed)?;
        let mut reader = Reader::from_str(text);
        let mut reading = Reading::default();
        for _ in 0..EVENTS_MAX {
            match reader.read_event().map_err(|_| Refusal::Malformed)? {
                Event::Start(start) => reading.start(&start)?,
                Event::Empty(start) => {
                    reading.start(&start)?;
                    reading.end();
                }
                Event::End(_) => reading.end(),
                Event::Text(text) => reading.text.push_str(&text.xml_content(XmlVersion::Implicit1_0)),
                Event::CData(text) => reading.text.push_str(&text.xml_content(XmlVersion::Implicit1_0)),
                Event::GeneralRef(name) => reading.reference(&name)?,
                Event::DocType(_) => return Err(Refusal::Malformed),
                Event::Eof if reading.has_root && reading.path.is_empty() => return Ok(reading.published),
                Event::Eof => return Err(Refusal::Malformed),
                _ => {}
            }
        }
        Err(Refusal::TooLarge)
    }
}

impl Reading {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), Refusal> {
        let name = start.local_name();
        let is_misplaced = !self.has_root && name.as_ref() != "presence";
        if is_misplaced || self.path.len() >= DEPTH_MAX {
            return Err(Refusal::Malformed);
        }
        self.has_root = true;
        self.text.clear();
        if self.path.last() == Some(&Inside::Activities) {
            self.published.activities.extend(Activity::named(name.as_ref()));
        }
        self.path.push(match name.as_ref() {
            "basic" => Inside::Basic,
            "note" => Inside::Note,
            "activities" => Inside::Activities,
            _ => Inside::Other,
        });
        Ok(())
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        match self.path.pop() {
            Some(Inside::Basic) => {
                let open = text.trim() == "open";
                self.published.open = Some(self.published.open.unwrap_or(false) || open);
            }
            Some(Inside::Note) if self.published.note.is_none() => {
                let words: Vec<&str> = text.split_whitespace().collect();
                let note: String = words.join(" ").chars().take(NOTE_CHARS_MAX).collect();
                self.published.note = Some(note).filter(|note| !note.is_empty());
            }
            _ => {}
        }
    }

    /// A character that is written by number or name; other names need a document type, which is not read.
    fn reference(&mut self, name: &BytesRef<'_>) -> Result<(), Refusal> {
        let by_number = name.resolve_char_ref().map_err(|_| Refusal::Malformed)?;
        let character = by_number.or(match name.as_ref() {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => None,
        });
        self.text.push(character.ok_or(Refusal::Malformed)?);
        Ok(())
    }
}

#[cfg(test)]
#[path = "presence_tests.rs"]
mod tests;
