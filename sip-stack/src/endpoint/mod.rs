//! One SIP element as a value: bytes in, bytes and deliveries out (RFC 3261 §17, §18, RFC 3581).
//!
//! It owns all transactions and knows which owner wants the requests of which dialog. It writes and reads Via, absorbs
//! what is repeated, answers CANCEL, unknown dialogs (481), merged requests (482) and what cannot be read (400 …).
//! It has no socket and no clock, resolves no names, and decides nothing about calls.

mod alarms;
mod arrived;
mod carrier;
mod challenge;
mod clients;
mod config;
mod dialogs;
mod effect;
mod endpoint_value;
mod input;
mod on_behalf;
mod receive;
mod reply;
mod servers;

#[cfg(test)]
mod tests;

pub use config::EndpointConfig;
pub use effect::{DropReason, Effect};
pub use endpoint_value::Endpoint;
pub use input::{Input, Owner};
pub use on_behalf::on_behalf;

pub use crate::tokens::Branch;
pub use crate::transaction::ServerId;
