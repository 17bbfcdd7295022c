//! The legs of a call, and the one way to speak to them.

use std::collections::VecDeque;
use std::time::Instant;

use bytes::Bytes;
use sip_stack::message::{HeaderName, Replaces, StatusCode};
use sip_stack::user_agent::{self, Command, Event, Farewell};

use super::effect::{Effect, MediaAction};
use super::leg::{Leg, LegId, Ports, Role, Stage};

/// All legs of a call, and what their dialogs have told that the call has not yet heard.
#[derive(Debug, Default)]
pub(super) struct Legs {
    legs: Vec<Leg>,
    /// Ids given to callees so far; the caller's is 0.
    callees: u16,
    events: VecDeque<(LegId, Event)>,
    /// What a caller is told besides when it is refused.
    pub(super) refused_with: Vec<(HeaderName, Bytes)>,
}

impl Legs {
    pub(super) fn push(&mut self, leg: Leg) {
        self.legs.push(leg);
    }

    /// A fresh id for a callee's leg.
    pub(super) fn next_id(&mut self) -> LegId {
        self.callees += 1;
        LegId(self.callees)
    }

    pub(super) fn ids(&self) -> Vec<LegId> {
        self.legs.iter().map(|leg| leg.id).collect()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Leg> {
        self.legs.iter()
    }

    pub(super) fn find(&self, id: LegId) -> Option<&Leg> {
        self.legs.iter().find(|leg| leg.id == id)
    }

    pub(super) fn find_mut(&mut self, id: LegId) -> Option<&mut Leg> {
        self.legs.iter_mut().find(|leg| leg.id == id)
    }

    /// Two different legs.
    pub(super) fn pair_mut(&mut self, a: LegId, b: LegId) -> Option<(&mut Leg, &mut Leg)> {
        let a = self.legs.iter().position(|leg| leg.id == a)?;
        let b = self.legs.iter().position(|leg| leg.id == b)?;
        let [a, b] = self.legs.get_disjoint_mut([a, b]).ok()?;
        Some((a, b))
    }

    /// Gives a leg away; what its dialog has told meanwhile goes with it.
    pub(super) fn remove(&mut self, id: LegId) -> Option<Leg> {
        let at = self.legs.iter().position(|leg| leg.id == id)?;
        self.events.retain(|(leg, _)| *leg != id);
        Some(self.legs.remove(at))
    }

    /// The leg that a Replaces means (RFC 3891 §3): its tags as an arriving request would carry them.
    pub(super) fn with_dialog(&self, replaces: &Replaces) -> Option<LegId> {
        let is_it = |leg: &&Leg| {
            let (local, remote) = (leg.usage.local_dialog(), leg.usage.dialog());
            let is_with = match remote {
                Some(dialog) => dialog.is_with(Some(&replaces.from_tag)),
                None => leg.rings.as_ref() == Some(&replaces.from_tag),
            };
            local.call_id == replaces.call_id && local.local_tag == replaces.to_tag && is_with
        };
        self.legs.iter().find(is_it).map(|leg| leg.id)
    }

    /// Whether nothing more may be said on a leg.
    pub(super) fn is_over(&self, id: LegId) -> bool {
        self.find(id).is_none_or(|leg| leg.stage == Stage::Over)
    }

    pub(super) fn role(&self, id: LegId) -> Option<Role> {
        self.find(id).map(|leg| leg.role)
    }

    /// The oldest thing told by a dialog.
    pub(super) fn next_event(&mut self) -> Option<(LegId, Event)> {
        self.events.pop_front()
    }

    /// Passes on what the endpoint has for a leg.
    pub(super) fn handle(
        &mut self,
        now: Instant,
        id: LegId,
        input: user_agent::Input,
        out: &mut Vec<Effect>,
    ) {
        let mut effects = Vec::new();
        if let Some(leg) = self.find_mut(id) {
            leg.usage.handle(now, input, &mut effects);
        }
        self.take(id, effects, out);
    }

    /// Speaks to a leg's phone.
    pub(super) fn tell(&mut self, now: Instant, id: LegId, command: Command, out: &mut Vec<Effect>) {
        self.handle(now, id, user_agent::Input::Command(command), out);
    }

    /// Sorts a dialog's effects: what it tells is kept for the call, the rest goes out.
    pub(super) fn take(&mut self, leg: LegId, effects: Vec<user_agent::Effect>, out: &mut Vec<Effect>) {
        for effect in effects {
            match effect {
                user_agent::Effect::Event(event) => {
                    self.note_stage(leg, &event);
                    self.events.push_back((leg, event));
                }
                effect => out.push(Effect::Sip { leg, effect }),
            }
        }
    }

    fn note_stage(&mut self, id: LegId, event: &Event) {
        let Some(leg) = self.find_mut(id) else { return };
        match event {
            Event::Progress { remote_tag, .. } => leg.rings = Some(remote_tag.clone()),
            Event::Answered { .. } => leg.stage = Stage::Answered,
            Event::Failed { .. }
            | Event::Cancelled { .. }
            | Event::ProgressUnacknowledged
            | Event::Ended(_) => leg.stage = Stage::Over,
            _ => {}
        }
    }

    /// Lets the dialogs whose time has come act.
    pub(super) fn timeout(&mut self, now: Instant, out: &mut Vec<Effect>) {
        for id in self.ids() {
            let due = self
                .find(id)
                .and_then(|leg| leg.usage.deadline())
                .is_some_and(|at| at <= now);
            if due {
                self.handle(now, id, user_agent::Input::Timeout, out);
            }
        }
    }

    /// The earliest moment a dialog wants to act.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.legs.iter().filter_map(|leg| leg.usage.deadline()).min()
    }

    /// Refuses, cancels or hangs up, as the leg's stage asks; `farewell` is said where the request carries one.
    pub(super) fn hang_up(
        &mut self,
        now: Instant,
        id: LegId,
        status: StatusCode,
        farewell: Farewell,
        out: &mut Vec<Effect>,
    ) {
        let mut refused_with = self.refused_with.clone();
        refused_with
            .retain(|(name, _)| *name != HeaderName::RetryAfter || status == StatusCode::SERVICE_UNAVAILABLE);
        let Some(leg) = self.find_mut(id) else { return };
        let command = match (leg.stage, leg.role) {
            (Stage::Over, _) => return,
            (Stage::Answered, _) => Command::Bye(farewell),
            (Stage::Early, Role::Caller) => Command::Reject {
                status,
                headers: refused_with,
            },
            (Stage::Early, Role::Callee) => Command::Cancel {
                reason: farewell.reason,
            },
        };
        leg.stage = Stage::Over;
        self.tell(now, id, command, out);
    }

    /// Asks for the leg's ports to be closed, once. Closing gives back its place on a trunk; so does having none.
    pub(super) fn close_stream(&mut self, id: LegId, out: &mut Vec<Effect>) {
        let Some(leg) = self.find_mut(id) else { return };
        match leg.ports {
            Ports::Open => {
                leg.ports = Ports::Closing;
                out.push(Effect::Media(MediaAction::Close { leg: id }));
            }
            Ports::None => {
                leg.ports = Ports::Closed;
                out.push(Effect::LeaveWay { leg: id });
            }
            Ports::Closing | Ports::Closed => {}
        }
    }

    /// Whether every dialog has said its last word.
    pub(super) fn all_over(&self) -> bool {
        self.legs.iter().all(|leg| leg.usage.is_over())
    }

    /// Whether every stream has given its final counts.
    pub(super) fn all_closed(&self) -> bool {
        self.legs.iter().all(|leg| leg.ports == Ports::Closed)
    }
}
