//! What goes to a recording.

use std::time::Instant;

use super::session::Session;
use crate::codec::Codec;
use crate::record::{Tape, TapeSide};
use crate::rtp::Header;

impl Session {
    /// What the phone says and hears goes there from now on.
    pub(crate) fn record(&mut self, tape: Option<Tape>) {
        self.tape = tape;
    }

    /// A voice packet that the phone sent.
    pub(super) fn tape_said(&self, now: Instant, codec: Codec, header: &Header, payload: &[u8]) {
        if let Some(tape) = &self.tape {
            tape.take(now, TapeSide::Said, codec, header, payload);
        }
    }

    /// A packet to the phone, before it is protected; only voice is recorded.
    pub(super) fn tape_heard(&self, now: Instant, packet: Option<&[u8]>) {
        let (Some(tape), Some(terms)) = (&self.tape, &self.terms) else {
            return;
        };
        let parsed = packet.and_then(Header::parse);
        let is_voice = |header: &Header| header.payload_type == terms.agreed.payload_type_send;
        if let Some((header, payload)) = parsed.filter(|(header, _)| is_voice(header)) {
            tape.take(now, TapeSide::Heard, terms.agreed.codec, &header, payload);
        }
    }
}
