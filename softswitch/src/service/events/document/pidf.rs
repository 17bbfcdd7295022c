//! Presence, written (RFC 3863 §4, with the activities of RFC 4480 §3.2).

use std::collections::BTreeSet;

use bytes::Bytes;
use sip_stack::published::Activity;

use super::xml::Xml;

/// A user's presence, put together from registration, calls and what their phones published.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Presence<'a> {
    /// Whether they can be reached.
    pub(in super::super) open: bool,
    /// What they do.
    pub(in super::super) activities: BTreeSet<Activity>,
    /// What they say.
    pub(in super::super) note: Option<&'a str>,
}

impl Presence<'_> {
    /// The document for an address of record.
    pub(in super::super) fn write(&self, entity: &str) -> Bytes {
        let mut xml = Xml::new();
        xml.open(
            "presence",
            &[
                ("xmlns", "urn:ietf:params:xml:ns:pidf"),
                ("xmlns:dm", "urn:ietf:params:xml:ns:pidf:data-model"),
                ("xmlns:rpid", "urn:ietf:params:xml:ns:pidf:rpid"),
                ("entity", entity),
            ],
        );
        xml.open("tuple", &[("id", "phone")]);
        xml.open("status", &[]);
        xml.leaf("basic", &[], if self.open { "open" } else { "closed" });
        xml.close("status");
        xml.leaf("contact", &[], entity);
        if let Some(note) = self.said() {
            xml.leaf("note", &[], note);
        }
        xml.close("tuple");
        if !self.activities.is_empty() {
            xml.open("dm:person", &[("id", "person")]);
            xml.open("rpid:activities", &[]);
            for activity in &self.activities {
                xml.empty(&format!("rpid:{}", activity.element()), &[]);
            }
            xml.close("rpid:activities");
            xml.close("dm:person");
        }
        xml.close("presence");
        xml.finish()
    }

    /// Their own words, else what phones without activities show.
    fn said(&self) -> Option<&str> {
        let on_the_phone = self.activities.contains(&Activity::OnThePhone);
        self.note.or_else(|| on_the_phone.then_some("On the phone"))
    }
}
