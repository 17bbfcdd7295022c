//! Lamps as dialog information (RFC 4235 §4).

use bytes::Bytes;

use super::xml::Xml;
use crate::call::{LampDialog, LampState, Role};

/// Dialogs told of at most; a phone has one lamp for them all.
const DIALOGS_MAX: usize = 8;

/// A user's calls as one watcher sees them, the most important first.
#[derive(Debug)]
pub(in super::super) struct DialogInfo<'a> {
    /// The user's address of record.
    pub(in super::super) entity: &'a str,
    /// Grows by one with each NOTIFY of a subscription.
    pub(in super::super) version: u32,
    /// The calls.
    pub(in super::super) calls: Vec<Shown<'a>>,
    /// The id of the dialog that stands for none: the last one.
    pub(in super::super) idle_id: &'a str,
    /// Nobody is rung: no phone is registered, or the user says that they want no calls.
    pub(in super::super) closed: bool,
}

/// One call of a user.
#[derive(Clone, Debug)]
pub(in super::super) struct Shown<'a> {
    /// Unique among the user's dialogs.
    pub(in super::super) id: String,
    pub(in super::super) state: LampState,
    pub(in super::super) role: Role,
    /// The other side's address and name; `None`: hidden.
    pub(in super::super) remote: Option<(String, Option<&'a str>)>,
    /// What a pick-up needs; `None`: not to be told.
    pub(in super::super) dialog: Option<&'a LampDialog>,
}

impl DialogInfo<'_> {
    /// The full state (RFC 4235 §4.1; partial ones are a notifier's choice, and phones lose count of them), within a number of bytes if that is possible: the least important calls are left out, then
    /// names and addresses.
    pub(in super::super) fn write(&self, bytes_max: usize) -> Bytes {
        let mut count = self.calls.len().min(DIALOGS_MAX);
        loop {
            let body = self.write_calls(count, true);
            if body.len() <= bytes_max {
                return body;
            }
            if count <= 1 {
                return self.write_calls(count, false);
            }
            count -= 1;
        }
    }

    fn write_calls(&self, count: usize, with_names: bool) -> Bytes {
        let mut xml = Xml::new();
        let version = self.version.to_string();
        xml.open(
            "dialog-info",
            &[
                ("xmlns", "urn:ietf:params:xml:ns:dialog-info"),
                ("version", &version),
                ("state", "full"),
                ("entity", self.entity),
            ],
        );
        for call in self.calls.iter().take(count) {
            self.write_call(&mut xml, call, with_names);
        }
        if self.calls.is_empty() {
            // Interop: Yealink, Grandstream and others keep an old lamp when no dialog is named.
            // Interop: a lamp has no colour for "nobody there"; Asterisk, too, shows it as in use.
            let state = if self.closed { "confirmed" } else { "terminated" };
            xml.open("dialog", &[("id", self.idle_id)]);
            xml.leaf("state", &[], state);
            xml.close("dialog");
        }
        xml.close("dialog-info");
        xml.finish()
    }

    fn write_call(&self, xml: &mut Xml, call: &Shown<'_>, with_names: bool) {
        let mut attributes = vec![("id", call.id.as_str())];
        if let Some(dialog) = call.dialog {
            attributes.push(("call-id", &dialog.call_id));
            attributes.push(("local-tag", &dialog.local_tag));
            attributes.push(("remote-tag", &dialog.remote_tag));
        }
        attributes.push(("direction", direction(call.role)));
        xml.open("dialog", &attributes);
        xml.leaf("state", &[], state(call.state));
        if let Some((address, name)) = call.remote.as_ref().filter(|_| with_names) {
            xml.open("remote", &[]);
            match name {
                Some(name) => xml.leaf("identity", &[("display", name)], address),
                None => xml.leaf("identity", &[], address),
            }
            xml.empty("target", &[("uri", address)]);
            xml.close("remote");
            xml.open("local", &[]);
            xml.leaf("identity", &[], self.entity);
            xml.empty("target", &[("uri", self.entity)]);
            xml.close("local");
        }
        xml.close("dialog");
    }
}

fn direction(role: Role) -> &'static str {
    match role {
        Role::Caller => "initiator",
        Role::Callee => "recipient",
    }
}

/// Whoever dialled is never `early`: phones flash and offer to pick up on that word, whatever the direction.
fn state(state: LampState) -> &'static str {
    match state {
        LampState::Dialling => "proceeding",
        LampState::Ringing => "early",
        LampState::Talking => "confirmed",
    }
}
