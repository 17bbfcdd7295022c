//! What a NOTIFY carries: one document a package, written from facts.

mod dialog_info;
mod list;
mod pidf;
mod reginfo;
mod xml;

#[cfg(test)]
mod tests;

pub(super) use dialog_info::{DialogInfo, Shown};
pub(super) use list::{ListPart, resource_list};
pub(super) use pidf::Presence;
pub(super) use reginfo::{ContactEvent, RegContact, RegInfo};
