//! All subscriptions: by number, by what they watch, and when they want to act.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::hash::Hash;
use std::net::IpAddr;
use std::time::Instant;

use sip_stack::message::TerminationReason;

use super::limits::{DOUBLES_MAX, WATCHES_MAX, WATCHES_PER_ADDRESS_MAX, WATCHES_PER_USER_MAX};
use super::watch::{Watch, Watched};
use crate::mail::WatchNumber;
use crate::service::events::package::Package;

/// All subscriptions.
#[derive(Debug, Default)]
pub(super) struct Watches {
    all: HashMap<WatchNumber, Watch>,
    by_user: HashMap<String, BTreeSet<WatchNumber>>,
    per_watcher: HashMap<String, usize>,
    per_address: HashMap<IpAddr, usize>,
    alarms: BTreeSet<(Instant, WatchNumber)>,
    /// Who has to hear of a change, in the order of the changes.
    queue: VecDeque<WatchNumber>,
    next: u64,
}

impl Watches {
    /// Which limit leaves no room for one more.
    pub(super) fn full(&self, watcher: &str, address: IpAddr) -> Option<&'static str> {
        let many = |count: Option<&usize>, most| count.is_some_and(|count| *count >= most);
        if self.all.len() >= WATCHES_MAX {
            Some("subscriptions")
        } else if many(self.per_watcher.get(watcher), WATCHES_PER_USER_MAX) {
            Some("subscriptions-of-user")
        } else if many(self.per_address.get(&address), WATCHES_PER_ADDRESS_MAX) {
            Some("subscriptions-from-address")
        } else {
            None
        }
    }

    /// A number for a new one.
    pub(super) fn next(&mut self) -> WatchNumber {
        self.next += 1;
        WatchNumber(self.next)
    }

    pub(super) fn insert(&mut self, number: WatchNumber, watch: Watch) {
        for extension in watch.watched.users() {
            let watchers = self.by_user.entry(extension.clone()).or_default();
            watchers.insert(number);
        }
        *self.per_watcher.entry(watch.watcher.clone()).or_default() += 1;
        *self.per_address.entry(watch.address).or_default() += 1;
        self.all.insert(number, watch);
    }

    pub(super) fn remove(&mut self, number: WatchNumber) {
        let Some(watch) = self.all.remove(&number) else {
            return;
        };
        for extension in watch.watched.users() {
            if let Some(watchers) = self.by_user.get_mut(extension) {
                watchers.remove(&number);
                if watchers.is_empty() {
                    self.by_user.remove(extension);
                }
            }
        }
        one_less(&mut self.per_watcher, &watch.watcher);
        one_less(&mut self.per_address, &watch.address);
        if let Some(at) = watch.alarm {
            self.alarms.remove(&(at, number));
        }
    }

    pub(super) fn get(&self, number: WatchNumber) -> Option<&Watch> {
        self.all.get(&number)
    }

    pub(super) fn get_mut(&mut self, number: WatchNumber) -> Option<&mut Watch> {
        self.all.get_mut(&number)
    }

    pub(super) fn numbers(&self) -> Vec<WatchNumber> {
        self.all.keys().copied().collect()
    }

    /// Older subscriptions of the same phone to the same, the oldest first: the phone may have forgotten them when it started anew.
    pub(super) fn doubles_of(&self, number: WatchNumber) -> Vec<WatchNumber> {
        let Some(own) = self.all.get(&number) else {
            return Vec::new();
        };
        let watchers = own
            .watched
            .users()
            .first()
            .and_then(|user| self.by_user.get(user));
        let is_double = |other: &&WatchNumber| {
            **other != number && self.all.get(*other).is_some_and(|other| other.is_double_of(own))
        };
        let doubles = watchers.into_iter().flatten().filter(is_double).copied();
        doubles.take(DOUBLES_MAX).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Puts everyone who watches this of a user into the queue.
    pub(super) fn announce(&mut self, extension: &str, packages: &[Package]) {
        for number in self.by_user.get(extension).into_iter().flatten() {
            let Some(watch) = self.all.get_mut(number) else {
                continue;
            };
            if !packages.contains(&watch.package) {
                continue;
            }
            watch.changed.insert(extension.to_owned());
            if !std::mem::replace(&mut watch.queued, true) {
                self.queue.push_back(*number);
            }
        }
    }

    /// Those that end with a user, and why: nobody is left to be watched, or to watch (RFC 6665 §4.1.3).
    pub(super) fn without(&self, extension: &str) -> Vec<(WatchNumber, TerminationReason)> {
        let is_about = |watch: &Watch| matches!(&watch.watched, Watched::User(user) if user == extension);
        let reason = |watch: &Watch| match watch.watcher == extension {
            true => Some(TerminationReason::Rejected),
            false => is_about(watch).then_some(TerminationReason::NoResource),
        };
        let ending = self.all.iter();
        ending
            .filter_map(|(number, watch)| Some((*number, reason(watch)?)))
            .collect()
    }

    /// The next one that has to hear of a change.
    pub(super) fn next_queued(&mut self) -> Option<WatchNumber> {
        while let Some(number) = self.queue.pop_front() {
            if let Some(watch) = self.all.get_mut(&number) {
                watch.queued = false;
                return Some(number);
            }
        }
        None
    }

    pub(super) fn has_queued(&self) -> bool {
        !self.queue.is_empty()
    }

    /// The next one whose time has come.
    pub(super) fn next_due(&self, now: Instant) -> Option<WatchNumber> {
        self.alarms
            .first()
            .filter(|(at, _)| *at <= now)
            .map(|(_, number)| *number)
    }

    /// Sets the alarm to the subscription's deadline.
    pub(super) fn set_alarm(&mut self, number: WatchNumber) {
        let Some(watch) = self.all.get_mut(&number) else {
            return;
        };
        let at = watch.subscription.deadline();
        if watch.alarm == at {
            return;
        }
        if let Some(old) = std::mem::replace(&mut watch.alarm, at) {
            self.alarms.remove(&(old, number));
        }
        if let Some(at) = at {
            self.alarms.insert((at, number));
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.alarms.first().map(|(at, _)| *at)
    }
}

fn one_less<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}
