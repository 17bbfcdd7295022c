//! `trunks`: the ways to other telephone systems.
//!
//! One file for each part of a trunk. What a trunk does with it is the program's business.

mod account;
mod caller_id;
pub(crate) mod choice;
mod identity;
mod list;
mod numbering;
mod numbers;
mod patience;
mod server;
mod source;
#[expect(clippy::module_inception, reason = "the noun of the folder")]
mod trunk;

pub use account::TrunkAccount;
pub use caller_id::CallerId;
pub use identity::{Identity, IdentityHeader};
pub(crate) use list::read;
pub use numbering::{NumberForm, Numbering};
pub use numbers::NumberRange;
pub use patience::{Failover, Probe};
pub use server::{TrunkServer, TrunkTransport};
pub use source::Source;
pub use trunk::{Reliable, Trunk};
