//! The INVITE usage of a dialog (RFC 3261 §12–§15, RFC 5057 §2): one side of one call, as a pure machine.
//!
//! It retransmits 2xx until the ACK, acknowledges, cancels, resolves glare, keeps CSeq order and says goodbye, in both
//! roles. It treats bodies as bytes and knows only who owes an offer or an answer. It makes no business
//! decision: whoever owns it commands, and hears events.

mod abilities;
mod accepted;
mod acknowledged;
mod answers;
mod asked;
mod callees;
mod commands;
mod context;
mod early;
mod effect;
mod established;
mod event;
mod exchange;
mod farewell;
mod in_dialog;
mod incoming;
mod input;
mod invite_usage;
mod leaving;
mod outgoing;
mod outgoing_invite;
mod proof;
mod provisional;
mod refusal;
mod reinvite;
mod reinvited;
mod reliable;
mod requests;
mod session_timer;
mod terms;
mod update;

pub use effect::Effect;
pub use event::{Ended, Event};
pub use farewell::Farewell;
pub use input::{Command, Input};
pub use invite_usage::InviteUsage;
pub use outgoing_invite::{LocalIdentity, OutgoingInvite};
pub use refusal::Refusal;
pub use terms::{Refresh, Reliable, Terms, TimerTerms};
