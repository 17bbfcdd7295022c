//! The media threads: each owns its streams' sockets and sessions, and is the only one to touch them.
//!
//! A round drains every ready socket (`recvmmsg`), lets the sessions judge and rewrite, and sends what one socket
//! gave in one batch (`sendmmsg`). Under load there is one round a millisecond, since wake-ups cost more than
//! packets; when little comes, a packet wakes the thread. In a round nothing allocates, locks, logs or awaits. DTLS
//! handshakes are made beside, by one thread of their own, and recordings are written by another.

#[expect(unsafe_code, reason = "recvmmsg and sendmmsg are not in std")]
mod batch;
mod carry;
mod command;
#[expect(unsafe_code, reason = "sched_setaffinity is not in std")]
mod cores;
mod errands;
mod handshakes;
mod key_maker;
mod obey;
mod outbox;
mod pace;
#[expect(unsafe_code, reason = "epoll and eventfd are not in std")]
mod poller;
mod recorder;
mod rooms;
mod rounds;
mod streams;
mod timers;

pub use command::Command;
pub(crate) use errands::{ERRANDS_MAX, Errand, Errands};
pub(crate) use key_maker::{KeyMaker, Recipient};
pub(crate) use obey::Order;
pub(crate) use outbox::{Counts, Outbox};
pub(crate) use poller::Waker;
pub(crate) use recorder::Recorder;
pub(crate) use rounds::{Setup, Worker};
pub(crate) use streams::Stream;
