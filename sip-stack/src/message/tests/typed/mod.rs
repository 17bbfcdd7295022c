//! Typed headers: what they write they read, and what they must not read they refuse.

mod call;
mod event;
mod round_trip;
