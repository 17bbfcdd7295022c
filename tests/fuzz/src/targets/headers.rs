//! Typed headers, by family: what is read is written so that it is read the same.

use bytes::Bytes;
use sip_stack::message::{
    Accept, AcceptEncoding, AcceptLanguage, AlertInfo, AuthParams, AuthenticationInfo, CallInfo,
    ContentDisposition, ContentType, Diversion, ErrorInfo, Event, Geolocation, GeolocationRouting,
    HeaderName, HeaderValue, Headers, HistoryInfo, Identity, InfoPackage, Join, MinSe, NameAddr, Privacy,
    RAck, RSeq, Reason, RecvInfo, ReferSub, ReferTo, ReferredBy, RemotePartyId, Replaces, RetryAfter,
    SessionExpires, SipEtag, SipIfMatch, SubscriptionState, TargetDialog, Timestamp, UserToUser, Via,
    Warning,
};

/// Via, addresses, credentials, numbers: any line may hold the bytes.
pub fn basic(bytes: &[u8]) {
    if let Ok(via) = Via::parse(bytes) {
        let printed = via.to_string();
        let again = Via::parse(printed.as_bytes()).expect("what we print can be read");
        assert_eq!(again.to_string(), printed);
        let _ = (via.branch(), via.received(), via.rport());
    }
    if let Ok(address) = NameAddr::parse(bytes) {
        let printed = address.to_bytes();
        assert_eq!(
            NameAddr::parse(&printed)
                .expect("what we print can be read")
                .to_bytes(),
            printed
        );
        drop((address.display(), address.tag()));
    }
    drop(AuthParams::parse(bytes));
    let mut headers = Headers::new();
    for name in [
        "Via",
        "Contact",
        "CSeq",
        "Call-ID",
        "Expires",
        "Allow",
        "Route",
        "Authorization",
        "Retry-After",
    ] {
        headers.push(HeaderName::from_static(name), bytes);
    }
    of(&headers);
}

/// Asks for what every message is asked for.
pub fn of(headers: &Headers) {
    drop((
        headers.vias(),
        headers.from(),
        headers.to(),
        headers.call_id().map(str::len),
        headers.cseq(),
    ));
    drop((
        headers.contacts(),
        headers.routes(),
        headers.record_routes(),
        headers.paths(),
        headers.service_routes(),
    ));
    drop((
        headers.expires(),
        headers.min_expires(),
        headers.retry_after(),
        headers.flow_timer(),
        headers.max_breadth(),
    ));
    drop((
        headers.authorizations(),
        headers.proxy_authorizations(),
        headers.challenges(),
        headers.proxy_challenges(),
    ));
    drop((
        headers.require(),
        headers.supported(),
        headers.allow(),
        headers.allow_events(),
        headers.accepts("a/b"),
    ));
    drop((
        headers.asserted_identities(),
        headers.preferred_identities(),
        headers.text(HeaderName::Subject),
    ));
    drop((
        headers.list::<Reason>(),
        headers.list::<HistoryInfo>(),
        headers.list::<Diversion>(),
    ));
}

macro_rules! family {
    ($(#[doc = $doc:literal] $family:ident: $($value:ident)*;)*) => {
        $(
            #[doc = $doc]
            pub fn $family(bytes: &[u8]) {
                let bytes = Bytes::copy_from_slice(bytes);
                $(round_trip::<$value>(&bytes);)*
            }
        )*
    };
}

family! {
    /// Reliability, session timers, transfer, reasons.
    call: RAck RSeq SessionExpires MinSe ReferTo ReferredBy Replaces Join TargetDialog ReferSub Reason UserToUser;
    /// Subscriptions.
    event: Event SubscriptionState SipEtag SipIfMatch;
    /// Who calls.
    identity: Privacy RemotePartyId HistoryInfo Diversion Identity;
    /// Bodies, places, warnings.
    about: Accept AcceptEncoding AcceptLanguage AlertInfo CallInfo ErrorInfo ContentDisposition ContentType Geolocation
        GeolocationRouting InfoPackage RecvInfo RetryAfter Timestamp Warning AuthenticationInfo;
}

fn round_trip<T: HeaderValue>(bytes: &Bytes) {
    if let Ok(value) = T::read(bytes) {
        let written = value.to_bytes();
        let again = T::read(&written)
            .unwrap_or_else(|kind| panic!("{}: wrote {written:?}, then {kind}", T::header()));
        assert_eq!(again.to_bytes(), written, "{}", T::header());
    }
}
