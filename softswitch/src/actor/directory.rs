//! The live calls: their numbers, mailboxes and count.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, watch};

use crate::mail::{CALL_MAILBOX_MAX, CallNumber, ToCall};

/// The mailboxes of all live calls. Cheap to clone.
///
/// Touched when a call begins and ends and for each letter to it, never on the packet path.
#[derive(Clone, Debug)]
pub struct Directory {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    next: AtomicU64,
    calls: Mutex<HashMap<CallNumber, mpsc::Sender<ToCall>>>,
    live: watch::Sender<usize>,
}

/// A letter could not be delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// The call is over.
    #[error("the call is over")]
    Gone,
    /// The call does not keep up.
    #[error("the call's mailbox of {CALL_MAILBOX_MAX} letters is full")]
    Full,
}

impl Default for Directory {
    fn default() -> Self {
        let shared = Shared {
            next: AtomicU64::new(1),
            calls: Mutex::new(HashMap::new()),
            live: watch::Sender::new(0),
        };
        Self {
            shared: Arc::new(shared),
        }
    }
}

impl Directory {
    /// A number and a mailbox for a new call, unless `calls_max` are alive already.
    #[must_use]
    pub fn enter(&self, calls_max: usize) -> Option<(CallNumber, mpsc::Receiver<ToCall>)> {
        let mut calls = self.calls();
        if calls.len() >= calls_max {
            return None;
        }
        let number = CallNumber(self.shared.next.fetch_add(1, Ordering::Relaxed));
        let (sender, receiver) = mpsc::channel(CALL_MAILBOX_MAX);
        calls.insert(number, sender);
        self.shared.live.send_replace(calls.len());
        Some((number, receiver))
    }

    /// The call is over.
    pub fn leave(&self, number: CallNumber) {
        let mut calls = self.calls();
        calls.remove(&number);
        self.shared.live.send_replace(calls.len());
    }

    /// Delivers a letter without waiting.
    ///
    /// # Errors
    /// The call is over, or its mailbox is full.
    pub fn post(&self, number: CallNumber, letter: ToCall) -> Result<(), Undelivered> {
        let calls = self.calls();
        let sender = calls.get(&number).ok_or(Undelivered::Gone)?;
        sender.try_send(letter).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Undelivered::Full,
            mpsc::error::TrySendError::Closed(_) => Undelivered::Gone,
        })
    }

    /// The numbers of all live calls.
    #[must_use]
    pub fn numbers(&self) -> Vec<CallNumber> {
        self.calls().keys().copied().collect()
    }

    /// How many calls are alive, and a way to wait for a change.
    #[must_use]
    pub fn live(&self) -> watch::Receiver<usize> {
        self.shared.live.subscribe()
    }

    fn calls(&self) -> std::sync::MutexGuard<'_, HashMap<CallNumber, mpsc::Sender<ToCall>>> {
        // A panic elsewhere cannot leave the map half-changed.
        self.shared.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::EndReason;

    fn stop() -> ToCall {
        ToCall::Stop(EndReason::Shutdown)
    }

    #[test]
    fn no_more_calls_enter_than_the_limit() {
        let directory = Directory::default();
        let (first, _mailbox) = directory.enter(1).unwrap();
        assert!(directory.enter(1).is_none());
        directory.leave(first);
        assert!(directory.enter(1).is_some());
    }

    #[test]
    fn a_letter_to_a_call_that_is_over_says_so() {
        let directory = Directory::default();
        let (number, mailbox) = directory.enter(1).unwrap();
        directory.leave(number);
        drop(mailbox);
        assert_eq!(directory.post(number, stop()), Err(Undelivered::Gone));
    }

    #[test]
    fn a_mailbox_that_nobody_empties_fills_up_and_says_so() {
        let directory = Directory::default();
        let (number, _mailbox) = directory.enter(1).unwrap();
        for _ in 0..CALL_MAILBOX_MAX {
            directory.post(number, stop()).unwrap();
        }
        assert_eq!(directory.post(number, stop()), Err(Undelivered::Full));
    }
}
