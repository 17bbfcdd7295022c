//! The call: a B2BUA (RFC 7092) as a pure value.
//!
//! A [`Call`] owns its legs and its dialplan run. What happens to it arrives as [`Input`], what it
//! wants done leaves as [`Effect`]; the actor around it performs the effects. Each file is one thing a
//! call does; `call.rs` only routes.
//!
//! Not here: sockets, threads, clocks, look-ups of users, the wire form of SIP or RTP.

mod bridge;
#[expect(clippy::module_inception, reason = "the noun of the folder")]
mod call;
mod cause;
mod crossing;
mod direct;
mod diversion;
mod early_media;
mod early_offer;
mod effect;
mod end;
mod exchange;
mod fork;
mod gateway;
mod headers;
mod hear;
mod identity;
mod info;
mod input;
mod invitation;
mod keys;
mod lamp;
mod leg;
mod legs;
mod limits;
mod live;
mod media;
mod mixed;
mod op;
mod origin;
mod other_flow;
mod parts;
mod phase;
mod presentation;
mod redirect;
mod refresh;
mod reinvite;
mod relay;
mod request;
mod status;
mod summary;
mod transfer;
mod trunk;
mod update;

pub use call::{Call, Incoming};
pub use diversion::Diverted;
pub use effect::{Effect, MediaAction, Milestone, Taping};
pub use end::EndReason;
pub use gateway::{CameBy, Gateway, NoWay, Refusal, WayId, Wish};
pub use headers::{Carries, HeaderPolicy, HeaderPolicyError};
pub use identity::{CallNumber, Device, Party, Phone, address_of_record, host, number_of};
pub use input::{Input, MediaNews};
pub use lamp::{Lamp, LampDialog, LampState};
pub use leg::{LegId, Role};
pub use limits::{CALL_DURATION_MAX, FORKS_MAX, GOODBYES_MAX, REPORTS_WAIT};
pub use live::{Doing, LiveCall};
pub use media::sdp_body;
pub use op::RoomWish;
pub use presentation::{is_nobody, wants_to_be_unknown};
pub use summary::{LegReport, Summary, Times};
pub use transfer::{Errand, Moved, Passage, Referring, Seating, Transferred, Wanted, Word};
