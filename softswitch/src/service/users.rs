//! The users, in memory: who may register and call.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use arc_swap::ArcSwap;
use sip_stack::auth::Ha1;

/// The users that only the self-test registers, from this machine alone.
pub const SELFTEST: [&str; 2] = ["selftest-1", "selftest-2"];

/// A user as calls and registrations need to know it.
#[derive(Clone, Debug)]
pub struct User {
    /// The number that reaches the user; also the name it authenticates with.
    pub extension: String,
    /// The name shown to others.
    pub name: String,
    /// The secret's hashes.
    pub ha1: Ha1,
}

/// All users by extension. Cheap to clone; the clones see the same users, also when these change.
#[derive(Clone, Debug, Default)]
pub struct Users {
    by_extension: Arc<ArcSwap<HashMap<String, User>>>,
}

impl Users {
    /// A directory of these users.
    pub fn new(users: impl IntoIterator<Item = User>) -> Self {
        let directory = Self::default();
        directory.replace(users);
        directory
    }

    /// These are the users from now on.
    pub fn replace(&self, users: impl IntoIterator<Item = User>) {
        let by_extension: HashMap<_, _> = users
            .into_iter()
            .map(|user| (user.extension.clone(), user))
            .collect();
        self.by_extension.store(Arc::new(by_extension));
    }

    /// The user of an extension.
    #[must_use]
    pub fn find(&self, extension: &str) -> Option<User> {
        self.by_extension.load().get(extension).cloned()
    }

    /// Every user.
    #[must_use]
    pub fn all(&self) -> Vec<User> {
        self.by_extension.load().values().cloned().collect()
    }

    /// Every extension, sorted.
    #[must_use]
    pub fn extensions(&self) -> BTreeSet<String> {
        self.by_extension.load().keys().cloned().collect()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_extension.load().len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
