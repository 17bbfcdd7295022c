//! RTP packets as the workers see them: the fixed header read and rewritten in place (RFC 3550 §5.1),
//! and named events (RFC 4733).
//!
//! Parsing and building are `rtp-rs`'s; what it lacks, rewriting without a copy, is here. No jitter buffer, no payloads.

mod header;
mod telephone_event;

pub(crate) use header::{Header, SEQUENCE_HALF};
pub(crate) use telephone_event::{TelephoneEvents, event_of};
