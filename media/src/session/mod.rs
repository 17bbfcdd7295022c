//! One phone's audio as a value: a packet comes in, is judged and counted, and goes out rewritten to another
//! session, back to its sender, or nowhere; a player's frames and RTCP reports come out when they are due.
//!
//! RFC 3550 §5–6 and §7.2, RFC 4733, RFC 4961, RFC 5761. No clock, socket, thread, allocation or lock:
//! the worker brings packets and `now`, and sends what comes out.

mod arrival;
mod checks;
mod control;
mod conversion;
mod convert;
mod ear;
mod encode;
mod event;
mod forward;
mod key_form;
mod keying;
mod liveness;
mod member;
mod outbound;
mod player;
mod playout;
mod poll;
mod press;
mod presses;
mod receive;
mod role;
mod security;
#[expect(clippy::module_inception, reason = "the noun of the folder")]
mod session;
mod sound;
mod source;
mod stream_id;
mod taping;

pub use event::Event;
pub use key_form::KeyForm;
pub(crate) use keying::{Generation, HandshakeOrder};
pub use member::Standing;
pub(crate) use poll::Channel;
pub(crate) use role::{Role, Slot};
pub(crate) use session::{Rules, Session};
pub use source::Source;
pub use stream_id::StreamId;

#[cfg(test)]
mod tests;
