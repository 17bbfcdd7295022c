//! Which call has which dialog, and where legs went that were given away: the switch's directory, in small.

use std::collections::HashMap;

use sip_stack::dialog::LocalDialog;
use sip_stack::message::Replaces;
use sip_stack::user_agent::Effect;
use softswitch::call::{LegId, Moved};
use softswitch::mail::CallNumber;

type Place = (CallNumber, LegId);

#[derive(Default)]
pub(super) struct Moves {
    dialogs: HashMap<LocalDialog, CallNumber>,
    moves: HashMap<Place, Place>,
    moved: u16,
}

impl Moves {
    pub(super) fn note(&mut self, call: CallNumber, effect: &Effect) {
        match effect {
            Effect::Claim(dialog) => {
                self.dialogs.insert(dialog.clone(), call);
            }
            Effect::Release(dialog) => {
                self.dialogs.remove(dialog);
            }
            _ => {}
        }
    }

    pub(super) fn find(&self, call: CallNumber, replaces: &Replaces) -> Option<CallNumber> {
        let dialog = LocalDialog {
            call_id: replaces.call_id.clone(),
            local_tag: replaces.to_tag.clone(),
        };
        self.call_of(&dialog).filter(|found| *found != call)
    }

    pub(super) fn call_of(&self, dialog: &LocalDialog) -> Option<CallNumber> {
        self.dialogs.get(dialog).copied()
    }

    /// A number for a leg that comes to a call from outside.
    pub(super) fn visitor(&mut self) -> LegId {
        self.moved += 1;
        LegId(0x8000 | self.moved)
    }

    pub(super) fn hand(&mut self, from: CallNumber, to: CallNumber, moved: &mut Moved) {
        let old = (from, moved.leg);
        (moved.leg, moved.from) = (self.visitor(), from);
        self.moves.insert(old, (to, moved.leg));
    }

    pub(super) fn place(&self, mut place: Place) -> Place {
        while let Some(next) = self.moves.get(&place) {
            place = *next;
        }
        place
    }
}
