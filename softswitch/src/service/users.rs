//! The users, in memory: who may register and call.

use std::collections::HashMap;
use std::sync::Arc;

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

/// All users by extension. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Users {
    by_extension: Arc<HashMap<String, User>>,
}

impl Users {
    /// A directory of these users.
    pub fn new(users: impl IntoIterator<Item = User>) -> Self {
        let by_extension = users
            .into_iter()
            .map(|user| (user.extension.clone(), user))
            .collect();
        Self {
            by_extension: Arc::new(by_extension),
        }
    }

    /// The user of an extension.
    #[must_use]
    pub fn find(&self, extension: &str) -> Option<&User> {
        self.by_extension.get(extension)
    }

    /// Every extension.
    pub fn extensions(&self) -> impl Iterator<Item = &str> {
        self.by_extension.keys().map(String::as_str)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_extension.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_extension.is_empty()
    }
}
