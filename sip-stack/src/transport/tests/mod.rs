//! Real sockets on loopback.

mod authority;
mod fixture;
mod limits;
mod tcp;
mod tls;
mod tls_out;
mod udp;
mod web_socket;
