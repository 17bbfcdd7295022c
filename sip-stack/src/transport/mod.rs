//! UDP, TCP, TLS and WebSockets on tokio (RFC 3261 §18, RFC 3581 §4, RFC 5626 §3.5, RFC 5923, RFC 7118).
//!
//! The only folder of this crate with sockets and a runtime. It carries bytes and says which flow they came
//! over; it stamps no Via and matches no response: that is the endpoint's part. Responses go back over the
//! flow of their request; connections are opened for requests only, and never to a WebSocket. The HTTP part of a
//! WebSocket is the web port's: messages come and go by queues.

mod accept;
mod alias;
mod connect;
mod connection;
mod connections;
mod hub;
mod inbound;
mod limits;
mod listener;
mod local_address;
mod moderation;
mod proxy_header;
mod ration;
mod refusal;
mod send;
mod socket;
mod stun;
#[cfg(test)]
mod tests;
pub mod tls;
mod transports;
mod udp;
mod web_socket;

pub use inbound::Inbound;
pub use limits::TransportLimits;
pub use listener::Listener;
pub use refusal::{Refusal, TransportCounts};
pub use transports::{BindError, Transports};
pub use web_socket::{WebSocketPeer, WebSocketQueues, WebSockets};
