//! Conferences, as the house keeps them.

use std::collections::BTreeMap;

use dialplan::Conference;
use softswitch::call::{Input, LegId};
use softswitch::mail::CallNumber;

#[derive(Debug, Default)]
pub(super) struct Rooms {
    members: BTreeMap<String, Vec<(CallNumber, LegId)>>,
}

impl Rooms {
    /// What the media engine would be told; `None`: it is full.
    pub(super) fn enter(&mut self, call: CallNumber, leg: LegId, conference: &Conference) -> Option<String> {
        let members = self.members.entry(conference.name.clone()).or_default();
        if !members.contains(&(call, leg)) {
            if members.len() >= conference.members {
                return None;
            }
            members.push((call, leg));
        }
        Some(format!("confer {} {}", leg.0, conference.name))
    }

    pub(super) fn take_seat(&mut self, call: CallNumber, leg: LegId, conference: &Conference) -> Input {
        match self.enter(call, leg, conference) {
            Some(_) => Input::SeatTaken,
            None => Input::ConferenceFull,
        }
    }

    pub(super) fn leave(&mut self, call: CallNumber, leg: LegId) {
        for members in self.members.values_mut() {
            members.retain(|member| *member != (call, leg));
        }
    }
}
