//! What a watcher is told: the document of the moment, as this watcher may see it.

use std::time::Instant;

use bytes::Bytes;
use sip_stack::message::Body;

use super::board::Board;
use super::limits::{NARROW_BODY_BYTES_MAX, WIDE_BODY_BYTES_MAX};
use super::people::dialog_id;
use super::person::Person;
use super::watch::{Watch, Watched};
use crate::call::{Lamp, LampState};
use crate::mail::{CallNumber, WatchNumber};
use crate::service::events::document::{
    ContactEvent, DialogInfo, ListPart, RegContact, RegInfo, Shown, resource_list,
};
use crate::service::events::package::Package;

impl Board {
    /// Writes the newest state for a watcher and notes what it knows from now on.
    pub(super) fn tell(&mut self, now: Instant, number: WatchNumber) -> Option<Body> {
        let watch = self.watches.get(number)?;
        let body = match &watch.watched {
            Watched::User(extension) => self.about(now, watch, extension),
            Watched::List { name, members } => Some(self.about_list(now, watch, name, members)),
        };
        let contacts = match (&watch.watched, watch.package) {
            (Watched::User(extension), Package::Reg) => self.contacts(extension),
            _ => Vec::new(),
        };
        let watch = self.watches.get_mut(number)?;
        watch.version = watch.version.saturating_add(1);
        watch.full = false;
        watch.changed.clear();
        watch.told = contacts;
        body
    }

    fn contacts(&self, extension: &str) -> Vec<(u64, String)> {
        let live = self.people.find(extension).into_iter();
        live.flat_map(|person| person.contacts.live())
            .map(|contact| (contact.id, contact.uri.clone()))
            .collect()
    }

    fn about(&self, now: Instant, watch: &Watch, extension: &str) -> Option<Body> {
        let person = self.people.find(extension)?;
        let address = self.house.address(extension);
        let bytes = match watch.package {
            Package::Dialog => self.lamps(watch, extension, person, &address),
            Package::MessageSummary => person.mailbox().write(&address),
            Package::Presence => person.presence().write(&address),
            Package::Reg => registration(now, watch, person, &address),
        };
        Some(Body::new(watch.package.media_type(), bytes))
    }

    fn lamps(&self, watch: &Watch, extension: &str, person: &Person, address: &str) -> Bytes {
        let bytes_max = if watch.subscription.is_narrow() {
            NARROW_BODY_BYTES_MAX
        } else {
            WIDE_BODY_BYTES_MAX
        };
        let own = watch.watcher == extension;
        let calls = person.lamps();
        let info = DialogInfo {
            entity: address,
            version: watch.version,
            calls: calls
                .iter()
                .map(|(call, lamp)| self.shown(*call, lamp, own, person.private))
                .collect(),
            idle_id: person.last_dialog.as_deref().unwrap_or("none"),
            closed: person.is_closed(),
        };
        info.write(bytes_max)
    }

    /// Others see with whom a user speaks unless one of the two is private, and what a pick-up needs while it rings.
    fn shown<'a>(&self, call: CallNumber, lamp: &'a Lamp, own: bool, private: bool) -> Shown<'a> {
        let is_private = |number: &str| self.people.find(number).is_some_and(|person| person.private);
        let remote = lamp.remote.as_ref();
        let remote = remote.filter(|party| own || !(private || is_private(&party.number)));
        // Whoever knows the tags of a dialog can take it over by Replaces (RFC 4235 §6): of a call that is answered,
        // only its own user is told, and a private user's calls are nobody else's to pick up.
        let tags = own || (lamp.state == LampState::Ringing && !private);
        Shown {
            id: dialog_id(call, lamp),
            state: lamp.state,
            role: lamp.role,
            remote: remote.map(|party| (self.house.address(&party.number), party.name.as_deref())),
            dialog: tags.then_some(&lamp.dialog),
        }
    }

    fn about_list(&self, now: Instant, watch: &Watch, name: &str, members: &[String]) -> Body {
        let told = |extension: &&String| watch.full || watch.changed.contains(*extension);
        let part = |extension: &String| {
            Some(ListPart {
                uri: self.house.address(extension),
                name: self.people.find(extension)?.name.clone(),
                id: extension.clone(),
                body: self.about(now, watch, extension)?,
            })
        };
        let parts: Vec<_> = members.iter().filter(told).filter_map(part).collect();
        resource_list(&self.house.address(name), watch.version, watch.full, &parts)
    }
}

fn registration(now: Instant, watch: &Watch, person: &Person, address: &str) -> Bytes {
    let live = person.contacts.live();
    let known = |id: u64| watch.told.iter().any(|(told, _)| *told == id);
    let mut contacts: Vec<_> = live
        .iter()
        .filter(|contact| watch.full || !known(contact.id))
        .map(|contact| RegContact {
            id: contact.id,
            uri: &contact.uri,
            event: match contact.refreshed {
                true => ContactEvent::Refreshed,
                false => ContactEvent::Registered,
            },
            expires_s: contact.expires_at.saturating_duration_since(now).as_secs(),
            gr: contact.gr.as_deref(),
        })
        .collect();
    let gone = |(id, _): &&(u64, String)| live.iter().all(|contact| contact.id != *id);
    contacts.extend(watch.told.iter().filter(gone).map(|(id, uri)| RegContact {
        id: *id,
        uri,
        event: person.contacts.end_of(*id),
        expires_s: 0,
        gr: None,
    }));
    let info = RegInfo {
        aor: address,
        version: watch.version,
        full: watch.full,
        active: person.is_registered(),
        contacts,
    };
    info.write()
}
