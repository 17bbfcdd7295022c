//! The live calls: their numbers, mailboxes and count.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sip_stack::dialog::LocalDialog;
use sip_stack::user_agent;
use tokio::sync::{mpsc, watch};

use crate::call::{LegId, Moved};
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
    /// Which leg of which call has a dialog.
    dialogs: Mutex<HashMap<LocalDialog, CallNumber>>,
    /// Where legs went that were given away, until the call that has them is over.
    moves: Mutex<HashMap<Place, Place>>,
    /// How many legs were given away.
    moved: AtomicU16,
    live: watch::Sender<usize>,
}

/// A leg of a call.
type Place = (CallNumber, LegId);

/// Legs that come from other calls are numbered from here.
const MOVED_LEGS: u16 = 0x8000;

/// How often a leg may go on from call to call; letters that follow it further are lost.
const MOVES_MAX: usize = 64;

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
            dialogs: Mutex::new(HashMap::new()),
            moves: Mutex::new(HashMap::new()),
            moved: AtomicU16::new(0),
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
        lock(&self.shared.moves).retain(|_, (call, _)| *call != number);
    }

    /// The dialog belongs to this call now.
    pub fn claim(&self, dialog: LocalDialog, number: CallNumber) {
        lock(&self.shared.dialogs).insert(dialog, number);
    }

    /// The dialog is over, if it is still this call's.
    pub fn release(&self, dialog: &LocalDialog, number: CallNumber) {
        let mut dialogs = lock(&self.shared.dialogs);
        if dialogs.get(dialog) == Some(&number) {
            dialogs.remove(dialog);
        }
    }

    /// The call that has this dialog.
    #[must_use]
    pub fn call_of(&self, dialog: &LocalDialog) -> Option<CallNumber> {
        lock(&self.shared.dialogs).get(dialog).copied()
    }

    /// Gives a leg of `from` to another call; what comes for it later follows it.
    ///
    /// # Errors
    /// The leg, if the other call is over or does not keep up.
    pub fn hand(&self, from: CallNumber, to: CallNumber, mut moved: Box<Moved>) -> Result<(), Box<Moved>> {
        let old = (from, moved.leg);
        let new = LegId(MOVED_LEGS | self.shared.moved.fetch_add(1, Ordering::Relaxed));
        (moved.leg, moved.from) = (new, from);
        let sender = self.calls().get(&to).cloned();
        let Some(sender) = sender else { return Err(moved) };
        let Ok(permit) = sender.try_reserve() else {
            return Err(moved);
        };
        permit.send(ToCall::Taken(moved));
        lock(&self.shared.moves).insert(old, (to, new));
        Ok(())
    }

    /// Where a leg that was given away is now.
    fn place(&self, mut place: Place) -> Place {
        let moves = lock(&self.shared.moves);
        for _ in 0..MOVES_MAX {
            match moves.get(&place) {
                Some(next) => place = *next,
                None => break,
            }
        }
        place
    }

    /// Sends a letter after a leg that this call gave away. `false`: it did not give it away.
    #[must_use]
    pub fn forward(&self, number: CallNumber, leg: LegId, input: user_agent::Input) -> bool {
        let is_away = self.place((number, leg)).0 != number;
        if is_away {
            // A call that is over has said goodbye on all its legs.
            let _ = self.post(number, ToCall::Sip { leg, input });
        }
        is_away
    }

    /// Delivers a letter without waiting.
    ///
    /// # Errors
    /// The call is over, or its mailbox is full.
    pub fn post(&self, number: CallNumber, letter: ToCall) -> Result<(), Undelivered> {
        let (number, letter) = match letter {
            ToCall::Sip { leg, input } => {
                let (number, leg) = self.place((number, leg));
                (number, ToCall::Sip { leg, input })
            }
            letter => (number, letter),
        };
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
        lock(&self.shared.calls)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A panic elsewhere cannot leave a map half-changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
    fn a_dialog_belongs_to_the_call_that_claimed_it_last() {
        let directory = Directory::default();
        let dialog = LocalDialog {
            call_id: "one".into(),
            local_tag: "ours".into(),
        };
        let (first, second) = (CallNumber(1), CallNumber(2));
        directory.claim(dialog.clone(), first);
        directory.claim(dialog.clone(), second);
        directory.release(&dialog, first);
        assert_eq!(directory.call_of(&dialog), Some(second));
        directory.release(&dialog, second);
        assert_eq!(directory.call_of(&dialog), None);
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
