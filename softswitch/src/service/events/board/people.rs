//! All users, what is known of them, and when it expires.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use super::house::Member;
use super::input::Registered;
use super::person::Person;
use crate::call::Lamp;
use crate::mail::CallNumber;
use crate::service::events::package::Package;

/// What of whom has changed.
pub(super) type Change = (String, Vec<Package>);

/// All users by extension.
#[derive(Debug, Default)]
pub(super) struct People {
    people: HashMap<String, Person>,
    /// Who has lamps of a call.
    by_call: HashMap<CallNumber, Vec<String>>,
    alarms: BTreeSet<(Instant, String)>,
    set: HashMap<String, Instant>,
    next_contact: u64,
}

impl People {
    pub(super) fn new(members: impl IntoIterator<Item = Member>) -> Self {
        let person = |member: Member| {
            let person = Person {
                name: member.name,
                private: member.private,
                ..Person::default()
            };
            (member.extension, person)
        };
        Self {
            people: members.into_iter().map(person).collect(),
            ..Self::default()
        }
    }

    /// These are the users from now on. Returned are those that are gone.
    pub(super) fn replace(&mut self, members: Vec<Member>) -> Vec<String> {
        let mut gone: BTreeSet<String> = self.people.keys().cloned().collect();
        for member in members {
            gone.remove(&member.extension);
            let person = self.people.entry(member.extension).or_default();
            person.name = member.name;
            person.private = member.private;
        }
        for extension in &gone {
            self.people.remove(extension);
            if let Some(at) = self.set.remove(extension) {
                self.alarms.remove(&(at, extension.clone()));
            }
        }
        gone.into_iter().collect()
    }

    pub(super) fn find(&self, extension: &str) -> Option<&Person> {
        self.people.get(extension)
    }

    /// Lets someone change what is known of a user, and keeps the alarm clock right.
    pub(super) fn change<T>(&mut self, extension: &str, change: impl FnOnce(&mut Person) -> T) -> Option<T> {
        let person = self.people.get_mut(extension)?;
        let result = change(person);
        let deadline = person.deadline();
        if let Some(old) = self.set.remove(extension) {
            self.alarms.remove(&(old, extension.to_owned()));
        }
        if let Some(at) = deadline {
            self.set.insert(extension.to_owned(), at);
            self.alarms.insert((at, extension.to_owned()));
        }
        Some(result)
    }

    /// The newest lamps of a call.
    pub(super) fn call(&mut self, call: CallNumber, lamps: Vec<Lamp>) -> Vec<Change> {
        let mut lit: HashMap<String, Vec<Lamp>> = HashMap::new();
        for extension in self.by_call.remove(&call).unwrap_or_default() {
            lit.insert(extension, Vec::new());
        }
        for lamp in lamps {
            if self.people.contains_key(&lamp.extension) {
                lit.entry(lamp.extension.clone()).or_default().push(lamp);
            }
        }
        let still: Vec<String> = lit
            .iter()
            .filter(|(_, lamps)| !lamps.is_empty())
            .map(|(extension, _)| extension.clone())
            .collect();
        if !still.is_empty() {
            self.by_call.insert(call, still);
        }
        let mut changes = Vec::new();
        for (extension, lamps) in lit {
            let Some(person) = self.people.get_mut(&extension) else {
                continue;
            };
            if person.light(call, &lamps) {
                changes.push((extension, vec![Package::Dialog, Package::Presence]));
            }
        }
        changes
    }

    /// The newest set of a user's phones.
    pub(super) fn registered(&mut self, extension: &str, phones: Vec<Registered>) -> Option<Change> {
        let mut next = self.next_contact;
        let change = self.change(extension, |person| {
            let before = person.is_registered();
            let changed = person.contacts.update(phones, &mut next);
            reg_change(changed, before != person.is_registered())
        });
        self.next_contact = next;
        change.flatten().map(|packages| (extension.to_owned(), packages))
    }

    /// Forgets what has expired of at most one user. `None`: nothing is due.
    pub(super) fn expire(&mut self, now: Instant) -> Option<Change> {
        let (_, extension) = self.alarms.first().filter(|(at, _)| *at <= now)?.clone();
        let packages = self.change(&extension, |person| {
            let before = person.is_registered();
            let changed = person.contacts.expire(now);
            let mut packages = reg_change(changed, before != person.is_registered()).unwrap_or_default();
            let closed = person.is_closed();
            if person.presence.expire(now) {
                packages.push(Package::Presence);
            }
            if person.is_closed() != closed {
                packages.push(Package::Dialog);
            }
            if person.mailbox.expire(now) {
                packages.push(Package::MessageSummary);
            }
            packages
        });
        Some((extension, packages.unwrap_or_default()))
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.alarms.first().map(|(at, _)| *at)
    }
}

/// What watchers see when a user's phones change; the first and the last phone also change lamp and presence.
fn reg_change(changed: bool, reachable_changed: bool) -> Option<Vec<Package>> {
    match (changed, reachable_changed) {
        (false, _) => None,
        (true, false) => Some(vec![Package::Reg]),
        (true, true) => Some(vec![Package::Reg, Package::Dialog, Package::Presence]),
    }
}

impl Person {
    /// Takes a call's lamps; whether anything is new.
    fn light(&mut self, call: CallNumber, lamps: &[Lamp]) -> bool {
        if lamps.is_empty() {
            let Some(old) = self.calls.remove(&call) else {
                return false;
            };
            self.last_dialog = old.last().map(|lamp| dialog_id(call, lamp));
            return true;
        }
        let before = self.calls.insert(call, lamps.to_vec());
        before.as_deref() != Some(lamps)
    }
}

/// A dialog's id in documents.
pub(super) fn dialog_id(call: CallNumber, lamp: &Lamp) -> String {
    format!("{call}-{}", lamp.leg.0)
}
