//! Messages that the tests start from.

use crate::message::{Limits, Message, ParseError, Request, Response};

pub(super) fn parse(text: impl AsRef<[u8]>) -> Result<Message, ParseError> {
    Message::parse(bytes::Bytes::copy_from_slice(text.as_ref()), &Limits::default())
}

pub(super) fn request(text: impl AsRef<[u8]>) -> Request {
    match parse(text).unwrap() {
        Message::Request(request) => request,
        Message::Response(response) => panic!("a response: {response:?}"),
    }
}

pub(super) fn response(text: impl AsRef<[u8]>) -> Response {
    match parse(text).unwrap() {
        Message::Response(response) => response,
        Message::Request(request) => panic!("a request: {request:?}"),
    }
}

/// An INVITE with a body of four bytes and these lines before Content-Length.
pub(super) fn invite_with(lines: &str) -> String {
    format!(
        "INVITE sip:bob@biloxi.example SIP/2.0\r\n\
         Via: SIP/2.0/UDP pc33.atlanta.example;branch=z9hG4bK776asdhds\r\n\
         Max-Forwards: 70\r\n\
         To: Bob <sip:bob@biloxi.example>\r\n\
         From: Alice <sip:alice@atlanta.example>;tag=1928301774\r\n\
         Call-ID: a84b4c76e66710@pc33.atlanta.example\r\n\
         CSeq: 314159 INVITE\r\n\
         {lines}Content-Type: application/sdp\r\n\
         Content-Length: 4\r\n\r\nv=0\n"
    )
}
