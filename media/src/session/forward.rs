use std::net::SocketAddr;
use std::time::Instant;

use super::StreamId;
use super::arrival::{Arrival, Content};
use super::session::{Session, Terms};

impl Session {
    /// Rewrites a packet that another session (or this one, as an echo) accepted, for this phone.
    /// Gives where to send it; `None`: this phone does not get it.
    pub(crate) fn forward(
        &mut self,
        now: Instant,
        from: StreamId,
        arrival: &Arrival,
        packet: &mut [u8],
    ) -> Option<SocketAddr> {
        let terms = self.terms.as_ref()?;
        let target = terms.target()?;
        let payload_type = terms.payload_type(arrival.content)?;
        let mut header = self
            .outbound
            .carry(now, terms.agreed.codec.clock_rate(), from, &arrival.header);
        header.payload_type = payload_type;
        header.rewrite(packet);
        self.outbound.count(arrival.payload_bytes);
        Some(target)
    }
}

impl Terms {
    /// Under which number this phone knows the content; `None`: it does not.
    fn payload_type(&self, content: Content) -> Option<u8> {
        match content {
            Content::Voice(codec) => (codec == self.agreed.codec).then_some(self.agreed.payload_type_send),
            Content::TelephoneEvent => self.agreed.telephone_event_send,
        }
    }
}
