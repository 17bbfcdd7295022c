//! Who lives here, and how addresses are written.

use std::collections::{BTreeMap, BTreeSet};

use crate::call::address_of_record;

/// What the settings say.
#[derive(Clone, Debug, Default)]
pub struct House {
    /// The SIP domain.
    pub domain: String,
    /// Lists that can be watched as one: name → extensions.
    pub lists: BTreeMap<String, Vec<String>>,
    /// Users that may publish the voice messages of others: a voicemail system.
    pub mailbox_servers: BTreeSet<String>,
}

/// A user as watchers know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Their extension.
    pub extension: String,
    /// Their name.
    pub name: String,
    /// Nobody is shown whom they speak with.
    pub private: bool,
}

impl House {
    /// The address of record of an extension or list, as documents name it.
    pub(super) fn address(&self, name: &str) -> String {
        address_of_record(name, &self.domain).to_string()
    }
}
