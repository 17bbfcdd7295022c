//! Who calls, who was called first, and what of it may be told.

use proptest::prelude::*;

use super::super::samples::{invite_with, request};
use super::round_trip::{address, almost, any_bytes, means, read, survive_as_list, survives, token};
use crate::message::{
    Diversion, HeaderErrorKind, HistoryIndex, HistoryInfo, Identity, NameAddr, PartyRole, Privacy,
    PrivacyKind, Reason, RemotePartyId, Retargeting, RpidPrivacy, StatusCode, UserToUser,
};

#[test]
fn privacy_is_a_list_of_kinds() {
    let kinds = |kinds: &[PrivacyKind]| Ok(Privacy::new(kinds.to_vec()));
    means::<Privacy>(&[
        ("id", kinds(&[PrivacyKind::Id])),
        (
            "Header ; user;critical",
            kinds(&[PrivacyKind::Header, PrivacyKind::User, PrivacyKind::Critical]),
        ),
        ("id, x", kinds(&[PrivacyKind::Id, PrivacyKind::Other("x".into())])),
        ("id;;user", Err(HeaderErrorKind::Empty)),
        ("", Err(HeaderErrorKind::Empty)),
        ("i d", Err(HeaderErrorKind::Token)),
    ]);
    assert!(read::<Privacy>("id").unwrap().hides_identity());
    assert!(!read::<Privacy>("none").unwrap().hides_identity());
    assert!(!read::<Privacy>("history;session").unwrap().hides_identity());
}

#[test]
fn asserted_identities_are_an_address_and_a_number() {
    let invite = request(invite_with(
        "P-Asserted-Identity: \"C\" <sip:c@h>, tel:+14085264000\r\nP-Preferred-Identity: <sip:p@h>\r\n",
    ));
    let asserted = invite.headers().asserted_identities().unwrap();
    let uris: Vec<_> = asserted.iter().map(|address| address.uri().to_string()).collect();
    assert_eq!(uris, ["sip:c@h", "tel:+14085264000"]);
    assert_eq!(invite.headers().preferred_identities().unwrap().len(), 1);
}

#[test]
fn a_remote_party_says_whose_and_how_sure_it_is() {
    let party: RemotePartyId =
        read("\"J\" <sip:j@h>;party=Calling;id-type=subscriber;privacy=full;screen=yes").unwrap();
    assert_eq!(
        (party.role(), party.privacy(), party.is_screened()),
        (Some(PartyRole::Calling), RpidPrivacy::Full, true)
    );
    let bare: RemotePartyId = read("sip:j@h").unwrap();
    assert_eq!(
        (bare.role(), bare.privacy(), bare.is_screened()),
        (None, RpidPrivacy::Off, false)
    );
    assert_eq!(
        read::<RemotePartyId>("<sip:j@h>;privacy=odd").unwrap().privacy(),
        RpidPrivacy::Full
    );
}

#[test]
fn history_says_where_a_call_was_sent_and_why() {
    let entry: HistoryInfo =
        read("<sip:bob@h?Reason=SIP%3Bcause%3D302%3Btext%3D%22Moved%22&Privacy=history>;index=1.2;mp=1")
            .unwrap();
    let first = HistoryIndex::first();
    assert_eq!(*entry.index(), first.below(2));
    assert_eq!(entry.retargeting(), Some(Retargeting::MappedUser(first)));
    assert_eq!(
        entry.reason(),
        Some(Reason::sip(StatusCode::MOVED_TEMPORARILY, "Moved"))
    );
    assert!(entry.is_private());
    let plain: HistoryInfo = read("<sip:bob@h>;index=1").unwrap();
    assert_eq!(
        (plain.retargeting(), plain.reason(), plain.is_private()),
        (None, None, false)
    );
    for (value, fault) in [
        ("<sip:b@h>", HeaderErrorKind::Without("index")),
        ("<sip:b@h>;index=1..2", HeaderErrorKind::Number),
        ("<sip:b@h>;index=", HeaderErrorKind::Number),
        (
            &format!("<sip:b@h>;index=1{}", ".1".repeat(32)),
            HeaderErrorKind::Number,
        ),
    ] {
        assert_eq!(read::<HistoryInfo>(value).map(drop), Err(fault), "{value}");
    }
}

#[test]
fn a_diversion_has_a_reason_and_a_counter() {
    let value: Diversion = read("<sip:u@h>;Reason=user-busy;counter=7;privacy=\"full\"").unwrap();
    assert_eq!(
        (value.reason(), value.counter(), value.is_private()),
        (Some("user-busy"), 7, true)
    );
    let odd: Diversion = read("tel:+1;counter=999;privacy=off").unwrap();
    assert_eq!((odd.reason(), odd.counter(), odd.is_private()), (None, 1, false));
}

#[test]
fn a_reason_has_a_protocol_a_cause_and_words() {
    means::<Reason>(&[
        (
            "SIP ;cause=200 ;text=\"Call completed elsewhere\"",
            Ok(Reason::sip(StatusCode::OK, "Call completed elsewhere")),
        ),
        ("Q.850;cause=16", Ok(Reason::q850(16))),
        ("Q.850;cause=x", Err(HeaderErrorKind::Number)),
        (";cause=1", Err(HeaderErrorKind::Empty)),
    ]);
    let invite = request(invite_with(
        "Reason: SIP;cause=580;text=\"a, b\", Q.850;cause=38\r\nReason: X\r\n",
    ));
    let reasons = invite.headers().list::<Reason>().unwrap();
    assert_eq!(reasons.len(), 3);
    assert!(reasons[1].is("q.850"));
}

#[test]
fn user_to_user_data_is_kept_as_it_is() {
    let data: UserToUser = read("56a390f3d2b7310023a;encoding=hex;purpose=foo;content=bar").unwrap();
    assert_eq!(
        (data.encoding(), data.purpose(), data.content()),
        ("hex", Some("foo"), Some("bar"))
    );
    let quoted: UserToUser = read("\"a \\\"b\\\"\";encoding=text").unwrap();
    assert_eq!((quoted.data(), quoted.encoding()), ("a \"b\"", "text"));
    assert_eq!(
        read::<UserToUser>(";encoding=hex").map(drop),
        Err(HeaderErrorKind::Empty)
    );
    assert_eq!(read::<UserToUser>("a b").map(drop), Err(HeaderErrorKind::Token));
}

#[test]
fn an_identity_names_its_certificate() {
    let value: Identity =
        read("eyJh.eyJi.c2ln;info=<https://c.example/a;b,c.pem>;alg=ES256;ppt=\"shaken\"").unwrap();
    assert_eq!(value.passport(), "eyJh.eyJi.c2ln");
    assert_eq!(
        (value.info(), value.ppt(), value.alg()),
        (Some("https://c.example/a;b,c.pem"), Some("shaken"), "ES256")
    );
    assert_eq!(
        read::<Identity>("eyJh..c2ln").map(drop),
        Err(HeaderErrorKind::Without("info"))
    );
    assert_eq!(
        read::<Identity>("\"old\";info=<https://c>").map(drop),
        Err(HeaderErrorKind::Token)
    );
}

fn privacy_kind() -> impl Strategy<Value = PrivacyKind> {
    prop_oneof![
        prop::sample::select(vec![
            PrivacyKind::Header,
            PrivacyKind::Session,
            PrivacyKind::User,
            PrivacyKind::None,
            PrivacyKind::Id
        ]),
        "x-[a-z]{1,8}".prop_map(|token| PrivacyKind::Other(token.into())),
    ]
}

proptest! {
    #[test]
    fn what_identities_write_they_read(
        addresses in prop::collection::vec(address(), 1..5),
        kinds in prop::collection::vec(privacy_kind(), 1..4),
        (protocol, cause, text) in (token(), any::<u16>(), "\\PC{0,20}"),
        numbers in prop::collection::vec(any::<u32>(), 0..6),
        counter in any::<u8>(),
    ) {
        let index = numbers.iter().fold(HistoryIndex::first(), |index, number| index.below(*number));
        let reason = Reason { protocol: protocol.clone(), cause: Some(cause), text: Some(text.clone().into()) };
        survives(&Privacy::new(kinds));
        survive_as_list(&[reason.clone(), Reason::q850(counter), Reason { cause: None, text: None, ..reason.clone() }]);
        let each = |make: &dyn Fn(NameAddr) -> HistoryInfo| addresses.iter().cloned().map(make).collect::<Vec<_>>();
        survive_as_list(&each(&|address| HistoryInfo::new(address, index.clone())));
        let left = each(&|address| HistoryInfo::new(address, index.clone()).with_reason(&reason).with_privacy()
            .with_retargeting(&Retargeting::RegisteredContact(HistoryIndex::first())));
        survive_as_list(&left);
        prop_assert_eq!(left[0].reason(), Some(reason));
        prop_assert!(left[0].is_private());
        survive_as_list(&addresses.iter().cloned().map(|address| Diversion::new(address, "no-answer").with_counter(counter).with_privacy()).collect::<Vec<_>>());
        survive_as_list(&addresses.iter().cloned().map(|address| RemotePartyId::new(address, PartyRole::Called, RpidPrivacy::Name)).collect::<Vec<_>>());
        survive_as_list(&[UserToUser::new("00ff", "hex"), UserToUser::new(&text, "text").with_purpose(&protocol)]);
        survives(&Identity::new("a.b.c", &format!("https://h/{text}")).with_ppt(&protocol).with_alg("ES256"));
    }

    #[test]
    fn any_bytes_are_refused_or_written_as_they_are_read(bytes in almost()) {
        any_bytes::<Privacy>(&bytes);
        any_bytes::<RemotePartyId>(&bytes);
        any_bytes::<HistoryInfo>(&bytes);
        any_bytes::<Diversion>(&bytes);
        any_bytes::<Reason>(&bytes);
        any_bytes::<UserToUser>(&bytes);
        any_bytes::<Identity>(&bytes);
    }
}
