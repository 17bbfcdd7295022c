//! One connection, plain or secured (RFC 3261 §18.3, RFC 5626 §4.4.1).

use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::connections::Outgoing;
use super::hub::Hub;
use super::ration::Ration;
use super::tls::PeerNames;
use super::{Inbound, Refusal, alias};
use crate::flow::{ConnectionId, Flow, Target};
use crate::message::{Frame, StreamFraming};

/// Bytes taken from the socket at a time.
const READ_BYTES: usize = 16_384;

/// The answer to a keep-alive ping.
pub(super) const PONG: Bytes = Bytes::from_static(b"\r\n");

/// A keep-alive ping; what holds a NAT's binding for us. Who is silent after one is not taken for dead, as a peer
/// without RFC 5626 answers none.
const PING: &[u8] = b"\r\n\r\n";

/// Who opened a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Opened {
    ByPeer,
    ByUs,
}

/// What is to be written.
pub(super) type Queue = mpsc::Receiver<Outgoing>;

/// A connection's place among the others.
pub(super) struct Link {
    pub(super) flow: Flow,
    pub(super) opened: Opened,
    pub(super) queue: Queue,
}

/// Reads and writes until either ends; what was not written is reported.
pub(super) async fn run(stream: impl AsyncRead + AsyncWrite, link: Link, hub: Arc<Hub>) {
    let Link {
        flow,
        opened,
        mut queue,
    } = link;
    let (reader, writer) = tokio::io::split(stream);
    let unwritten = tokio::select! {
        () = hub.closed() => None,
        refusal = read(reader, flow, opened, &hub) => {
            if let Some(refusal) = refusal {
                hub.refuse(flow.transport, flow.remote, refusal);
            }
            None
        }
        unwritten = write(writer, opened, &mut queue, &hub) => unwritten,
    };
    if let Some(id) = flow.connection {
        give_up(id, unwritten, queue, &hub);
    }
    hub.deliver(Inbound::Closed { flow }).await;
}

/// Forgets a connection and reports what was still to be sent.
pub(super) fn give_up(id: ConnectionId, unwritten: Option<Outgoing>, mut queue: Queue, hub: &Hub) {
    hub.connections().remove(id);
    queue.close();
    let waiting = std::iter::from_fn(|| queue.try_recv().ok());
    unwritten
        .into_iter()
        .chain(waiting)
        .for_each(|outgoing| hub.fail(outgoing));
}

/// Notes what the other end has proved to be.
pub(super) fn identify(chain: Option<&[CertificateDer<'_>]>, id: ConnectionId, hub: &Hub) {
    if let Some(certificate) = chain.and_then(<[_]>::first) {
        let names = Arc::new(PeerNames::of(certificate));
        hub.connections().identify(id, names);
    }
}

/// Ends with the stream (`None`), with bytes that are no SIP, or with the peer's silence.
async fn read(reader: impl AsyncRead, flow: Flow, opened: Opened, hub: &Hub) -> Option<Refusal> {
    let limits = &hub.limits;
    let mut reader = pin!(reader);
    let mut framing = StreamFraming::new(limits.message);
    let mut buffer = BytesMut::with_capacity(READ_BYTES);
    let mut ration = Ration::new(now(), limits);
    let mut proven = opened == Opened::ByUs;
    let mut idle = proven;
    let mut silence = pin!(sleep(if proven { limits.idle } else { limits.message_time }));
    loop {
        buffer.clear();
        buffer.reserve(READ_BYTES);
        let read = tokio::select! {
            () = &mut silence => return Some(if idle { Refusal::Idle } else { Refusal::MessageTime }),
            read = reader.read_buf(&mut buffer) => read,
        };
        if !matches!(read, Ok(1..)) {
            return None;
        }
        let was_between_messages = framing.pending_bytes() == 0;
        framing.push(&buffer);
        let mut frames = 0;
        loop {
            match framing.next_frame() {
                Ok(Some(frame)) => {
                    frames += 1;
                    if let (Frame::Message(bytes), false, Some(id)) = (&frame, proven, flow.connection) {
                        proven = true;
                        alias::note(bytes, id, hub);
                    }
                    if !take(frame, flow, hub).await {
                        return None;
                    }
                }
                Ok(None) => break,
                Err(_) => return Some(Refusal::Framing),
            }
        }
        // A message must arrive whole in time; single bytes of it do not prolong that time.
        if proven && framing.pending_bytes() == 0 {
            idle = true;
            silence.set(sleep(limits.idle));
        } else if proven && (frames > 0 || was_between_messages) {
            idle = false;
            silence.set(sleep(limits.message_time));
        }
        if let Some(wait) = ration.spend(now(), (frames, buffer.len()), limits) {
            hub.counts.count_throttled();
            sleep(wait).await;
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how fast a peer sends is the shell's own business"
)]
pub(super) fn now() -> Instant {
    Instant::now()
}

async fn take(frame: Frame, flow: Flow, hub: &Hub) -> bool {
    match frame {
        Frame::Message(bytes) => hub.deliver(Inbound::Message { flow, bytes }).await,
        Frame::KeepAlivePong => true,
        Frame::KeepAlivePing => {
            pong(flow, hub);
            true
        }
    }
}

/// Answers a keep-alive; a peer that does not read its pongs misses one.
pub(super) fn pong(flow: Flow, hub: &Hub) {
    if let Some(id) = flow.connection {
        let pong = Outgoing {
            target: Target::Flow(flow),
            bytes: PONG,
            branch: None,
        };
        let _ = hub.connections().queue(id, pong);
    }
}

/// Ends when a message cannot be written, and returns that message.
async fn write(writer: impl AsyncWrite, opened: Opened, queue: &mut Queue, hub: &Hub) -> Option<Outgoing> {
    let mut writer = pin!(writer);
    loop {
        let outgoing = match timeout(hub.limits.ping_every, queue.recv()).await {
            Ok(next) => next?,
            Err(_) if opened == Opened::ByPeer => continue,
            Err(_) => {
                let pinged = timeout(hub.limits.send_time, async {
                    writer.write_all(PING).await?;
                    writer.flush().await
                });
                if !matches!(pinged.await, Ok(Ok(()))) {
                    return None;
                }
                continue;
            }
        };
        let written = timeout(hub.limits.send_time, async {
            writer.write_all(&outgoing.bytes).await?;
            writer.flush().await
        });
        if !matches!(written.await, Ok(Ok(()))) {
            return Some(outgoing);
        }
    }
}
