//! A user's phones as registration information (RFC 3680 §5), with their public GRUUs (RFC 5628).

use bytes::Bytes;

use super::xml::Xml;

/// The registration of one address of record.
#[derive(Debug)]
pub(in super::super) struct RegInfo<'a> {
    pub(in super::super) aor: &'a str,
    /// Grows by one with each NOTIFY of a subscription.
    pub(in super::super) version: u32,
    /// Everything, or only what has changed since the last NOTIFY.
    pub(in super::super) full: bool,
    /// Whether any phone is registered.
    pub(in super::super) active: bool,
    pub(in super::super) contacts: Vec<RegContact<'a>>,
}

/// One phone.
#[derive(Debug)]
pub(in super::super) struct RegContact<'a> {
    /// The same for the same contact as long as it is registered.
    pub(in super::super) id: u64,
    pub(in super::super) uri: &'a str,
    pub(in super::super) event: ContactEvent,
    /// Seconds that are left.
    pub(in super::super) expires_s: u64,
    /// The `gr` of its GRUU.
    pub(in super::super) gr: Option<&'a str>,
}

/// What happened to a contact last (§5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum ContactEvent {
    Registered,
    Refreshed,
    Expired,
    Unregistered,
}

impl ContactEvent {
    /// Whether the contact is still there.
    pub(in super::super) const fn is_active(self) -> bool {
        matches!(self, Self::Registered | Self::Refreshed)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Refreshed => "refreshed",
            Self::Expired => "expired",
            Self::Unregistered => "unregistered",
        }
    }
}

impl RegInfo<'_> {
    /// The document.
    pub(in super::super) fn write(&self) -> Bytes {
        let mut xml = Xml::new();
        let version = self.version.to_string();
        let state = if self.full { "full" } else { "partial" };
        xml.open(
            "reginfo",
            &[
                ("xmlns", "urn:ietf:params:xml:ns:reginfo"),
                ("xmlns:gr", "urn:ietf:params:xml:ns:gruuinfo"),
                ("version", &version),
                ("state", state),
            ],
        );
        // An address of record that never registered is `init`, one that has is `terminated` (§3.4); nobody tells them
        // apart who was not there.
        let state = if self.active { "active" } else { "terminated" };
        xml.open(
            "registration",
            &[("aor", self.aor), ("id", "aor"), ("state", state)],
        );
        for contact in &self.contacts {
            contact.write(self.aor, &mut xml);
        }
        xml.close("registration");
        xml.close("reginfo");
        xml.finish()
    }
}

impl RegContact<'_> {
    fn write(&self, aor: &str, xml: &mut Xml) {
        let (id, expires) = (format!("c{}", self.id), self.expires_s.to_string());
        let active = self.event.is_active();
        let state = if active { "active" } else { "terminated" };
        let mut attributes = vec![
            ("id", id.as_str()),
            ("state", state),
            ("event", self.event.word()),
        ];
        if active {
            attributes.push(("expires", &expires));
        }
        xml.open("contact", &attributes);
        xml.leaf("uri", &[], self.uri);
        if let Some(gr) = self.gr.filter(|_| active) {
            xml.empty("gr:pub-gruu", &[("uri", &format!("{aor};gr={gr}"))]);
        }
        xml.close("contact");
    }
}
