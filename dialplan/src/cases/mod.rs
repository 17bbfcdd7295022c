//! The section `tests`: calls with what they meet and what must become of them, told beside the plan.

mod case;
mod event;
mod expect;
mod given;
mod numbers;
mod proof;
mod turns;
mod verdict;
mod when;

pub(crate) use case::{Case, read};
pub(crate) use event::events;
pub(crate) use expect::{OTHER_ENDS as ENDS_OTHERWISE, TIME as EXPECTED_TIME};
pub(crate) use given::TIME as GIVEN_TIME;
pub use proof::Proof;
pub(crate) use turns::CALLS;
pub use verdict::{Fault, Verdict};
