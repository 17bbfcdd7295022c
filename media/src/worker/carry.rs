//! The packet path: what comes to a socket, and where it goes.

use std::time::Instant;

use super::batch::BATCH_MAX;
use super::rounds::Worker;
use crate::demux::Protocol;
use crate::rtcp;
use crate::session::{Channel, Slot};

/// Batches taken from one socket in one round, so that a flood at one port cannot starve the others. What stays
/// behind is told of again with the next datagram.
const BATCHES_MAX: usize = 4;

impl Worker {
    /// Drains a socket; how many datagrams it gave.
    pub(super) fn drain(&mut self, now: Instant, slot: Slot, channel: Channel) -> usize {
        let mut total = 0;
        for _ in 0..BATCHES_MAX {
            let Some(stream) = self.streams.at(slot) else {
                break;
            };
            let count = self.batch.receive(stream.socket(channel));
            total += count;
            match channel {
                Channel::Rtp => self.carry_voice(now, slot, count),
                Channel::Rtcp => (0..count).for_each(|index| self.carry_report(now, slot, index)),
            }
            if count < BATCH_MAX {
                break;
            }
        }
        total
    }

    fn carry_voice(&mut self, now: Instant, slot: Slot, count: usize) {
        let Some(stream) = self.streams.at(slot) else {
            return;
        };
        let (id, hearer) = (stream.session.id(), stream.session.hearer(slot));
        let is_multiplexed = stream.session.is_multiplexed();
        for index in 0..count {
            let Some((source, packet)) = self.batch.datagram(index) else {
                continue;
            };
            match Protocol::of(packet) {
                Protocol::Dtls => {
                    self.carry_handshake(slot, index);
                    continue;
                }
                Protocol::Stun => {
                    self.carry_check(now, slot, Channel::Rtp, index);
                    continue;
                }
                Protocol::Rtp => {}
            }
            if is_multiplexed && rtcp::is_rtcp(packet) {
                self.carry_control(now, slot, index);
                continue;
            }
            let Some(stream) = self.streams.at_mut(slot) else {
                continue;
            };
            let Some(arrival) = stream.session.receive(now, source, packet, &mut self.news) else {
                continue;
            };
            if stream.session.contribute(now, &arrival, packet) {
                continue;
            }
            let clock_rate = stream.session.clock_rate();
            let Some(hearer) = hearer.and_then(|hearer| self.streams.at_mut(hearer)) else {
                continue;
            };
            let Some(buffer) = self.batch.buffer(index) else {
                continue;
            };
            if hearer.session.take_keys(now, &arrival, buffer, clock_rate) {
                continue;
            }
            if hearer.session.convert(now, id, &arrival, buffer) {
                let jitter = hearer.session.take_jitter(now);
                if let (Some(jitter), Some(stream)) = (jitter, self.streams.at_mut(slot)) {
                    stream.session.note_jitter(jitter);
                }
                continue;
            }
            if let Some((to, length)) = hearer.session.forward(now, id, &arrival, buffer) {
                self.batch.queue(index, length, to);
            }
        }
        if let Some(at) = hearer {
            if let Some(hearer) = self.streams.at_mut(at) {
                let failed = self.batch.send(&hearer.rtp);
                hearer.session.send_failed(failed as u64);
            }
            self.wake_earlier(at);
        }
    }

    /// What has come may have to be played before the stream wanted to be asked.
    fn wake_earlier(&mut self, slot: Slot) {
        let Some(stream) = self.streams.at_mut(slot) else {
            return;
        };
        let own = [stream.session.converted_due(), stream.session.press_due()];
        let due = own.into_iter().flatten().min();
        if let Some(at) = due.filter(|at| stream.timer_at.is_none_or(|set| *at < set)) {
            stream.timer_at = due;
            self.timers.push(at, slot);
        }
    }

    /// What came to RTCP's own port.
    fn carry_report(&mut self, now: Instant, slot: Slot, index: usize) {
        let protocol = self
            .batch
            .datagram(index)
            .map(|(_, datagram)| Protocol::of(datagram));
        match protocol {
            Some(Protocol::Stun) => self.carry_check(now, slot, Channel::Rtcp, index),
            _ => self.carry_control(now, slot, index),
        }
    }

    /// Answers a check of the phone's way to us. A handshake may have waited for where that is.
    fn carry_check(&mut self, now: Instant, slot: Slot, channel: Channel, index: usize) {
        let (Some((source, datagram)), Some(stream)) =
            (self.batch.datagram(index), self.streams.at_mut(slot))
        else {
            return;
        };
        let session = &mut stream.session;
        let Some(length) = session.receive_check(now, channel, source, datagram, &mut self.space[..]) else {
            return;
        };
        let order = session.order_handshake();
        let id = session.id();
        // The phone checks again if this is lost.
        let answer = self.space.get(..length).unwrap_or_default();
        let _ = stream.socket(channel).send_to(answer, source);
        if let Some(order) = order {
            self.errands.begin(id, order);
        }
    }

    fn carry_handshake(&mut self, slot: Slot, index: usize) {
        let (Some((source, datagram)), Some(stream)) =
            (self.batch.datagram(index), self.streams.at_mut(slot))
        else {
            return;
        };
        if stream.session.takes_handshake(source) {
            self.errands.datagram(stream.session.id(), source, datagram);
        }
    }

    fn carry_control(&mut self, now: Instant, slot: Slot, index: usize) {
        let (Some((source, bytes)), Some(stream)) = (self.batch.datagram(index), self.streams.at_mut(slot))
        else {
            return;
        };
        let Some(bytes) = stream.session.receive_control(now, source, bytes) else {
            return;
        };
        let back = stream.session.rewriting();
        let Some(peer) = stream.session.peer().and_then(|peer| self.streams.at_mut(peer)) else {
            return;
        };
        let Some(onward) = peer.session.rewriting() else {
            return;
        };
        let cname = peer.session.cname();
        let length = rtcp::translate(bytes, &onward, back.as_ref(), &cname, &mut self.space[..]);
        let Some(out) = peer.session.control_packet(&mut self.space[..], length) else {
            return;
        };
        // A report that is lost is followed by the next.
        let _ = peer
            .socket(out.channel)
            .send_to(self.space.get(..length).unwrap_or_default(), out.to);
    }

    /// Sends what a stream has of its own, and notes when it wants to be asked again.
    pub(super) fn poll_stream(&mut self, now: Instant, slot: Slot) -> usize {
        let mut sent = 0;
        let Some(stream) = self.streams.at_mut(slot) else {
            return sent;
        };
        while let Some(out) = stream.session.poll(now, &mut self.space[..], &mut self.news) {
            sent += 1;
            let packet = self.space.get(..out.length).unwrap_or_default();
            if stream.socket(out.channel).send_to(packet, out.to).is_err() {
                stream.session.send_failed(u64::from(out.channel == Channel::Rtp));
            }
        }
        stream.timer_at = stream.session.deadline();
        if let Some(at) = stream.timer_at {
            self.timers.push(at, slot);
        }
        sent
    }
}
