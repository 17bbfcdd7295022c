//! What is known of one user.

use std::collections::BTreeMap;
use std::time::Instant;

use sip_stack::events::Publications;
use sip_stack::published::{Activity, Mailbox, PublishedPresence};

use super::contacts::Contacts;
use crate::call::{Lamp, LampState};
use crate::mail::CallNumber;
use crate::service::events::document::Presence;

/// A user and everything that can be watched of them.
#[derive(Debug, Default)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) private: bool,
    /// The user's lamps, by call.
    pub(super) calls: BTreeMap<CallNumber, Vec<Lamp>>,
    /// The dialog that ended last, which stands for none.
    pub(super) last_dialog: Option<String>,
    pub(super) contacts: Contacts,
    pub(super) presence: Publications<PublishedPresence>,
    pub(super) mailbox: Publications<Mailbox>,
}

impl Person {
    /// The user's lamps, the most important first: ringing, then talking, then dialling.
    pub(super) fn lamps(&self) -> Vec<(CallNumber, &Lamp)> {
        let of_call = |(call, lamps): (&CallNumber, &'_ Vec<Lamp>)| (*call, lamps.len());
        debug_assert!(self.calls.iter().map(of_call).all(|(_, count)| count > 0));
        let mut lamps: Vec<_> = self
            .calls
            .iter()
            .flat_map(|(call, lamps)| lamps.iter().map(|lamp| (*call, lamp)))
            .collect();
        lamps.sort_by_key(|(_, lamp)| lamp.state);
        lamps
    }

    pub(super) fn is_registered(&self) -> bool {
        !self.contacts.live().is_empty()
    }

    /// Whether it makes no sense to call: nobody is there, or a phone of theirs says "do not disturb".
    pub(super) fn is_closed(&self) -> bool {
        !self.is_registered() || self.wants_no_calls()
    }

    // Interop: Bria, Linphone, MicroSIP and Zoiper publish `busy` for "do not disturb", and nothing else does.
    fn wants_no_calls(&self) -> bool {
        let mut published = self.presence.states();
        published.any(|one| one.activities.contains(&Activity::Busy))
    }

    /// Registration, calls and publications together. Who is not registered is closed, whatever was published.
    pub(super) fn presence(&self) -> Presence<'_> {
        if !self.is_registered() {
            return Presence::default();
        }
        let says = |open: bool| self.presence.states().any(|one| one.open == Some(open));
        let mut activities: std::collections::BTreeSet<_> = self
            .presence
            .states()
            .flat_map(|one| one.activities.iter().copied())
            .collect();
        let on_the_phone = |(_, lamp): &(CallNumber, &Lamp)| lamp.state != LampState::Ringing;
        if self.lamps().iter().any(on_the_phone) {
            activities.insert(Activity::OnThePhone);
        }
        Presence {
            open: says(true) || !says(false),
            activities,
            note: self.presence.states().find_map(|one| one.note.as_deref()),
        }
    }

    /// All published counts together; none: no messages.
    pub(super) fn mailbox(&self) -> Mailbox {
        let sum = |all: Mailbox, one: &Mailbox| all.and(one);
        self.mailbox.states().fold(Mailbox::default(), sum)
    }

    /// When something of the user expires.
    pub(super) fn deadline(&self) -> Option<Instant> {
        [
            self.contacts.deadline(),
            self.presence.deadline(),
            self.mailbox.deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
    }
}
