//! What others may see of a call: a lamp for each user's phone in it (RFC 4235 §3.7.1).

use super::call::Call;
use super::identity::Party;
use super::leg::{Leg, LegId, Role, Stage};
use super::phase::Phase;
use super::presentation::Presentation;

/// One user's part in a call, as others see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lamp {
    /// The leg, unique within the call.
    pub leg: LegId,
    /// The user.
    pub extension: String,
    /// How far the call has come for them.
    pub state: LampState,
    /// Whether they dialled or were rung.
    pub role: Role,
    /// Whom they speak with; `None`: a caller who withholds who they are.
    pub remote: Option<Party>,
    /// Their phone's dialog.
    pub dialog: LampDialog,
}

/// How far a call has come for a user. A phone that was called but does not ring yet shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LampState {
    /// Their phone rings.
    Ringing,
    /// They talk, or hear the switch.
    Talking,
    /// They have dialled and wait.
    Dialling,
}

/// A dialog as the phone in it names it; a pick-up by Replaces repeats these (RFC 3891 §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LampDialog {
    /// Call-ID.
    pub call_id: Box<str>,
    /// The phone's tag; empty if it has none.
    pub local_tag: Box<str>,
    /// The switch's tag.
    pub remote_tag: Box<str>,
}

impl Call {
    /// The lamps that this call lights now; none once it has ended.
    #[must_use]
    pub fn lamps(&self) -> Vec<Lamp> {
        if self.times.ended.is_some() {
            return Vec::new();
        }
        self.legs.iter().filter_map(|leg| self.lamp(leg)).collect()
    }

    fn lamp(&self, leg: &Leg) -> Option<Lamp> {
        // Whatever number a trunk's caller has, it is no user's.
        if leg.id == LegId::CALLER && self.origin.came_by.is_some() {
            return None;
        }
        let state = match (leg.stage, leg.role) {
            (Stage::Answered, _) => LampState::Talking,
            (Stage::Early, Role::Caller) => LampState::Dialling,
            (Stage::Early, Role::Callee) if leg.rings.is_some() => LampState::Ringing,
            (Stage::Early, Role::Callee) | (Stage::Over, _) => return None,
        };
        let remote = match &self.phase {
            Phase::Bridged(bridge) if bridge.joins(leg.id) => Some(self.party_of(bridge.other(leg.id))),
            _ if leg.role == Role::Callee => Some(self.caller.clone()),
            _ => Some(Party {
                number: self.dialled.clone(),
                name: None,
            }),
        };
        Some(Lamp {
            leg: leg.id,
            extension: leg.extension.clone()?,
            state,
            role: leg.role,
            remote: remote.filter(|party| !self.withholds(party)),
            dialog: dialog(leg),
        })
    }

    /// Whether this is the caller, who wants nobody to know.
    fn withholds(&self, party: &Party) -> bool {
        self.presentation == Presentation::Withheld && party.number == self.caller.number
    }
}

fn dialog(leg: &Leg) -> LampDialog {
    let ours = leg.usage.local_dialog();
    let phone = leg
        .usage
        .dialog()
        .map(|dialog| dialog.id().remote_tag.clone())
        .or_else(|| leg.rings.clone());
    LampDialog {
        call_id: ours.call_id.clone(),
        local_tag: phone.unwrap_or_default(),
        remote_tag: ours.local_tag.clone(),
    }
}
