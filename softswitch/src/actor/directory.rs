//! The live calls: their numbers, mailboxes and count.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sip_stack::dialog::LocalDialog;
use sip_stack::endpoint::ServerId;
use sip_stack::message::{Response, StatusCode};
use sip_stack::user_agent;
use tokio::sync::{mpsc, watch};

use super::places::Places;
use crate::call::{LegId, Moved};
use crate::mail::{CALL_MAILBOX_MAX, CallNumber, ToCall};
use crate::service::trunk::Channel;

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
    /// Places on trunks that legs hold.
    channels: Mutex<Places<Channel>>,
    /// How many legs came to a call from outside.
    moved: AtomicU16,
    live: watch::Sender<usize>,
}

/// A leg of a call.
type Place = (CallNumber, LegId);

/// Legs that come to a call from outside are numbered from here.
const MOVED_LEGS: u16 = 0x8000;

/// How often a leg may go on from call to call; letters that follow it further are lost.
const MOVES_MAX: usize = 64;

/// A letter that came back.
#[derive(Debug)]
pub struct Lost {
    /// Why.
    pub why: Undelivered,
    /// The letter.
    pub letter: ToCall,
}

impl Lost {
    /// What the peer is told instead, if the letter was a request that waits for an answer: 503 while the call does
    /// not keep up, 481 when it is over (RFC 3261 §12.2.2).
    #[must_use]
    pub fn answer(&self) -> Option<(ServerId, Response)> {
        let ToCall::Sip {
            input:
                user_agent::Input::Request {
                    request,
                    transaction: Some(transaction),
                    ..
                },
            ..
        } = &self.letter
        else {
            return None;
        };
        let status = match self.why {
            Undelivered::Gone => StatusCode::CALL_DOES_NOT_EXIST,
            Undelivered::Full => StatusCode::SERVICE_UNAVAILABLE,
        };
        Some((*transaction, Response::for_request(request, status)))
    }
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
            dialogs: Mutex::new(HashMap::new()),
            moves: Mutex::new(HashMap::new()),
            channels: Mutex::default(),
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
        let places = lock(&self.shared.channels).leave(number);
        drop(places);
    }

    /// A leg's place on a trunk, until the leg ends, whichever call it goes to.
    pub fn hold(&self, number: CallNumber, leg: LegId, channel: Channel) {
        lock(&self.shared.channels).hold(number, leg, channel);
    }

    /// The leg has ended: its place is given back.
    pub fn give_up(&self, number: CallNumber, leg: LegId) {
        let place = lock(&self.shared.channels).give_up(number, leg);
        drop(place);
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

    /// A number for a leg that comes to a call from outside.
    #[must_use]
    pub fn visitor(&self) -> LegId {
        LegId(MOVED_LEGS | self.shared.moved.fetch_add(1, Ordering::Relaxed))
    }

    /// Gives a leg of `from` to another call; what comes for it later follows it.
    ///
    /// # Errors
    /// The leg, if the other call is over or does not keep up.
    pub fn hand(&self, from: CallNumber, to: CallNumber, mut moved: Box<Moved>) -> Result<(), Box<Moved>> {
        let old = (from, moved.leg);
        let new = self.visitor();
        (moved.leg, moved.from) = (new, from);
        let sender = self.calls().get(&to).cloned();
        let follow = |call| lock(&self.shared.channels).follow(old, (call, new));
        let Some(permit) = sender.as_ref().and_then(|sender| sender.try_reserve().ok()) else {
            follow(from);
            return Err(moved);
        };
        follow(to);
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
        self.deliver(number, letter).map_err(|lost| lost.why)
    }

    /// The same; a letter that is lost comes back.
    ///
    /// # Errors
    /// The letter, and why.
    pub fn deliver(&self, number: CallNumber, letter: ToCall) -> Result<(), Box<Lost>> {
        let (number, letter) = match letter {
            ToCall::Sip { leg, input } => {
                let (number, leg) = self.place((number, leg));
                (number, ToCall::Sip { leg, input })
            }
            letter => (number, letter),
        };
        let calls = self.calls();
        let lost = |why, letter| Box::new(Lost { why, letter });
        let Some(sender) = calls.get(&number) else {
            return Err(lost(Undelivered::Gone, letter));
        };
        sender.try_send(letter).map_err(|error| match error {
            mpsc::error::TrySendError::Full(letter) => lost(Undelivered::Full, letter),
            mpsc::error::TrySendError::Closed(letter) => lost(Undelivered::Gone, letter),
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

    /// A BYE as the endpoint delivers it.
    fn bye() -> ToCall {
        let text = "BYE sip:a@192.0.2.9 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n\
            From: <sip:a@a>;tag=1\r\nTo: <sip:b@a>;tag=2\r\nCall-ID: c\r\nCSeq: 2 BYE\r\nContent-Length: 0\r\n\r\n";
        let limits = sip_stack::message::Limits::default();
        let message = sip_stack::message::Message::parse(bytes::Bytes::from(text), &limits);
        let Ok(sip_stack::message::Message::Request(request)) = message else {
            panic!("no request");
        };
        let own = "192.0.2.9:5060".parse().unwrap();
        let input = user_agent::Input::Request {
            request,
            transaction: Some(ServerId(7)),
            flow: sip_stack::flow::Flow {
                transport: sip_stack::message::Transport::Udp,
                local: own,
                remote: own,
                connection: None,
            },
        };
        ToCall::Sip {
            leg: LegId::CALLER,
            input,
        }
    }

    #[test]
    fn a_request_that_a_call_cannot_take_is_answered() {
        let directory = Directory::default();
        let (number, mailbox) = directory.enter(1).unwrap();
        for _ in 0..CALL_MAILBOX_MAX {
            directory.post(number, stop()).unwrap();
        }
        let full = directory.deliver(number, bye()).unwrap_err().answer();
        let (transaction, response) = full.unwrap();
        assert_eq!(
            (transaction, response.status()),
            (ServerId(7), StatusCode::SERVICE_UNAVAILABLE)
        );
        directory.leave(number);
        drop(mailbox);
        let gone = directory.deliver(number, bye()).unwrap_err().answer();
        assert_eq!(gone.unwrap().1.status(), StatusCode::CALL_DOES_NOT_EXIST);
        assert!(directory.deliver(number, stop()).unwrap_err().answer().is_none());
    }
}
