//! The way to the running switch from this machine: a Unix socket that only its owner may use.
//!
//! One JSON line a request, one JSON line an answer, in order. `protocol` is what can be said, `server` listens and
//! asks a [`Desk`], `client` is the commands' side. What an answer means to the switch is the desk's business.

mod client;
mod protocol;
mod server;

pub use client::{AskError, ask};
pub use protocol::{
    AccountReply, CallReply, LINE_BYTES_MAX, LineError, PhoneReply, PlaceReply, Reply, Request, SOCKET, Said,
    TrunkReply, read_line, write_line,
};
pub use server::{Desk, OpenError, Server, open};
