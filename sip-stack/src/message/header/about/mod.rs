//! Headers about bodies, places, warnings and what a sender can do.

mod accept;
mod authentication_info;
mod content_type;
mod disposition;
mod geolocation;
mod info_package;
mod info_uri;
mod push;
mod retry_after;
mod timestamp;
mod warning;

pub use accept::{Accept, AcceptEncoding, AcceptLanguage};
pub use authentication_info::AuthenticationInfo;
pub use content_type::ContentType;
pub use disposition::ContentDisposition;
pub use geolocation::{Geolocation, GeolocationRouting};
pub use info_package::{InfoPackage, RecvInfo};
pub use info_uri::{AlertInfo, CallInfo, ErrorInfo};
pub use push::PushParams;
pub use retry_after::RetryAfter;
pub use timestamp::Timestamp;
pub use warning::Warning;
