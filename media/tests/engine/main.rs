//! The media engine over loopback sockets, with phones that are plain UDP sockets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod closing;
mod conference;
mod converting;
mod handshakes;
mod hostile;
mod house;
mod keys;
mod phone;
mod playing;
mod recording;
mod relay;
mod reports;
