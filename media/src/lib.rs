//! Media of a telephone call: what is said about it (SDP, offer/answer) and the audio itself.
//!
//! `sdp`, `offer_answer`, `codec`, `dsp` and `prompt` are pure values. Threads and sockets are in
//! `worker` alone; nothing here knows SIP.

pub mod codec;
mod demux;
pub mod dsp;
pub mod dtls;
pub mod engine;
#[cfg(fuzzing)]
pub mod fuzz;
pub mod ice;
pub mod jitter;
pub mod key;
mod latch;
mod mix;
pub mod offer_answer;
mod ports;
pub mod prompt;
pub mod record;
mod rtcp;
mod rtp;
pub mod sdp;
mod session;
pub mod srtp;
pub mod stats;
mod worker;
