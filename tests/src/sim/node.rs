//! What is common to everything on the simulated network.

use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;
use sip_stack::flow::{Flow, Target};
use sip_stack::message::Transport;

/// A datagram on its way.
#[derive(Clone, Debug)]
pub(super) struct Packet {
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    pub(super) bytes: Bytes,
}

/// Something with an address that takes datagrams and has deadlines.
pub(super) trait Node {
    fn receive(&mut self, now: Instant, packet: Packet, out: &mut Vec<Packet>);
    fn deadline(&self) -> Option<Instant>;
    fn timeout(&mut self, now: Instant, out: &mut Vec<Packet>);
}

/// The UDP flow between two addresses, seen from `local`.
pub(super) fn flow(local: SocketAddr, remote: SocketAddr) -> Flow {
    Flow {
        transport: Transport::Udp,
        local,
        remote,
        connection: None,
    }
}

/// Where a message shall go. The simulated network has no names.
pub(super) fn address(target: &Target) -> Option<SocketAddr> {
    target.remote()
}
