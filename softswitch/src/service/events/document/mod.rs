//! What a NOTIFY carries: one document a package, written from facts and read with bounds.

mod dialog_info;
mod list;
mod message_summary;
mod pidf;
mod pidf_read;
mod reginfo;
mod xml;

#[cfg(test)]
mod tests;

pub(super) use dialog_info::{DialogInfo, Shown};
pub(super) use list::{ListPart, resource_list};
pub(super) use message_summary::Mailbox;
pub(super) use pidf::{Activity, Presence};
pub(super) use pidf_read::Published;
pub(super) use reginfo::{ContactEvent, RegContact, RegInfo};
