//! UDP and TCP on tokio (RFC 3261 §18, RFC 3581 §4, RFC 5626 §3.5.1).
//!
//! The only folder of this crate with sockets and a runtime. It carries bytes and says which flow they came
//! over; it stamps no Via and matches no response: that is the endpoint's part. Responses go back over the
//! flow of their request; connections are opened for requests only. TLS and WebSocket are not carried here.

mod accept;
mod connect;
mod connection;
mod connections;
mod hub;
mod inbound;
mod limits;
mod listener;
mod local_address;
mod socket;
#[cfg(test)]
mod tests;
mod transports;
mod udp;

pub use inbound::Inbound;
pub use limits::TransportLimits;
pub use listener::Listener;
pub use transports::Transports;
