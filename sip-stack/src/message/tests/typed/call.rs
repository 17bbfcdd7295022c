//! Reliability, session timers, transfer.

use proptest::prelude::*;

use super::round_trip::{address, almost, any_bytes, call_id, means, read, survives, token};
use crate::message::{
    CSeq, HeaderErrorKind, Join, Method, MinSe, NameAddr, RAck, RSeq, ReferSub, ReferTo, ReferredBy,
    Refresher, Replaces, SessionExpires, SipUri, TargetDialog, Uri,
};

fn rseq(number: u32) -> RSeq {
    RSeq(number.try_into().unwrap())
}

#[test]
fn rseq_is_a_number_but_not_zero() {
    means::<RSeq>(&[
        ("1", Ok(rseq(1))),
        ("4294967295", Ok(rseq(u32::MAX))),
        ("0", Err(HeaderErrorKind::Number)),
        ("4294967296", Err(HeaderErrorKind::Number)),
        ("-1", Err(HeaderErrorKind::Number)),
    ]);
}

#[test]
fn rack_names_a_response_and_its_request() {
    let invite = CSeq::new(314_159, Method::Invite);
    means::<RAck>(&[
        (
            "776656 \t 314159  INVITE",
            Ok(RAck {
                rseq: rseq(776_656),
                cseq: invite,
            }),
        ),
        ("776656 1", Err(HeaderErrorKind::Token)),
        ("0 1 INVITE", Err(HeaderErrorKind::Number)),
        ("1 2147483648 INVITE", Err(HeaderErrorKind::Number)),
        ("1 1 IN VITE", Err(HeaderErrorKind::Token)),
    ]);
}

#[test]
fn session_intervals_are_read_with_who_refreshes() {
    let session = |seconds, refresher| Ok(SessionExpires { seconds, refresher });
    means::<SessionExpires>(&[
        ("1800", session(1800, None)),
        ("90 ; Refresher = UAC", session(90, Some(Refresher::Uac))),
        ("90;x=y;refresher=uas", session(90, Some(Refresher::Uas))),
        ("90;refresher=me", session(90, None)),
        ("99999999999", session(u32::MAX, None)),
        ("soon", Err(HeaderErrorKind::Number)),
    ]);
    means::<MinSe>(&[("120;x", Ok(MinSe(120))), ("", Err(HeaderErrorKind::Number))]);
}

#[test]
fn a_dialog_is_named_by_call_id_and_both_tags() {
    let replaces = |early_only| Replaces {
        call_id: "12adf2f34456gs5@h".into(),
        to_tag: "12345".into(),
        from_tag: "54321".into(),
        early_only,
    };
    means::<Replaces>(&[
        (
            "12adf2f34456gs5@h;to-tag=12345;from-tag=54321",
            Ok(replaces(false)),
        ),
        (
            "12adf2f34456gs5@h ;early-only ; From-Tag=54321;to-tag=12345",
            Ok(replaces(true)),
        ),
        ("1@h;to-tag=1", Err(HeaderErrorKind::Without("from-tag"))),
        ("1@h;from-tag=1", Err(HeaderErrorKind::Without("to-tag"))),
        ("1@h;from-tag=;to-tag=2", Err(HeaderErrorKind::Empty)),
        (";from-tag=1;to-tag=2", Err(HeaderErrorKind::Empty)),
        ("1;from-tag=1;to-tag=a<b", Err(HeaderErrorKind::Token)),
        (
            "1;from-tag=1;to-tag=2, 3;from-tag=1;to-tag=2",
            Err(HeaderErrorKind::Token),
        ),
    ]);
    let odd = read::<Replaces>("a<b@h;to-tag=1;from-tag=2").unwrap();
    assert_eq!(&*odd.call_id, "a<b@h");
    assert!(read::<Join>("1@h;to-tag=1;from-tag=2").is_ok());
    assert_eq!(
        read::<TargetDialog>("1@h;local-tag=1"),
        Err(HeaderErrorKind::Without("remote-tag"))
    );
}

#[test]
fn refer_to_says_whom_how_and_in_whose_place() {
    let refer: ReferTo = read(
        "\"B\" <sip:b@h;method=INVITE;x=y?Replaces=12345%40192.168.118.3%3Bto-tag%3D12345%3Bfrom-tag%3D5FFE-3994&Subject=a>",
    )
    .unwrap();
    assert_eq!(refer.target().to_string(), "sip:b@h;x=y");
    assert_eq!(refer.method(), Method::Invite);
    let replaces = refer.replaces().unwrap().unwrap();
    assert_eq!(&*replaces.call_id, "12345@192.168.118.3");
    assert_eq!(&*replaces.from_tag, "5FFE-3994");
    let tel: ReferTo = read("tel:+1-201-555-0123").unwrap();
    assert_eq!((tel.method(), tel.replaces()), (Method::Invite, Ok(None)));
    let bad: ReferTo = read("<sip:b@h?replaces=1>").unwrap();
    assert_eq!(bad.replaces(), Err(HeaderErrorKind::Without("to-tag")));
    let bye: ReferTo = read("<sip:b@h;method=BYE>").unwrap();
    assert_eq!(bye.method(), Method::Bye);
}

#[test]
fn refer_sub_is_true_or_false() {
    means::<ReferSub>(&[
        ("False", Ok(ReferSub(false))),
        ("true;x=y", Ok(ReferSub(true))),
        ("no", Err(HeaderErrorKind::Token)),
    ]);
    let by: ReferredBy = read("sip:r@h;cid=\"2UWQFN309shb3@referrer.example\"").unwrap();
    assert_eq!(by.cid(), Some("2UWQFN309shb3@referrer.example"));
}

proptest! {
    #[test]
    fn what_calls_write_they_read(
        (number, cseq, seconds) in (1u32.., 0u32..0x8000_0000, any::<u32>()),
        (call_id, one, two) in (call_id(), token(), token()),
        (early_only, who) in (any::<bool>(), prop::option::of(prop::sample::select(vec![Refresher::Uac, Refresher::Uas]))),
        address in address(),
    ) {
        survives(&rseq(number));
        survives(&RAck { rseq: rseq(number), cseq: CSeq::new(cseq, Method::Invite) });
        survives(&SessionExpires { seconds, refresher: who });
        survives(&MinSe(seconds));
        survives(&ReferSub(early_only));
        survives(&Join { call_id: call_id.clone(), to_tag: one.clone(), from_tag: two.clone() });
        survives(&TargetDialog { call_id: call_id.clone(), local_tag: one.clone(), remote_tag: two.clone() });
        let replaces = Replaces { call_id, to_tag: one, from_tag: two, early_only };
        survives(&replaces);
        let uri: Uri = address.uri().as_sip().cloned().map(|uri: SipUri| uri.with_header("Replaces", &replaces.to_string())).unwrap().into();
        let refer = ReferTo(NameAddr::new(uri));
        survives(&refer);
        prop_assert_eq!(refer.replaces(), Ok(Some(replaces)));
        survives(&ReferredBy(address));
    }

    #[test]
    fn any_bytes_are_refused_or_written_as_they_are_read(bytes in almost()) {
        any_bytes::<RSeq>(&bytes);
        any_bytes::<RAck>(&bytes);
        any_bytes::<SessionExpires>(&bytes);
        any_bytes::<MinSe>(&bytes);
        any_bytes::<Replaces>(&bytes);
        any_bytes::<Join>(&bytes);
        any_bytes::<TargetDialog>(&bytes);
        any_bytes::<ReferSub>(&bytes);
        any_bytes::<ReferTo>(&bytes);
        any_bytes::<ReferredBy>(&bytes);
    }
}
