//! The live calls' messages, in the signalling task: a look at Call-ID, and a reference kept.

use std::collections::{HashMap, VecDeque};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use bytes::Bytes;
use memchr::memchr;
use sip_stack::flow::{Flow, Target};
use sip_stack::message::Transport;
use uuid::Uuid;

use super::message::{Direction, SipMessage};
use super::redact::redact;
use crate::clock::Moment;
use crate::mail::CallNumber;

/// Messages of a call that are kept; later ones are counted only.
const MESSAGES_MAX: usize = 200;
/// Bytes of a message that are kept.
const MESSAGE_BYTES_MAX: usize = 16 * 1024;
/// Bytes of all live calls that are kept; beyond, messages are counted only.
const TOTAL_BYTES_MAX: usize = 64 * 1024 * 1024;
/// How long after a call's record the last answers still belong to it.
const LINGER: Duration = Duration::from_secs(2);

/// The messages of live calls.
#[derive(Debug, Default)]
pub struct Tap {
    calls: HashMap<CallNumber, Call>,
    /// Which call a Call-ID belongs to; each leg has its own.
    by_call_id: HashMap<Bytes, CallNumber>,
    /// Calls whose record is written, the first to be taken first.
    ending: VecDeque<(Instant, CallNumber, Uuid)>,
    /// What came last: its call is known only once it is let in.
    last: Option<Raw>,
    bytes: usize,
}

#[derive(Debug, Default)]
struct Call {
    call_ids: Vec<Bytes>,
    messages: Vec<Raw>,
    missed: usize,
}

/// A message as it went by.
#[derive(Clone, Debug)]
struct Raw {
    at: Instant,
    direction: Direction,
    transport: Transport,
    local: SocketAddr,
    remote: SocketAddr,
    bytes: Bytes,
}

/// The messages of a call that has ended.
#[derive(Debug)]
pub struct Taken {
    /// Its record.
    pub record: Uuid,
    messages: Vec<Raw>,
}

impl Taken {
    /// The messages in order, without credentials.
    #[must_use]
    pub fn messages(&self) -> Vec<SipMessage> {
        shown(&self.messages)
    }
}

impl Tap {
    /// A message came in.
    pub fn received(&mut self, now: Instant, flow: &Flow, bytes: &Bytes) {
        let raw = || Raw {
            at: now,
            direction: Direction::In,
            transport: flow.transport,
            local: flow.local,
            remote: flow.remote,
            bytes: kept(bytes),
        };
        if bytes.starts_with(b"INVITE ") {
            self.last = Some(raw());
        }
        if let Some(number) = self.call_of(bytes) {
            self.push(number, raw());
        }
    }

    /// A message goes out.
    pub fn sent(&mut self, now: Instant, target: &Target, bytes: &Bytes) {
        let Some(number) = self.call_of(bytes) else { return };
        let nowhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
        let (transport, local, remote) = match target {
            Target::Flow(flow) => (flow.transport, flow.local, flow.remote),
            Target::Address { transport, remote }
            | Target::Located {
                transport, remote, ..
            } => (*transport, nowhere, *remote),
            Target::Uri(_) => (target.transport(), nowhere, nowhere),
        };
        let raw = Raw {
            at: now,
            direction: Direction::Out,
            transport,
            local,
            remote,
            bytes: kept(bytes),
        };
        self.push(number, raw);
    }

    /// The INVITE that came last began a call.
    pub fn begin(&mut self, number: CallNumber, call_id: &str) {
        let first = self.last.take();
        self.follow(number, call_id);
        let is_its = |raw: &Raw| call_id_of(&raw.bytes).is_some_and(|id| id == call_id.as_bytes());
        if let Some(first) = first.filter(is_its) {
            self.push(number, first);
        }
    }

    /// A leg of a call has this Call-ID; from now on, if it was another call's before a transfer.
    pub fn follow(&mut self, number: CallNumber, call_id: &str) {
        if self.by_call_id.get(call_id.as_bytes()) == Some(&number) {
            return;
        }
        let call_id = Bytes::copy_from_slice(call_id.as_bytes());
        self.by_call_id.insert(call_id.clone(), number);
        self.calls.entry(number).or_default().call_ids.push(call_id);
    }

    /// The call's record is written; its last answers may be under way.
    pub fn end(&mut self, now: Instant, number: CallNumber, record: Uuid) {
        self.ending.push_back((now + LINGER, number, record));
    }

    /// When a call is to be taken.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.ending.front().map(|(at, ..)| *at)
    }

    /// A call that has ended for good.
    pub fn take(&mut self, now: Instant) -> Option<Taken> {
        let &(at, ..) = self.ending.front()?;
        if now < at { None } else { self.take_early() }
    }

    /// A call that has ended, though last answers may be under way.
    pub fn take_early(&mut self) -> Option<Taken> {
        let (_, number, record) = self.ending.pop_front()?;
        let call = self.calls.remove(&number).unwrap_or_default();
        for call_id in &call.call_ids {
            if self.by_call_id.get(call_id) == Some(&number) {
                self.by_call_id.remove(call_id);
            }
        }
        self.bytes -= call.messages.iter().map(|raw| raw.bytes.len()).sum::<usize>();
        if call.missed > 0 {
            metrics::counter!("softswitch_captures_cut_total").increment(1);
        }
        let messages = call.messages;
        Some(Taken { record, messages })
    }

    /// The messages so far of a live call, by its number or a Call-ID of it.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Vec<SipMessage>> {
        let by_number = name.parse().ok().map(CallNumber);
        let number = by_number
            .filter(|number| self.calls.contains_key(number))
            .or_else(|| self.by_call_id.get(name.as_bytes()).copied())?;
        self.calls.get(&number).map(|call| shown(&call.messages))
    }

    fn call_of(&self, message: &[u8]) -> Option<CallNumber> {
        if self.by_call_id.is_empty() || message.starts_with(b"REGISTER ") {
            return None;
        }
        self.by_call_id.get(call_id_of(message)?).copied()
    }

    fn push(&mut self, number: CallNumber, raw: Raw) {
        let Some(call) = self.calls.get_mut(&number) else {
            return;
        };
        if call.messages.len() >= MESSAGES_MAX || self.bytes + raw.bytes.len() > TOTAL_BYTES_MAX {
            call.missed += 1;
            return;
        }
        self.bytes += raw.bytes.len();
        call.messages.push(raw);
    }
}

fn kept(bytes: &Bytes) -> Bytes {
    bytes.slice(..bytes.len().min(MESSAGE_BYTES_MAX))
}

fn shown(messages: &[Raw]) -> Vec<SipMessage> {
    let moment = Moment::read();
    let show = |raw: &Raw| SipMessage {
        at: moment.wall_of(raw.at),
        direction: raw.direction,
        transport: raw.transport.to_string(),
        local: raw.local,
        remote: raw.remote,
        text: match std::str::from_utf8(&raw.bytes) {
            Ok(text) => redact(text),
            Err(_) => redact(&String::from_utf8_lossy(&raw.bytes)),
        },
    };
    messages.iter().map(show).collect()
}

/// The value of Call-ID, without parsing the rest.
fn call_id_of(message: &[u8]) -> Option<&[u8]> {
    let mut rest = message;
    loop {
        rest = rest.get(memchr(b'\n', rest)? + 1..)?;
        let line = rest.get(..memchr(b'\n', rest)?)?;
        match line.first()? {
            b'c' | b'C' | b'i' | b'I' => {}
            b'\r' => return None,
            _ => continue,
        }
        let colon = memchr(b':', line)?;
        let name = line.get(..colon)?.trim_ascii_end();
        if name.eq_ignore_ascii_case(b"call-id") || name.eq_ignore_ascii_case(b"i") {
            return Some(line.get(colon + 1..)?.trim_ascii());
        }
    }
}

#[cfg(test)]
#[path = "tap_tests.rs"]
mod tests;
