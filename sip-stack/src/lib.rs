//! SIP (RFC 3261) as pure machines.
//!
//! Layers: `message` at the bottom, then `auth` and `registrar` beside `transaction`, `dialog` and
//! `user_agent`. Only `transport` touches sockets and a runtime. Bodies are bytes, but for what people publish about themselves
//! (`published`): no codec is known here.

pub mod auth;
pub mod dialog;
pub mod endpoint;
pub mod events;
pub mod flow;
pub mod locate;
pub mod message;
pub mod own_addresses;
pub mod proxy;
pub mod published;
pub mod refer;
pub mod registrar;
pub mod registration;
pub mod tokens;
pub mod transaction;
pub mod transport;
pub mod user_agent;
