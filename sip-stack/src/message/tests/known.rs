//! What is kept of Via, From and To is always what their lines say.

use proptest::prelude::*;

use super::samples::{invite_with, request};
use crate::message::{HeaderName, Headers, Method, NameAddr, Via};

/// One change to a message.
#[derive(Clone, Debug)]
enum Change {
    Push(HeaderName),
    PushFront(HeaderName),
    Set(HeaderName),
    Remove(HeaderName),
    RemoveFirst(HeaderName),
    SetVia,
    PushVia,
    PopVia,
    CopyFrom(HeaderName),
}

fn change() -> impl Strategy<Value = Change> {
    let name = prop_oneof![
        Just(HeaderName::Via),
        Just(HeaderName::From),
        Just(HeaderName::To),
        Just(HeaderName::Subject)
    ];
    (0..9_u8, name).prop_map(|(kind, name)| match kind {
        0 => Change::Push(name),
        1 => Change::PushFront(name),
        2 => Change::Set(name),
        3 => Change::Remove(name),
        4 => Change::RemoveFirst(name),
        5 => Change::SetVia,
        6 => Change::PushVia,
        7 => Change::PopVia,
        _ => Change::CopyFrom(name),
    })
}

fn apply(headers: &mut Headers, other: &Headers, change: &Change) {
    let value = |name: &HeaderName| match name {
        HeaderName::Via => "SIP/2.0/TCP new.example;branch=z9hG4bKnew",
        _ => "<sip:new@new.example>;tag=new",
    };
    let via: Via = Via::parse(b"SIP/2.0/UDP stamped.example;branch=z9hG4bKs;received=192.0.2.7").unwrap();
    match change {
        Change::Push(name) => headers.push(name.clone(), value(name)),
        Change::PushFront(name) => headers.push_front(name.clone(), value(name)),
        Change::Set(name) => headers.set(name.clone(), value(name)),
        Change::Remove(name) => headers.remove(name),
        Change::RemoveFirst(name) => drop(headers.remove_first(name)),
        Change::SetVia => headers.set_via(&via),
        Change::PushVia => headers.push_via(&via),
        Change::PopVia => headers.pop_via(),
        Change::CopyFrom(name) => headers.copy_from(other, name),
    }
}

/// The same lines, of which nothing has been read yet.
fn fresh(headers: &Headers) -> Headers {
    let mut fresh = Headers::new();
    for (name, value) in headers.iter() {
        fresh.push(name.clone(), value);
    }
    fresh
}

proptest! {
    #[test]
    fn what_is_kept_is_what_the_lines_say(changes in prop::collection::vec(change(), 0..12)) {
        let other = request(invite_with("").replace("sip:bob@", "sip:other@").replace("Via: ", "Via: SIP/2.0/UDP other.example;branch=z9hG4bKo, "));
        prop_assert_eq!(other.method(), &Method::Invite);
        let mut invite = request(invite_with(""));
        for change in &changes {
            apply(invite.headers_mut(), other.headers(), change);
            let (kept, read) = (invite.headers(), fresh(invite.headers()));
            prop_assert_eq!(text(kept.via()), text(read.via()), "after {:?}", change);
            prop_assert_eq!(address(kept.from()), address(read.from()), "after {:?}", change);
            prop_assert_eq!(address(kept.to()), address(read.to()), "after {:?}", change);
        }
    }
}

fn text<E: ToString>(via: Result<Via, E>) -> Result<String, String> {
    via.map(|via| via.to_string()).map_err(|error| error.to_string())
}

fn address<E: ToString>(address: Result<NameAddr, E>) -> Result<String, String> {
    address
        .map(|address| address.to_string())
        .map_err(|error| error.to_string())
}
