//! The four transactions as pure machines (RFC 3261 §17, RFC 6026, RFC 4320 §4.2), and how messages find them.
//!
//! A transaction repeats and absorbs messages; it neither routes nor knows dialogs. The 2xx of an INVITE and its
//! ACK are the user agent's business (§13.2.2.4, §13.3.1.4).

mod ack;
mod client;
mod failure;
mod invite_client;
mod invite_server;
mod key;
mod server;
mod timers;
pub mod uac;
pub mod uas;

#[cfg(test)]
mod tests;

pub use ack::{cancel, failure_ack};
pub use client::Client;
pub use failure::Failure;
pub use invite_client::InviteClient;
pub use invite_server::InviteServer;
pub use key::{ClientKey, MergeKey, ServerId, ServerKey};
pub use server::Server;
pub use timers::Timers;
