//! Which owner wants the requests of which dialog.

use std::collections::HashMap;

use crate::dialog::LocalDialog;
use crate::endpoint::Owner;
use crate::message::Request;

/// The claimed dialogs.
#[derive(Debug, Default)]
pub(super) struct Dialogs {
    owners: HashMap<LocalDialog, Owner>,
}

impl Dialogs {
    pub(super) fn claim(&mut self, dialog: LocalDialog, owner: Owner) {
        self.owners.insert(dialog, owner);
    }

    pub(super) fn release(&mut self, dialog: &LocalDialog) {
        self.owners.remove(dialog);
    }

    pub(super) fn len(&self) -> usize {
        self.owners.len()
    }

    /// Whose dialog a request with this To tag belongs to.
    pub(super) fn owner(&self, request: &Request, to_tag: &str) -> Option<Owner> {
        let call_id = request.headers().call_id().ok()?;
        let dialog = LocalDialog {
            call_id: call_id.into(),
            local_tag: to_tag.into(),
        };
        self.owners.get(&dialog).copied()
    }
}
