use std::collections::HashMap;
use std::io;
use std::net::UdpSocket;
use std::time::Instant;

use super::poller::Poller;
use crate::ports::PortLease;
use crate::session::{Channel, Session, Slot, StreamId};

/// A session with its sockets.
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) session: Session,
    pub(crate) rtp: UdpSocket,
    pub(crate) rtcp: UdpSocket,
    /// The one timer entry that counts.
    pub(crate) timer_at: Option<Instant>,
    /// Declared last, so that the ports are given back after the sockets are closed.
    pub(crate) _lease: PortLease,
}

impl Stream {
    pub(crate) fn socket(&self, channel: Channel) -> &UdpSocket {
        match channel {
            Channel::Rtp => &self.rtp,
            Channel::Rtcp => &self.rtcp,
        }
    }
}

/// A worker's streams.
#[derive(Debug, Default)]
pub(super) struct Streams {
    slots: Vec<Option<Box<Stream>>>,
    free: Vec<Slot>,
    by_id: HashMap<StreamId, Slot>,
}

impl Streams {
    /// Takes a stream in and listens to its sockets.
    pub(super) fn enter(&mut self, stream: Box<Stream>, poller: &Poller) -> io::Result<Slot> {
        let fresh = Slot(u32::try_from(self.slots.len()).unwrap_or(u32::MAX));
        let slot = self.free.pop().unwrap_or(fresh);
        for channel in [Channel::Rtp, Channel::Rtcp] {
            poller.add(stream.socket(channel), token(slot, channel))?;
        }
        self.by_id.insert(stream.session.id(), slot);
        if slot == fresh {
            self.slots.push(None);
        }
        if let Some(place) = self.slots.get_mut(slot.0 as usize) {
            *place = Some(stream);
        }
        Ok(slot)
    }

    pub(super) fn leave(&mut self, slot: Slot) -> Option<Box<Stream>> {
        let stream = self.slots.get_mut(slot.0 as usize)?.take()?;
        self.by_id.remove(&stream.session.id());
        self.free.push(slot);
        Some(stream)
    }

    pub(super) fn find(&self, id: StreamId) -> Option<Slot> {
        self.by_id.get(&id).copied()
    }

    pub(super) fn at(&self, slot: Slot) -> Option<&Stream> {
        self.slots.get(slot.0 as usize)?.as_deref()
    }

    pub(super) fn at_mut(&mut self, slot: Slot) -> Option<&mut Stream> {
        self.slots.get_mut(slot.0 as usize)?.as_deref_mut()
    }

    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Every slot in use.
    pub(super) fn slots(&self) -> Vec<Slot> {
        self.by_id.values().copied().collect()
    }
}

/// What the poller says for a stream's socket.
pub(super) fn token(slot: Slot, channel: Channel) -> u64 {
    u64::from(slot.0) << 1 | u64::from(channel == Channel::Rtcp)
}

/// The socket that a token is for; `None`: the worker's own waker.
pub(super) fn socket_of(token: u64) -> Option<(Slot, Channel)> {
    let slot = Slot(u32::try_from(token >> 1).ok()?);
    let channel = if token & 1 == 0 {
        Channel::Rtp
    } else {
        Channel::Rtcp
    };
    Some((slot, channel))
}
