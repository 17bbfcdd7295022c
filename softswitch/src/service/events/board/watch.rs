//! One subscription and what its watcher was told.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Instant;

use sip_stack::events::Subscription;

use crate::service::events::package::Package;

/// A watcher's subscription.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) subscription: Subscription,
    /// The user who watches.
    pub(super) watcher: String,
    /// Where the SUBSCRIBE came from.
    pub(super) address: IpAddr,
    pub(super) package: Package,
    pub(super) watched: Watched,
    /// The number of the next document; only grows.
    pub(super) version: u32,
    /// Everything is to be told, not only what has changed.
    pub(super) full: bool,
    /// Members of the list that have changed since the last NOTIFY.
    pub(super) changed: BTreeSet<String>,
    /// Contacts told in the last NOTIFY: number and address.
    pub(super) told: Vec<(u64, String)>,
    /// It waits for its turn to hear of a change.
    pub(super) queued: bool,
    pub(super) alarm: Option<Instant>,
}

impl Watch {
    /// Whether one phone has both.
    pub(super) fn is_double_of(&self, other: &Self) -> bool {
        let (own, theirs) = (&self.subscription, &other.subscription);
        self.watcher == other.watcher
            && self.package == other.package
            && self.watched == other.watched
            && own.remote_target().equivalent(theirs.remote_target())
    }
}

/// What is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Watched {
    /// A user.
    User(String),
    /// A list of users.
    List {
        /// Its name.
        name: String,
        /// Their extensions.
        members: Vec<String>,
    },
}

impl Watched {
    /// The users whose changes are to be told.
    pub(super) fn users(&self) -> &[String] {
        match self {
            Self::User(extension) => std::slice::from_ref(extension),
            Self::List { members, .. } => members,
        }
    }
}
