//! The sections `hours` and `holidays`: when somebody is there. All of it is a question about an instant that is given
//! from outside; what the clocks on the wall show then is told by the IANA time zone.

mod days;
mod holidays;
mod moments;
mod named;
mod opening;
mod schedule;
mod week;
mod when;

pub(crate) use holidays::Holidays;
pub(crate) use named::Named;
pub(crate) use schedule::{Hours, State};
pub use when::{BadMoment, moment};
pub(crate) use when::{WITH_OFFSET, read as read_moment};
