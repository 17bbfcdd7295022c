//! A telephone: registers, calls, answers, and hears whether the right tone arrives.
//!
//! Made of the same machines as the switch. The self-test, the tests and the load tool use it; it is
//! no user's phone: it speaks PCMU only and shows nothing.

mod account;
mod audio;
mod cipher;
mod dial;
mod handle;
mod line;
mod registration;
mod task;

pub use account::Account;
pub use audio::{Heard, TONE_LEVEL_DBM0};
pub use handle::{Call, CallEvent, Incoming, Phone, PhoneError};
