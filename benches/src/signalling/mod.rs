//! SIP in numbers at a steady rate: registrations and calls without audio, against any server.
//!
//! The load is open: what is due is sent, whether or not earlier ones were answered. One thread, two sockets,
//! the phones' own work kept small, so that what is measured is the server.

mod call;
mod echo;
mod pace;
mod register;
mod socket;
mod wire;

pub use call::{Calling, call};
pub use echo::echo;
pub use register::{Phones, Registering};
pub use wire::Account;
