use std::net::SocketAddr;
use std::time::Instant;

use super::session::Session;
use super::{Event, Role};

/// Which of a stream's sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    Rtp,
    Rtcp,
}

/// A packet of our own, written into the space that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) channel: Channel,
    pub(crate) length: usize,
    pub(crate) to: SocketAddr,
}

impl Session {
    /// Does what is due, a packet at a time; ask again until it gives `None`.
    pub(crate) fn poll(&mut self, now: Instant, space: &mut [u8], news: &mut Vec<Event>) -> Option<Outgoing> {
        if let Some(silent_for) = self.liveness.poll(now) {
            news.push(Event::Dead {
                stream: self.id,
                silent_for,
            });
        }
        self.poll_keys(now, news);
        if let Some(key) = self.poll_press(now, space) {
            return Some(key);
        }
        if let Some(frame) = self.poll_player(now, space, news) {
            return Some(frame);
        }
        if let Some(frame) = self.converted(now, space) {
            return Some(frame);
        }
        if self.control.due().is_none_or(|due| due > now) {
            return None;
        }
        let length = self.write_report(now, space);
        self.control_packet(space, length)
    }

    /// The last packet of a stream that is closed.
    pub(crate) fn close(&mut self, now: Instant, space: &mut [u8]) -> Option<Outgoing> {
        self.talk.settle(now, false);
        let length = self.write_goodbye(now, space);
        self.control_packet(space, length)
    }

    /// The RTCP in the first `length` bytes, made ready to be sent; `None`: there is none, or nowhere to send it.
    pub(crate) fn control_packet(&mut self, space: &mut [u8], length: usize) -> Option<Outgoing> {
        let to = self.control_target().filter(|_| length > 0)?;
        let length = self.seal_rtcp(space, length)?;
        Some(Outgoing {
            channel: if self.is_multiplexed() {
                Channel::Rtp
            } else {
                Channel::Rtcp
            },
            length,
            to,
        })
    }

    fn poll_player(&mut self, now: Instant, space: &mut [u8], news: &mut Vec<Event>) -> Option<Outgoing> {
        let awaits_keys = self.awaits_keys();
        let terms = self.terms.as_ref()?;
        let Role::Playing(player) = &mut self.role else {
            return None;
        };
        if player.due() > now {
            return None;
        }
        let Some(to) = terms.target().filter(|_| !awaits_keys) else {
            player.wait(now);
            return None;
        };
        let codec = terms.agreed.codec;
        let Some((is_first, frame)) = player.frame(now, codec) else {
            news.push(Event::Played { stream: self.id });
            self.silence(now);
            return None;
        };
        let ticks = (!is_first).then_some(codec.frame_ticks());
        let header = self
            .outbound
            .next(now, codec.clock_rate(), terms.agreed.payload_type_send, ticks);
        let payload_bytes = frame.len();
        let length = header.build(frame, space)?;
        self.tape_heard(now, space.get(..length));
        let length = self.seal_rtp(space, length)?;
        self.outbound.count(payload_bytes);
        Some(Outgoing {
            channel: Channel::Rtp,
            length,
            to,
        })
    }
}
