use std::net::SocketAddr;
use std::time::Instant;

use super::StreamId;
use super::arrival::{Arrival, Content};
use super::session::{Session, Terms};

impl Session {
    /// Rewrites a packet that another session (or this one, as an echo) accepted, for this phone.
    /// `buffer` begins with the packet and has room for what protects it. Gives where to send how many of its bytes;
    /// `None`: this phone does not get it.
    pub(crate) fn forward(
        &mut self,
        now: Instant,
        from: StreamId,
        arrival: &Arrival,
        buffer: &mut [u8],
    ) -> Option<(SocketAddr, usize)> {
        if self.awaits_keys() {
            return None;
        }
        let terms = self.terms.as_ref()?;
        let target = terms.target()?;
        let payload_type = terms.payload_type(arrival.content)?;
        let clock_rate = terms.agreed.codec.clock_rate();
        if self.security.is_some() {
            self.outbound.follow(from, &arrival.header);
        }
        let mut header = self.outbound.carry(now, clock_rate, from, &arrival.header);
        header.payload_type = payload_type;
        header.rewrite(buffer);
        self.tape_heard(now, buffer.get(..arrival.length));
        let length = self.seal_rtp(buffer, arrival.length)?;
        self.outbound.count(arrival.payload_bytes);
        Some((target, length))
    }
}

impl Terms {
    /// Under which number this phone knows the content; `None`: it does not.
    fn payload_type(&self, content: Content) -> Option<u8> {
        match content {
            Content::Voice(codec) => (codec == self.agreed.codec).then_some(self.agreed.payload_type_send),
            Content::TelephoneEvent => self.agreed.telephone_event_send,
            // It was not offered to this phone.
            Content::ComfortNoise => None,
        }
    }
}
