//! Headers that say who calls, who was called first, and what of it may be told.

mod asserted;
mod diversion;
mod history_index;
mod history_info;
mod passport;
mod privacy;
mod remote_party_id;

pub use diversion::Diversion;
pub use history_index::HistoryIndex;
pub use history_info::{HistoryInfo, Retargeting};
pub use passport::Identity;
pub use privacy::{Privacy, PrivacyKind};
pub use remote_party_id::{PartyRole, RemotePartyId, RpidPrivacy};
