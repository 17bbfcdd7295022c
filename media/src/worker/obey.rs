//! Orders from the control plane. Here, unlike on the packet path, a worker may allocate.

use std::net::SocketAddr;
use std::sync::mpsc::TryRecvError;
use std::time::Instant;

use bytes::BytesMut;

use super::command::Command;
use super::rounds::Worker;
use super::streams::Stream;
use crate::dtls::HandshakeError;
use crate::session::{Event, Generation, Session, Slot, StreamId};
use crate::srtp::SrtpKeys;

/// What a worker is told.
#[derive(Debug)]
pub(crate) enum Order {
    Open(Box<Stream>),
    Command(Command),
    /// A datagram of a stream's handshake.
    Send {
        stream: StreamId,
        to: SocketAddr,
        datagram: BytesMut,
    },
    /// The keys that a handshake with `source` has made.
    Secure {
        stream: StreamId,
        generation: Generation,
        source: SocketAddr,
        keys: Box<SrtpKeys>,
    },
    /// A handshake came to nothing.
    HandshakeFailed {
        stream: StreamId,
        generation: Generation,
        source: Option<SocketAddr>,
        error: HandshakeError,
    },
    /// Close everything and end.
    Stop,
}

impl Worker {
    pub(super) fn obey_all(&mut self, now: Instant) {
        loop {
            match self.orders.try_recv() {
                Ok(Order::Open(stream)) => self.open(now, stream),
                Ok(Order::Command(command)) => self.obey(now, command),
                Ok(Order::Send { stream, to, datagram }) => self.send(stream, to, &datagram),
                Ok(Order::Secure {
                    stream,
                    generation,
                    source,
                    keys,
                }) => self.change(now, stream, |stream| {
                    stream.session.secure(generation, source, *keys);
                }),
                Ok(Order::HandshakeFailed {
                    stream,
                    generation,
                    source,
                    error,
                }) => {
                    let failed = (generation, source, error);
                    self.handshake_failed(now, stream, failed);
                }
                Ok(Order::Stop) | Err(TryRecvError::Disconnected) => {
                    self.is_stopping = true;
                    return;
                }
                Err(TryRecvError::Empty) => return,
            }
        }
    }

    pub(super) fn close_all(&mut self, now: Instant) {
        for slot in self.streams.slots() {
            self.close(now, slot);
        }
        self.outbox.flush(&mut self.news);
    }

    fn open(&mut self, now: Instant, stream: Box<Stream>) {
        let id = stream.session.id();
        match self.streams.enter(stream, &self.poller) {
            Ok(slot) => {
                self.outbox.count_streams(1);
                self.timers.make_room(self.streams.len());
                self.poll_stream(now, slot);
            }
            // Out of kernel memory: the stream is gone with its sockets, and its call must know.
            Err(_) => self.news.push(Event::Closed {
                stream: id,
                report: crate::stats::StreamReport::default(),
            }),
        }
    }

    /// A command for a stream that is gone comes too late and is nothing.
    fn obey(&mut self, now: Instant, command: Command) {
        match command {
            Command::Agree { stream, agreed } => {
                self.change(now, stream, |stream| stream.session.agree(now, agreed));
                self.begin_handshake(stream);
                self.suit(now, stream);
                self.fit_member(now, stream);
            }
            Command::Bridge { a, b } => self.bridge(now, a, b),
            Command::Echo { stream } => {
                self.detach(now, stream, None);
                self.change(now, stream, |stream| stream.session.echo(now));
            }
            Command::Play { stream, source } => {
                self.detach(now, stream, None);
                self.change(now, stream, |stream| stream.session.play(now, source));
            }
            Command::Confer { stream, room, music } => {
                self.detach(now, stream, None);
                self.confer(now, stream, room, music);
            }
            Command::Stand { stream, standing } => {
                self.change(now, stream, |stream| stream.session.stand(standing));
            }
            Command::Chime { stream, rising } => {
                self.change(now, stream, |stream| stream.session.chime(rising));
            }
            Command::Silence { stream } => {
                self.detach(now, stream, None);
                self.change(now, stream, |stream| stream.session.silence(now));
            }
            Command::Report { stream } => self.report(now, stream),
            Command::HearKeys { stream, form } => {
                self.change(now, stream, |stream| stream.session.hear_keys_by(form));
                self.suit(now, stream);
            }
            Command::Listen { stream, wanted } => {
                self.change(now, stream, |stream| stream.session.listen(wanted));
                self.suit(now, stream);
            }
            Command::Press { stream, key, held } => {
                self.change(now, stream, |stream| stream.session.press(now, key, held));
            }
            Command::Record { stream, tape } => {
                self.change(now, stream, |stream| stream.session.record(tape));
            }
            Command::Close { stream } => {
                if let Some(slot) = self.streams.find(stream) {
                    self.close(now, slot);
                }
            }
        }
    }

    fn begin_handshake(&mut self, id: StreamId) {
        let stream = self.streams.find(id).and_then(|slot| self.streams.at_mut(slot));
        if let Some(order) = stream.and_then(|stream| stream.session.order_handshake()) {
            self.errands.begin(id, order);
        }
    }

    fn handshake_failed(
        &mut self,
        now: Instant,
        id: StreamId,
        (generation, source, error): (Generation, Option<SocketAddr>, HandshakeError),
    ) {
        let Some(slot) = self.streams.find(id) else {
            return;
        };
        if let Some(stream) = self.streams.at_mut(slot) {
            let session = &mut stream.session;
            session.handshake_failed(now, generation, source, error, &mut self.news);
        }
        self.poll_stream(now, slot);
    }

    /// A datagram of a handshake; one that is lost is sent again.
    fn send(&mut self, id: StreamId, to: SocketAddr, datagram: &[u8]) {
        let stream = self.streams.find(id).and_then(|slot| self.streams.at(slot));
        let _ = stream.map(|stream| stream.rtp.send_to(datagram, to));
    }

    fn bridge(&mut self, now: Instant, a: StreamId, b: StreamId) {
        let (Some(at_a), Some(at_b)) = (self.streams.find(a), self.streams.find(b)) else {
            return;
        };
        self.detach(now, a, Some(at_b));
        self.detach(now, b, Some(at_a));
        self.change(now, a, |stream| stream.session.bridge(now, at_b));
        self.change(now, b, |stream| stream.session.bridge(now, at_a));
        self.suit(now, a);
    }

    /// What a stream and its peer say is converted where they agreed on different codecs, and the keys that they press
    /// where they hear them in different forms.
    fn suit(&mut self, now: Instant, id: StreamId) {
        let at = |slot: Slot| self.streams.at(slot).map(|stream| &stream.session);
        let Some(own) = self.streams.find(id).and_then(at) else {
            return;
        };
        let peer = own.peer().and_then(at);
        let (codec, peer_codec) = (own.codec(), peer.and_then(Session::codec));
        let (form, peer_form) = (own.key_form(), peer.map(Session::key_form));
        let peer = peer.map(Session::id);
        let suit = |codec, form| {
            move |stream: &mut Stream| {
                stream.session.hears(now, codec);
                stream.session.listen_for_keys(form);
                stream.session.make_room_for_tones(form);
            }
        };
        self.change(now, id, suit(peer_codec, peer_form));
        if let Some(peer) = peer {
            self.change(now, peer, suit(codec, Some(form)));
        }
    }

    /// A stream turns to something else: the peer it leaves hears nothing more.
    fn detach(&mut self, now: Instant, id: StreamId, for_peer: Option<Slot>) {
        self.leave_room(id);
        let stream = self.streams.find(id).and_then(|slot| self.streams.at(slot));
        let left = stream.and_then(|stream| stream.session.peer());
        let left = left
            .filter(|peer| Some(*peer) != for_peer)
            .and_then(|peer| self.streams.at(peer));
        if let Some(left) = left.map(|peer| peer.session.id()) {
            self.change(now, left, |stream| stream.session.silence(now));
        }
    }

    pub(super) fn change(&mut self, now: Instant, id: StreamId, change: impl FnOnce(&mut Stream)) {
        let Some(slot) = self.streams.find(id) else {
            return;
        };
        if let Some(stream) = self.streams.at_mut(slot) {
            change(stream);
        }
        self.poll_stream(now, slot);
    }

    fn report(&mut self, now: Instant, id: StreamId) {
        let slot = self.streams.find(id);
        if let Some(stream) = slot.and_then(|slot| self.streams.at_mut(slot)) {
            let report = stream.session.report_now(now);
            self.news.push(Event::Counted { stream: id, report });
        }
    }

    fn close(&mut self, now: Instant, slot: Slot) {
        let Some(id) = self.streams.at(slot).map(|stream| stream.session.id()) else {
            return;
        };
        self.detach(now, id, None);
        let Some(mut stream) = self.streams.leave(slot) else {
            return;
        };
        if let Some(out) = stream.session.close(now, &mut self.space[..]) {
            // The phone also hears of the end by SIP.
            let _ = stream
                .socket(out.channel)
                .send_to(self.space.get(..out.length).unwrap_or_default(), out.to);
        }
        if stream.session.has_handshake() {
            self.errands.end(id);
        }
        let report = stream.session.report();
        // The sockets close here, before anyone is told that the ports are free.
        drop(stream);
        self.outbox.count_streams(-1);
        self.news.push(Event::Closed { stream: id, report });
    }
}
