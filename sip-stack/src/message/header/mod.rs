//! Header fields: the list, the names, and one file per typed header (RFC 3261 §7.3, §20).

mod auth_params;
mod authenticate;
mod authorization;
mod call_id;
mod contact;
mod content;
mod cseq;
mod date;
mod error;
mod expires;
mod field;
mod from_to;
mod list;
mod max_forwards;
mod name;
mod name_addr;
mod option_tags;
mod route;
mod via;

pub use auth_params::AuthParams;
pub use authenticate::Challenge;
pub use authorization::Credentials;
pub use contact::Contacts;
pub use cseq::CSeq;
pub use date::Date;
pub use error::{HeaderError, HeaderErrorKind};
pub(crate) use field::Field;
pub use list::Headers;
pub use name::{HeaderName, OtherName};
pub use name_addr::NameAddr;
pub use via::Via;
