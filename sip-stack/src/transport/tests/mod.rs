//! Real sockets on loopback.

mod fixture;
mod tcp;
mod udp;
