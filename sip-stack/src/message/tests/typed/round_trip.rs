//! What all typed headers are put through.

use std::fmt::Debug;

use bytes::Bytes;
use proptest::prelude::*;

use super::super::samples::{invite_with, request};
use crate::message::{HeaderErrorKind, HeaderValue, Host, NameAddr, SipUri};

/// Writes a value into a message, reads it back from the message's bytes.
pub(super) fn survives<T: HeaderValue + PartialEq + Debug>(value: &T) {
    let mut invite = request(invite_with(""));
    invite.headers_mut().put(value);
    let read = request(invite.to_bytes());
    assert_eq!(read.headers().one::<T>().unwrap().as_ref(), Some(value));
    assert_eq!(read.headers().len(), 9);
}

/// Writes values as two lines of lists, reads all back.
pub(super) fn survive_as_list<T: HeaderValue + PartialEq + Debug>(values: &[T]) {
    let mut invite = request(invite_with(""));
    for pair in values.chunks(2) {
        let line: Vec<_> = pair.iter().map(HeaderValue::to_bytes).collect();
        invite
            .headers_mut()
            .push(T::header(), line.join(b" , ".as_slice()));
    }
    assert_eq!(request(invite.to_bytes()).headers().list::<T>().unwrap(), values);
}

/// Reads a value as it may stand in a message.
pub(super) fn read<T: HeaderValue>(value: &str) -> Result<T, HeaderErrorKind> {
    let name = T::header();
    let text = invite_with(&format!("{name}: {value}\r\n"));
    match request(text).headers().one::<T>() {
        Ok(value) => Ok(value.unwrap()),
        Err(error) => {
            assert_eq!(error.name, name);
            Err(error.kind)
        }
    }
}

/// Asserts what each value means, or why it is refused.
pub(super) fn means<T: HeaderValue + PartialEq + Debug>(cases: &[(&str, Result<T, HeaderErrorKind>)]) {
    for (value, expected) in cases {
        assert_eq!(&read::<T>(value), expected, "{value}");
    }
}

/// Whatever bytes there are: refused, or what was read is written, and that is read and written the same.
pub(super) fn any_bytes<T: HeaderValue + Debug>(bytes: &[u8]) {
    if let Ok(value) = T::read(&Bytes::copy_from_slice(bytes)) {
        let written = value.to_bytes();
        assert_eq!(T::read(&written).unwrap().to_bytes(), written, "{value:?}");
    }
}

pub(super) fn token() -> impl Strategy<Value = Box<str>> {
    "[a-zA-Z0-9.!%*_+`'~-]{1,20}".prop_map(String::into_boxed_str)
}

pub(super) fn call_id() -> impl Strategy<Value = Box<str>> {
    "[a-zA-Z0-9.!%*_+`'~()<>:/?{}-]{1,20}(@[a-zA-Z0-9.-]{1,20})?".prop_map(String::into_boxed_str)
}

pub(super) fn address() -> impl Strategy<Value = NameAddr> {
    let uri = ("\\PC{1,10}", "[a-z]{1,9}", proptest::option::of(1u16..));
    (uri, "\\PC{0,12}").prop_map(|((user, host, port), display)| {
        let uri = SipUri::new(Some(&user), Host::Name(host.into()));
        NameAddr::new(port.map_or(uri.clone(), |port| uri.with_port(port))).with_display(&display)
    })
}

/// Text that is almost a header's value.
pub(super) fn almost() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        "[a-z0-9=;,:/@<>\"\\\\ .*-]{0,12}".prop_map(String::into_bytes),
        proptest::collection::vec(any::<u8>(), 0..4),
        proptest::sample::select(vec![
            "<sip:a@h>",
            ";to-tag=",
            ";from-tag=1",
            "\"x\"",
            "refresher=uac",
            "SIP ;cause=200",
            "active",
            ";index=1.1",
            "%3B",
            "1 2 INVITE",
            "terminated;reason=",
            "https://h/x",
            "399 h \"t\"",
            ";lr",
            ";q=0.5",
            "=\"a\\\"",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}
