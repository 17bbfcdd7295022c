//! Transfers: a phone asks the switch to connect its partner with someone else (RFC 3515, RFC 5589).
//!
//! The switch follows the reference itself: the partner never sees the REFER. A blind transfer runs the
//! dialplan for the partner as if it had dialled the target, while the one who asked waits; if nobody answers
//! the two talk on. In an attended one the partner's leg goes to the call whose place it takes, by message.

mod attended;
mod blind;
mod going_back;
mod joining;
mod listener;
mod matching;
mod moved;
mod referral;
mod referring;
mod replacing;
mod report;
mod succession;
mod taking;
#[expect(clippy::module_inception, reason = "the noun of the folder")]
mod transfer;
mod wanted;

pub(super) use matching::Matching;
pub(super) use moved::Guest;
pub use moved::{Errand, Moved, Word};
pub use referring::Referring;
pub use replacing::Seating;
pub(super) use taking::Taking;
pub(super) use transfer::Transfer;
pub use transfer::{Passage, Transferred};
pub use wanted::Wanted;
