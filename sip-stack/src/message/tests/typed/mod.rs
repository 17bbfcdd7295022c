//! Typed headers: what they write they read, and what they must not read they refuse.

mod about;
mod call;
mod event;
mod identity;
mod round_trip;
