//! Header names (RFC 3261 §7.3.1, §7.3.3, §20 and the registry).

use std::fmt;
use std::hash::{Hash, Hasher};

use bytes::Bytes;

use crate::message::lexis::is_token;

/// The longest name that is looked up among the known ones.
const KNOWN_NAME_BYTES_MAX: usize = 24;

/// A name that is not in our list, compared without regard to case.
#[derive(Clone)]
pub struct OtherName(Bytes);

impl OtherName {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        // Only tokens get in, and those are ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl PartialEq for OtherName {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for OtherName {}

impl Hash for OtherName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0
            .iter()
            .for_each(|byte| state.write_u8(byte.to_ascii_lowercase()));
    }
}

impl fmt::Debug for OtherName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl HeaderName {
    /// Reads a name, long or compact, in any case; `None` if it is not a token.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        Self::read(&Bytes::copy_from_slice(bytes))
    }

    /// A name written in the program; a name that is no token becomes one by replacement.
    pub fn from_static(name: &'static str) -> Self {
        Self::read(&Bytes::from_static(name.as_bytes()))
            .unwrap_or(Self::Other(OtherName(Bytes::from_static(b"X-Invalid"))))
    }

    pub(crate) fn read(bytes: &Bytes) -> Option<Self> {
        let mut lower = [0; KNOWN_NAME_BYTES_MAX];
        if let Some(lower) = lower.get_mut(..bytes.len()) {
            lower.copy_from_slice(bytes);
            lower.make_ascii_lowercase();
            if let Some(known) = Self::known(lower) {
                return Some(known);
            }
        }
        is_token(bytes).then(|| Self::Other(OtherName(bytes.clone())))
    }
}

impl fmt::Display for HeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl AsRef<HeaderName> for HeaderName {
    fn as_ref(&self) -> &HeaderName {
        self
    }
}

macro_rules! header_names {
    ($($name:ident $written:literal $($lower:literal)|+;)*) => {
        /// A header's name; names are compared without regard to case, and compact forms are the same name.
        #[derive(Clone, PartialEq, Eq, Hash, Debug)]
        pub enum HeaderName {
            $(
                #[doc = concat!("`", $written, "`.")]
                $name,
            )*
            /// Any other token.
            Other(OtherName),
        }

        impl HeaderName {
            /// Every name that has a variant of its own.
            pub const KNOWN: &'static [Self] = &[$(Self::$name,)*];

            /// As we write it: the long form in its usual case.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $written,)*
                    Self::Other(name) => name.as_str(),
                }
            }

            fn known(lower: &[u8]) -> Option<Self> {
                Some(match lower {
                    $($($lower)|+ => Self::$name,)*
                    _ => return None,
                })
            }
        }
    };
}

header_names! {
    Via "Via" b"via" | b"v";
    From "From" b"from" | b"f";
    To "To" b"to" | b"t";
    CallId "Call-ID" b"call-id" | b"i";
    CSeq "CSeq" b"cseq";
    Contact "Contact" b"contact" | b"m";
    MaxForwards "Max-Forwards" b"max-forwards";
    ContentLength "Content-Length" b"content-length" | b"l";
    ContentType "Content-Type" b"content-type" | b"c";
    ContentEncoding "Content-Encoding" b"content-encoding" | b"e";
    ContentDisposition "Content-Disposition" b"content-disposition";
    Route "Route" b"route";
    RecordRoute "Record-Route" b"record-route";
    Authorization "Authorization" b"authorization";
    WwwAuthenticate "WWW-Authenticate" b"www-authenticate";
    ProxyAuthorization "Proxy-Authorization" b"proxy-authorization";
    ProxyAuthenticate "Proxy-Authenticate" b"proxy-authenticate";
    AuthenticationInfo "Authentication-Info" b"authentication-info";
    Expires "Expires" b"expires";
    MinExpires "Min-Expires" b"min-expires";
    Require "Require" b"require";
    ProxyRequire "Proxy-Require" b"proxy-require";
    Supported "Supported" b"supported" | b"k";
    Unsupported "Unsupported" b"unsupported";
    Allow "Allow" b"allow";
    AllowEvents "Allow-Events" b"allow-events" | b"u";
    Accept "Accept" b"accept";
    AcceptEncoding "Accept-Encoding" b"accept-encoding";
    AcceptLanguage "Accept-Language" b"accept-language";
    AcceptContact "Accept-Contact" b"accept-contact" | b"a";
    AlertInfo "Alert-Info" b"alert-info";
    CallInfo "Call-Info" b"call-info";
    RetryAfter "Retry-After" b"retry-after";
    Reason "Reason" b"reason";
    UserAgent "User-Agent" b"user-agent";
    Server "Server" b"server";
    Warning "Warning" b"warning";
    Path "Path" b"path";
    ServiceRoute "Service-Route" b"service-route";
    Date "Date" b"date";
    Event "Event" b"event" | b"o";
    SubscriptionState "Subscription-State" b"subscription-state";
    Subject "Subject" b"subject" | b"s";
    Priority "Priority" b"priority";
    Organization "Organization" b"organization";
    InReplyTo "In-Reply-To" b"in-reply-to";
    ReplyTo "Reply-To" b"reply-to";
    ReferTo "Refer-To" b"refer-to" | b"r";
    ReferredBy "Referred-By" b"referred-by" | b"b";
    Replaces "Replaces" b"replaces";
    Join "Join" b"join";
    RSeq "RSeq" b"rseq";
    RAck "RAck" b"rack";
    SessionExpires "Session-Expires" b"session-expires" | b"x";
    MinSe "Min-SE" b"min-se";
    SipEtag "SIP-ETag" b"sip-etag";
    SipIfMatch "SIP-If-Match" b"sip-if-match";
    Privacy "Privacy" b"privacy";
    PAssertedIdentity "P-Asserted-Identity" b"p-asserted-identity";
    PPreferredIdentity "P-Preferred-Identity" b"p-preferred-identity";
    RemotePartyId "Remote-Party-ID" b"remote-party-id";
    Diversion "Diversion" b"diversion";
    HistoryInfo "History-Info" b"history-info";
    Identity "Identity" b"identity" | b"y";
    RequestDisposition "Request-Disposition" b"request-disposition" | b"d";
    RejectContact "Reject-Contact" b"reject-contact" | b"j";
    MimeVersion "MIME-Version" b"mime-version";
    Timestamp "Timestamp" b"timestamp";
    TargetDialog "Target-Dialog" b"target-dialog";
    ReferSub "Refer-Sub" b"refer-sub";
    UserToUser "User-to-User" b"user-to-user";
    ErrorInfo "Error-Info" b"error-info";
    Geolocation "Geolocation" b"geolocation";
    GeolocationRouting "Geolocation-Routing" b"geolocation-routing";
    GeolocationError "Geolocation-Error" b"geolocation-error";
    InfoPackage "Info-Package" b"info-package";
    RecvInfo "Recv-Info" b"recv-info";
    FlowTimer "Flow-Timer" b"flow-timer";
    MaxBreadth "Max-Breadth" b"max-breadth";
    FeatureCaps "Feature-Caps" b"feature-caps";
}
