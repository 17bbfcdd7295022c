//! One TCP connection (RFC 3261 §18.3, RFC 5626 §4.4.1).

use std::pin::pin;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::Inbound;
use super::connections::Outgoing;
use super::hub::Hub;
use crate::flow::{ConnectionId, Flow, Target};
use crate::message::{Frame, StreamFraming, Transport};

/// Bytes taken from the socket at a time.
const READ_BYTES: usize = 16_384;

/// The answer to a keep-alive ping.
const PONG: Bytes = Bytes::from_static(b"\r\n");

/// Who opened a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Opened {
    ByPeer,
    ByUs,
}

/// Reads and writes until either ends; what was not written is reported.
pub(super) async fn run(
    stream: TcpStream,
    id: ConnectionId,
    opened: Opened,
    mut queue: mpsc::Receiver<Outgoing>,
    hub: Arc<Hub>,
) {
    if let (Ok(local), Ok(remote)) = (stream.local_addr(), stream.peer_addr()) {
        let flow = Flow {
            transport: Transport::Tcp,
            local,
            remote,
            connection: Some(id),
        };
        // Without it a response may wait for the acknowledgement of the one before.
        let _ = stream.set_nodelay(true);
        let (reader, writer) = stream.into_split();
        let unwritten = tokio::select! {
            () = hub.closed() => None,
            () = read(reader, flow, opened, &hub) => None,
            unwritten = write(writer, &mut queue, &hub) => unwritten,
        };
        give_up(id, unwritten, queue, &hub);
        hub.deliver(Inbound::Closed { flow }).await;
    } else {
        give_up(id, None, queue, &hub);
    }
}

/// Forgets a connection and reports what was still to be sent.
pub(super) fn give_up(
    id: ConnectionId,
    unwritten: Option<Outgoing>,
    mut queue: mpsc::Receiver<Outgoing>,
    hub: &Hub,
) {
    hub.connections().remove(id);
    queue.close();
    let waiting = std::iter::from_fn(|| queue.try_recv().ok());
    unwritten
        .into_iter()
        .chain(waiting)
        .for_each(|outgoing| hub.fail(outgoing));
}

/// Ends with the stream, with bytes that are no SIP, or with the peer's silence.
async fn read(mut reader: OwnedReadHalf, flow: Flow, opened: Opened, hub: &Hub) {
    let limits = &hub.limits;
    let mut framing = StreamFraming::new(limits.message);
    let mut buffer = BytesMut::with_capacity(READ_BYTES);
    let mut proven = opened == Opened::ByUs;
    let mut silence = pin!(sleep(if proven { limits.idle } else { limits.message_time }));
    loop {
        buffer.clear();
        buffer.reserve(READ_BYTES);
        let read = tokio::select! {
            () = &mut silence => return,
            read = reader.read_buf(&mut buffer) => read,
        };
        if !matches!(read, Ok(1..)) {
            return;
        }
        let was_between_messages = framing.pending_bytes() == 0;
        framing.push(&buffer);
        let mut whole = false;
        loop {
            match framing.next_frame() {
                Ok(Some(frame)) => {
                    whole = true;
                    proven |= matches!(frame, Frame::Message(_));
                    if !take(frame, flow, hub).await {
                        return;
                    }
                }
                Ok(None) => break,
                Err(_) => return,
            }
        }
        // A message must arrive whole in time; single bytes of it do not prolong that time.
        if proven && framing.pending_bytes() == 0 {
            silence.set(sleep(limits.idle));
        } else if proven && (whole || was_between_messages) {
            silence.set(sleep(limits.message_time));
        }
    }
}

async fn take(frame: Frame, flow: Flow, hub: &Hub) -> bool {
    match frame {
        Frame::Message(bytes) => hub.deliver(Inbound::Message { flow, bytes }).await,
        Frame::KeepAlivePong => true,
        Frame::KeepAlivePing => {
            let Some(id) = flow.connection else { return true };
            let pong = Outgoing {
                target: Target::Flow(flow),
                bytes: PONG,
                branch: None,
            };
            // A peer that does not read its pongs misses one.
            let _ = hub.connections().queue(id, pong);
            true
        }
    }
}

/// Ends when a message cannot be written, and returns that message.
async fn write(
    mut writer: OwnedWriteHalf,
    queue: &mut mpsc::Receiver<Outgoing>,
    hub: &Hub,
) -> Option<Outgoing> {
    loop {
        let outgoing = queue.recv().await?;
        let written = timeout(hub.limits.send_time, writer.write_all(&outgoing.bytes)).await;
        if !matches!(written, Ok(Ok(()))) {
            return Some(outgoing);
        }
    }
}
