//! Bodies, places, warnings, and what a sender can do.

use std::time::Duration;

use proptest::prelude::*;

use super::super::samples::{invite_with, request};
use super::round_trip::{almost, any_bytes, means, read, survive_as_list, survives, token};
use crate::message::{
    Accept, AcceptEncoding, AcceptLanguage, AlertInfo, AuthenticationInfo, CallInfo, ContentDisposition,
    ErrorInfo, Geolocation, GeolocationRouting, HeaderErrorKind, InfoPackage, PushParams, RecvInfo,
    RetryAfter, SipUri, Timestamp, Uri, UriError, Warning,
};

#[test]
fn what_is_accepted_has_a_weight() {
    let invite = request(invite_with(
        "Accept: application/sdp ; level=1, text/*;q=0.5\r\nAccept: image/png;q=0\r\n",
    ));
    let headers = invite.headers();
    let weights: Vec<_> = headers.list::<Accept>().unwrap().iter().map(Accept::q).collect();
    assert_eq!(weights, [1000, 500, 0]);
    assert!(headers.accepts("Application/SDP") && headers.accepts("text/plain"));
    assert!(!headers.accepts("image/png") && !headers.accepts("application/pidf+xml"));
    let silent = request(invite_with("Accept-Language: da, en;q=0.75\r\n"));
    assert!(silent.headers().accepts("application/sdp") && !silent.headers().accepts("text/plain"));
    assert_eq!(silent.headers().list::<AcceptLanguage>().unwrap()[1].q(), 750);
    assert_eq!(read::<Accept>("sdp").map(drop), Err(HeaderErrorKind::Token));
}

#[test]
fn a_disposition_is_required_unless_it_says_otherwise() {
    let session: ContentDisposition = read("Session").unwrap();
    assert!(session.is("session") && session.is_required());
    assert!(
        !read::<ContentDisposition>("render ; handling = Optional")
            .unwrap()
            .is_required()
    );
    assert_eq!(
        ContentDisposition::new("render").optional().to_string(),
        "render;handling=optional"
    );
}

#[test]
fn a_location_lies_in_the_body_or_elsewhere() {
    let inside: Geolocation = read("<cid:alice123@atlanta.example.com>;x=y").unwrap();
    assert_eq!(inside.content_id(), Some("alice123@atlanta.example.com"));
    let outside: Geolocation = read("<sips:3sdefrhy2jj7@lis.atlanta.example.com>").unwrap();
    assert_eq!(outside.content_id(), None);
    assert_eq!(read::<GeolocationRouting>("Yes"), Ok(GeolocationRouting(true)));
    assert_eq!(read::<GeolocationRouting>("maybe"), Ok(GeolocationRouting(false)));
}

#[test]
fn more_is_told_at_a_uri() {
    let ring: AlertInfo = read("<urn:alert:source:internal>;x=1").unwrap();
    assert_eq!(
        (ring.uri.to_string().as_str(), ring.params.get("x")),
        ("urn:alert:source:internal", Some("1"))
    );
    assert_eq!(
        read::<AlertInfo>("Bellcore-dr2").map(drop),
        Err(HeaderErrorKind::Unclosed)
    );
    let invite = request(invite_with(
        "Call-Info: <http://w.example/a,b.jpg> ;purpose=icon, <http://w/> ;purpose=info\r\n",
    ));
    assert_eq!(
        invite.headers().list::<CallInfo>().unwrap()[0]
            .params
            .get("purpose"),
        Some("icon")
    );
    assert_eq!(
        read::<ErrorInfo>("<>").map(drop),
        Err(HeaderErrorKind::Uri(UriError::Empty))
    );
}

#[test]
fn a_warning_has_a_code_an_agent_and_words() {
    let warning = |text: &str| Warning {
        code: 307,
        agent: "isi.edu:5060".into(),
        text: text.into(),
    };
    means::<Warning>(&[
        (
            "307  isi.edu:5060\t\"Session parameter 'foo' not understood\"",
            Ok(warning("Session parameter 'foo' not understood")),
        ),
        ("307 isi.edu:5060 \"a \\\"b\\\"\"", Ok(warning("a \"b\""))),
        ("3070 h \"x\"", Err(HeaderErrorKind::Number)),
        ("307 h x", Err(HeaderErrorKind::Unclosed)),
        ("307 h", Err(HeaderErrorKind::Token)),
    ]);
}

#[test]
fn retry_after_may_have_a_comment_and_a_duration() {
    let after = |seconds, duration| Ok(RetryAfter { seconds, duration });
    means::<RetryAfter>(&[
        ("120", after(120, None)),
        ("18000 ; duration=3600", after(18_000, Some(3600))),
        ("120 (I'm in a meeting; back, soon)", after(120, None)),
        ("5 (busy) ;duration=60", after(5, Some(60))),
        ("5 (busy", Err(HeaderErrorKind::Unclosed)),
        ("later", Err(HeaderErrorKind::Number)),
    ]);
}

#[test]
fn a_timestamp_goes_back_as_it_came() {
    let stamp = |sent: &str, delay| {
        Ok(Timestamp {
            sent: sent.into(),
            delay,
        })
    };
    means::<Timestamp>(&[
        ("54", stamp("54", None)),
        ("54.0210  .5", stamp("54.0210", Some(Duration::from_millis(500)))),
        ("1 2.000000001", stamp("1", Some(Duration::new(2, 1)))),
        ("1.2.3", Err(HeaderErrorKind::Number)),
        (".5", Err(HeaderErrorKind::Number)),
        ("1 .", Err(HeaderErrorKind::Number)),
    ]);
}

#[test]
fn what_was_quoted_and_is_no_token_is_quoted_again() {
    let info = read::<AuthenticationInfo>("qop=\",: 36\", nc=00000001").expect("it is read");
    assert_eq!(info.to_string(), "qop=\",: 36\", nc=00000001");
}

#[test]
fn authentication_info_proves_the_server() {
    let info: AuthenticationInfo =
        read("nextnonce=\"47364c23432d2e131a5fb210812c\", qop=auth,nc=00000001").unwrap();
    assert_eq!(info.nextnonce.as_deref(), Some("47364c23432d2e131a5fb210812c"));
    assert_eq!(
        (info.qop.as_deref(), info.nc.as_deref(), info.rspauth),
        (Some("auth"), Some("00000001"), None)
    );
    assert_eq!(
        read::<AuthenticationInfo>("qop=auth, qop=auth"),
        Err(HeaderErrorKind::Repeated)
    );
}

#[test]
fn a_sleeping_phone_is_named_in_its_contact() {
    let contact = |text: &str| text.parse::<Uri>().unwrap().as_sip().unwrap().clone();
    let mut phone = contact("sip:a@h;pn-provider=fcm;pn-prid=abc%3A1;pn-param=app;x=y");
    let push = PushParams::of(&phone).unwrap();
    assert_eq!(
        (&*push.provider, &*push.resource_id, push.param.as_deref()),
        ("fcm", "abc%3A1", Some("app"))
    );
    PushParams::remove(&mut phone);
    assert_eq!(phone.to_string(), "sip:a@h;x=y");
    push.write(&mut phone);
    assert_eq!(PushParams::of(&phone), Some(push));
    let asks: SipUri = contact("sip:a@h;pn-provider");
    assert!(PushParams::is_query(&asks) && PushParams::of(&asks).is_none());
}

#[test]
fn routes_lists_and_plain_numbers_are_read() {
    let invite = request(invite_with(
        "Service-Route: <sip:p1;lr>,<sip:p2;lr>\r\nPath: <sip:edge;lr;ob>\r\nFlow-Timer: 120\r\nMax-Breadth: 60\r\n\
         Proxy-Require: foo\r\nUnsupported: bar, baz\r\nRecv-Info: a, b\r\nError-Info: <sip:e@h>\r\n",
    ));
    let headers = invite.headers();
    assert_eq!(
        (
            headers.service_routes().unwrap().len(),
            headers.paths().unwrap().len()
        ),
        (2, 1)
    );
    assert_eq!(
        (headers.flow_timer().unwrap(), headers.max_breadth().unwrap()),
        (Some(120), Some(60))
    );
    assert_eq!(
        (headers.proxy_require(), headers.unsupported()),
        (vec!["foo".to_owned()], vec!["bar".to_owned(), "baz".to_owned()])
    );
    assert_eq!(headers.list::<RecvInfo>().unwrap()[1].package(), "b");
    assert_eq!(
        read::<RecvInfo>(""),
        Err(HeaderErrorKind::Empty),
        "but a list of none is read"
    );
    assert_eq!(
        request(invite_with("Recv-Info:\r\n"))
            .headers()
            .list::<RecvInfo>(),
        Ok(vec![])
    );
}

proptest! {
    #[test]
    fn what_these_write_they_read(
        (one, two, text) in (token(), token(), "\\PC{0,20}"),
        (seconds, duration, code) in (any::<u32>(), prop::option::of(any::<u32>()), 300u16..400),
        path in "[a-zA-Z0-9/,;?=.-]{1,20}",
        nanos in 0u32..1_000_000_000,
    ) {
        let uri: Uri = format!("http://h/{path}").parse().unwrap();
        survive_as_list(&[Accept::new(&format!("{one}/{two}")), Accept::new("*/*")]);
        survive_as_list(&[AcceptEncoding::new(&one)]);
        survive_as_list(&[AcceptLanguage::new(&one), AcceptLanguage::new("*")]);
        survive_as_list(&[AlertInfo::new(uri.clone()), AlertInfo::new(uri.clone())]);
        survive_as_list(&[CallInfo::new(uri.clone())]);
        survive_as_list(&[ErrorInfo::new(uri.clone())]);
        survive_as_list(&[Geolocation::new(uri)]);
        survives(&GeolocationRouting(code % 2 == 0));
        survives(&ContentDisposition::new(&one).optional());
        survives(&InfoPackage::new(&one));
        survive_as_list(&[RecvInfo::new(&one), RecvInfo::new(&two)]);
        survives(&RetryAfter { seconds, duration });
        survives(&Timestamp { sent: format!("{seconds}.{code}").into(), delay: Some(Duration::new(code.into(), nanos)) });
        survive_as_list(&[Warning { code, agent: one.clone(), text: text.clone().into() }, Warning { code, agent: two, text: "".into() }]);
        survives(&AuthenticationInfo { nextnonce: Some(text.into()), qop: Some(one), ..AuthenticationInfo::default() });
    }

    #[test]
    fn any_bytes_are_refused_or_written_as_they_are_read(bytes in almost()) {
        any_bytes::<Accept>(&bytes);
        any_bytes::<AcceptEncoding>(&bytes);
        any_bytes::<AlertInfo>(&bytes);
        any_bytes::<Geolocation>(&bytes);
        any_bytes::<ContentDisposition>(&bytes);
        any_bytes::<InfoPackage>(&bytes);
        any_bytes::<RecvInfo>(&bytes);
        any_bytes::<RetryAfter>(&bytes);
        any_bytes::<Timestamp>(&bytes);
        any_bytes::<Warning>(&bytes);
        any_bytes::<AuthenticationInfo>(&bytes);
    }
}
