//! A socket that is asked, and waits no longer than it is told.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use bytes::Bytes;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::sockopt::set_socket_recv_buffer_size;
use sip_stack::message::{Limits, Message};

/// All phones are behind one socket: what a server answers at once must not be lost here.
const RECEIVE_BUFFER_BYTES: usize = 4 << 20;

/// A phone's socket, facing one server.
#[derive(Debug)]
pub(super) struct Socket {
    socket: UdpSocket,
    own: SocketAddr,
    server: SocketAddr,
    buffer: Vec<u8>,
}

impl Socket {
    /// A socket on loopback.
    pub(super) fn open(server: SocketAddr) -> io::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        set_socket_recv_buffer_size(&socket, RECEIVE_BUFFER_BYTES)?;
        socket.set_nonblocking(true)?;
        let own = socket.local_addr()?;
        Ok(Self {
            socket,
            own,
            server,
            buffer: vec![0; 65_535],
        })
    }

    /// Its own address.
    pub(super) fn own(&self) -> SocketAddr {
        self.own
    }

    /// Another server from now on.
    pub(super) fn face(&mut self, server: SocketAddr) {
        self.server = server;
    }

    /// Sends one message; one that the kernel has no room for counts as lost on the way.
    pub(super) fn send(&self, message: &str) {
        let _ = self.socket.send_to(message.as_bytes(), self.server);
    }

    /// The next message that has come, if any.
    pub(super) fn receive(&mut self) -> Option<Message> {
        loop {
            let (length, _) = self.socket.recv_from(&mut self.buffer).ok()?;
            let bytes = Bytes::copy_from_slice(self.buffer.get(..length)?);
            if let Ok(message) = Message::parse(bytes, &Limits::default()) {
                return Some(message);
            }
        }
    }
}

/// Waits until one of them has something, at most until then.
pub(super) fn wait(sockets: &[&Socket], until: Instant) -> io::Result<()> {
    let mut polled: Vec<PollFd<'_>> = sockets
        .iter()
        .map(|one| PollFd::new(&one.socket, PollFlags::IN))
        .collect();
    let left = until.saturating_duration_since(Instant::now()).min(LONGEST);
    let left = Timespec::try_from(left).map_err(io::Error::other)?;
    match poll(&mut polled, Some(&left)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// So that the ends of waits are seen in time.
const LONGEST: Duration = Duration::from_millis(50);
