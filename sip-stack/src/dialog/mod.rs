//! Dialogs (RFC 3261 §12): identity, route set, remote target and CSeq order; they make the requests sent within.
//!
//! A dialog is created from the two messages that opened it and has no states or timers of its own: which requests
//! are allowed when is the usage's business (RFC 5057).

mod error;
mod id;
mod next_hop;
mod request;
mod sip_dialog;

#[cfg(test)]
mod tests;

pub use error::DialogError;
pub use id::{DialogId, LocalDialog};
pub use sip_dialog::Dialog;
