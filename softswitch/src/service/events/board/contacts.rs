//! A user's phones as the registrar tells them, and what became of those that went.

use std::collections::VecDeque;
use std::time::Instant;

use super::input::Registered;
use super::limits::GONE_MAX;
use crate::service::events::document::ContactEvent;

/// One registered phone.
#[derive(Debug)]
pub(super) struct Contact {
    /// The same as long as it stays registered.
    pub(super) id: u64,
    pub(super) uri: String,
    pub(super) gr: Option<String>,
    pub(super) expires_at: Instant,
    pub(super) refreshed: bool,
}

/// All of a user's phones.
#[derive(Debug, Default)]
pub(super) struct Contacts {
    live: Vec<Contact>,
    gone: VecDeque<(u64, ContactEvent)>,
}

impl Contacts {
    /// Takes the newest set; whether a phone came or went. `next_id` numbers the new ones.
    pub(super) fn update(&mut self, phones: Vec<Registered>, next_id: &mut u64) -> bool {
        let mut changed = false;
        let stays = |contact: &Contact| phones.iter().any(|phone| phone.contact == contact.uri);
        let (live, gone) = std::mem::take(&mut self.live)
            .into_iter()
            .partition::<Vec<_>, _>(stays);
        self.live = live;
        for contact in gone {
            changed = true;
            self.note_gone(contact.id, ContactEvent::Unregistered);
        }
        for phone in phones {
            match self.live.iter_mut().find(|contact| contact.uri == phone.contact) {
                Some(contact) => {
                    contact.refreshed |= contact.expires_at != phone.expires_at;
                    (contact.expires_at, contact.gr) = (phone.expires_at, phone.gr);
                }
                None => {
                    changed = true;
                    *next_id += 1;
                    self.live.push(Contact {
                        id: *next_id,
                        uri: phone.contact,
                        gr: phone.gr,
                        expires_at: phone.expires_at,
                        refreshed: false,
                    });
                }
            }
        }
        changed
    }

    /// Forgets the phones that did not register again; whether there was any.
    pub(super) fn expire(&mut self, now: Instant) -> bool {
        let (live, gone) = std::mem::take(&mut self.live)
            .into_iter()
            .partition::<Vec<_>, _>(|contact| contact.expires_at > now);
        self.live = live;
        let changed = !gone.is_empty();
        for contact in gone {
            self.note_gone(contact.id, ContactEvent::Expired);
        }
        changed
    }

    fn note_gone(&mut self, id: u64, event: ContactEvent) {
        if self.gone.len() >= GONE_MAX {
            self.gone.pop_front();
        }
        self.gone.push_back((id, event));
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.live.iter().map(|contact| contact.expires_at).min()
    }

    pub(super) fn live(&self) -> &[Contact] {
        &self.live
    }

    /// How a contact went that is no longer there.
    pub(super) fn end_of(&self, id: u64) -> ContactEvent {
        let gone = self.gone.iter().find(|(gone, _)| *gone == id);
        gone.map_or(ContactEvent::Unregistered, |(_, event)| *event)
    }
}
