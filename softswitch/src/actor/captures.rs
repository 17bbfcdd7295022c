//! The tap on the signalling task's messages: which call each leg's Call-ID belongs to, and where captures go.

use std::time::Instant;

use sip_stack::endpoint::Owner;
use sip_stack::message::Request;
use sip_stack::user_agent;

use crate::mail::{Addressee, CallNumber};
use crate::observe::capture::{CaptureKeeper, Tap};

/// The live calls' messages, and where they go.
#[derive(Debug)]
pub struct Captures {
    /// The messages.
    pub tap: Tap,
    /// Stores them when the call is over.
    pub keeper: CaptureKeeper,
}

impl Captures {
    /// The INVITE that came last began a call.
    pub(super) fn begin(&mut self, number: CallNumber, request: &Request) {
        if let Ok(call_id) = request.headers().call_id() {
            self.tap.begin(number, call_id.as_ref());
        }
    }

    /// A request of a call begins a leg, or goes on with one.
    pub(super) fn follow(&mut self, owner: Owner, effect: &user_agent::Effect) {
        if let user_agent::Effect::Request { request, .. } = effect
            && let Some(Addressee::Leg(number, _)) = Addressee::of_owner(owner)
            && let Ok(call_id) = request.headers().call_id()
        {
            self.tap.follow(number, call_id.as_ref());
        }
    }

    /// When there is something to hand over.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.tap.deadline()
    }

    /// The calls that have ended for good go to the keeper.
    pub(super) fn hand_over(&mut self, now: Instant) {
        while let Some(taken) = self.tap.take(now) {
            self.keeper.keep(taken);
        }
    }

    /// A live call's messages, as JSON.
    pub(super) fn show(&self, call: &str) -> Option<String> {
        serde_json::to_string(&self.tap.find(call)?).ok()
    }
}

impl Drop for Captures {
    /// Calls that have just ended wait no longer for last answers.
    fn drop(&mut self) {
        while let Some(taken) = self.tap.take_early() {
            self.keeper.keep(taken);
        }
    }
}
