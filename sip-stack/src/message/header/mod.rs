//! Header fields: the list, the names, and one file per typed header (RFC 3261 §7.3, §20).

mod about;
mod auth_params;
mod authenticate;
mod authorization;
mod call;
mod call_id;
mod contact;
mod content;
mod cseq;
mod date;
mod error;
mod event;
mod expires;
mod field;
mod from_to;
mod identity;
mod known;
mod list;
mod max_forwards;
mod name;
mod name_addr;
mod option_tags;
mod route;
mod token;
mod value;
mod via;

pub use about::{
    Accept, AcceptEncoding, AcceptLanguage, AlertInfo, AuthenticationInfo, CallInfo, ContentDisposition,
    ContentType, ErrorInfo, Geolocation, GeolocationRouting, InfoPackage, PushParams, RecvInfo, RetryAfter,
    Timestamp, Warning,
};
pub use auth_params::AuthParams;
pub use authenticate::Challenge;
pub use authorization::Credentials;
pub use call::{
    Join, MinSe, RAck, RSeq, Reason, ReferSub, ReferTo, ReferredBy, Refresher, Replaces, SessionExpires,
    TargetDialog, UserToUser,
};
pub use contact::Contacts;
pub use cseq::CSeq;
pub use date::Date;
pub use error::{HeaderError, HeaderErrorKind};
pub use event::{Event, SipEtag, SipIfMatch, Subscribed, SubscriptionState, TerminationReason};
pub(crate) use field::Field;
pub use identity::{
    Diversion, HistoryIndex, HistoryInfo, Identity, PartyRole, Privacy, PrivacyKind, RemotePartyId,
    Retargeting, RpidPrivacy,
};
pub use list::Headers;
pub use name::{HeaderName, OtherName};
pub use name_addr::NameAddr;
pub use value::HeaderValue;
pub use via::Via;
