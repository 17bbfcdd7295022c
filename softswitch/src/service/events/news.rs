//! Where calls and the registrar tell what has changed: the newest state of each waits here until it is fetched.
//!
//! Telling never waits and never fails, and what is told twice before it is fetched is told once: nothing is lost, and no
//! more is kept than there are calls and users.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sip_stack::registrar::Binding;
use tokio::sync::Notify;

use crate::call::Lamp;
use crate::mail::CallNumber;

/// The way to tell. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct News {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    fresh: Mutex<Fresh>,
    arrived: Notify,
}

/// What has changed since the last look.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    /// The lamps of a call; none: it has ended.
    pub(super) calls: HashMap<CallNumber, Vec<Lamp>>,
    /// The bindings of an extension.
    pub(super) bindings: HashMap<String, Vec<Binding>>,
}

impl News {
    /// The lamps that a call lights now.
    pub fn call(&self, call: CallNumber, lamps: Vec<Lamp>) {
        self.fresh().calls.insert(call, lamps);
        self.shared.arrived.notify_one();
    }

    /// The phones that an extension has now.
    pub fn bindings(&self, extension: &str, bindings: Vec<Binding>) {
        self.fresh().bindings.insert(extension.to_owned(), bindings);
        self.shared.arrived.notify_one();
    }

    /// Waits for news and takes them all.
    pub(super) async fn take(&self) -> Fresh {
        self.shared.arrived.notified().await;
        std::mem::take(&mut *self.fresh())
    }

    fn fresh(&self) -> std::sync::MutexGuard<'_, Fresh> {
        // A panic elsewhere cannot leave the maps half-changed.
        self.shared.fresh.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
