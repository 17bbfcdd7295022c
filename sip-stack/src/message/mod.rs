//! SIP messages: lossless, lazy and bounded (RFC 3261 §7, §19, §20, §25).
//!
//! A received message keeps its bytes: headers are slices of them, an untouched message prints as it came,
//! and a changed one changes only the lines that were touched. Typed headers are read when asked for.
//! Bytes that are no UTF-8 are carried along. What [`Limits`] forbid is refused before memory is spent.
//! Of bodies only their parts are known: SDP belongs to whoever knows codecs.

mod answer;
mod body;
mod framing;
mod head;
mod header;
mod lexis;
mod limits;
mod method;
mod multipart;
mod params;
mod parse;
mod parse_error;
mod request;
mod response;
mod sip_message;
mod status;
mod text;
mod transport;
mod uri;

pub use body::Body;
pub use framing::{Frame, FramingError, StreamFraming};
pub use header::{
    Accept, AcceptEncoding, AcceptLanguage, AlertInfo, AuthParams, AuthenticationInfo, CSeq, CallInfo,
    Challenge, Contacts, ContentDisposition, ContentType, Credentials, Date, Diversion, ErrorInfo, Event,
    Geolocation, GeolocationRouting, HeaderError, HeaderErrorKind, HeaderName, HeaderValue, Headers,
    HistoryIndex, HistoryInfo, Identity, InfoPackage, Join, MinSe, NameAddr, OtherName, PartyRole, Privacy,
    PrivacyKind, PushParams, RAck, RSeq, Reason, RecvInfo, ReferSub, ReferTo, ReferredBy, Refresher,
    RemotePartyId, Replaces, Retargeting, RetryAfter, RpidPrivacy, SessionExpires, SipEtag, SipIfMatch,
    Subscribed, SubscriptionState, TargetDialog, TerminationReason, Timestamp, UserToUser, Via, Warning,
};
pub use limits::Limits;
pub use method::Method;
pub use multipart::{BodyPart, MultipartError, Parts};
pub use params::Params;
pub use parse_error::{ParseError, ParseErrorKind, Part};
pub use request::Request;
pub use response::Response;
pub use sip_message::Message;
pub use status::StatusCode;
pub use transport::Transport;
pub use uri::{Host, HostPort, OtherUri, SipUri, TelUri, Uri, UriError};

#[cfg(test)]
mod tests;
