//! The jitter buffer: a phone's packets, as they come, given out in order when their audio is to be heard.
//!
//! RFC 3550 §5.1 and §6.4.1, RFC 3551 §4.1 (talkspurts), RFC 4733 §2.2 (events beside audio). How long audio waits
//! follows from how unevenly packets come; the buffer says by how much the wait is wrong, and whoever decodes makes it
//! right. Pure: no codec, clock, socket or allocation after it is made.

mod buffer;
mod counts;
mod delay;
mod line;
mod packet;
mod slots;

pub use buffer::{JitterBuffer, Steps};
pub use counts::JitterCounts;
pub use packet::{Kind, Packet, Taken};

#[cfg(test)]
mod tests;
