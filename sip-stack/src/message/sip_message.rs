//! A request or a response (RFC 3261 §7).

use bytes::Bytes;

use super::{Body, HeaderName, Headers, Limits, ParseError, Request, Response, parse};

/// What a body is when nobody says so (§7.4.1 leaves it open).
const UNNAMED_TYPE: &str = "application/octet-stream";

/// What describes a session (RFC 8866).
const SDP: &str = "application/sdp";

/// A SIP message.
#[derive(Clone, Debug)]
pub enum Message {
    /// `METHOD uri SIP/2.0`.
    Request(Request),
    /// `SIP/2.0 code reason`.
    Response(Response),
}

impl Message {
    /// Reads one message; what follows the body by Content-Length is dropped (§18.3).
    ///
    /// A message that is read has well-formed Via, From, To, Call-ID and CSeq, each but Via once.
    pub fn parse(bytes: Bytes, limits: &Limits) -> Result<Self, ParseError> {
        parse::parse(bytes, limits)
    }

    /// Its headers.
    pub fn headers(&self) -> &Headers {
        match self {
            Self::Request(request) => request.headers(),
            Self::Response(response) => response.headers(),
        }
    }

    /// Its headers, to be changed.
    pub fn headers_mut(&mut self) -> &mut Headers {
        match self {
            Self::Request(request) => request.headers_mut(),
            Self::Response(response) => response.headers_mut(),
        }
    }

    /// Its body; empty if it has none.
    pub fn body(&self) -> &Bytes {
        match self {
            Self::Request(request) => request.body(),
            Self::Response(response) => response.body(),
        }
    }

    /// As it is sent; a message that was not changed is printed as it came.
    pub fn to_bytes(&self) -> Bytes {
        match self {
            Self::Request(request) => request.to_bytes(),
            Self::Response(response) => response.to_bytes(),
        }
    }
}

/// Start line, header lines, a Content-Length if none is there, and the body.
pub(super) fn assemble(start_line: &[u8], headers: &Headers, body: &[u8]) -> Bytes {
    let length_line = if headers.has(HeaderName::ContentLength) {
        String::new()
    } else {
        format!("{}: {}\r\n", HeaderName::ContentLength, body.len())
    };
    let lines: usize = headers.lines().map(Bytes::len).sum();
    let mut out = Vec::with_capacity(start_line.len() + lines + length_line.len() + 2 + body.len());
    out.extend_from_slice(start_line);
    headers.lines().for_each(|line| out.extend_from_slice(line));
    out.extend_from_slice(length_line.as_bytes());
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(body);
    out.into()
}

pub(super) fn body_part(headers: &Headers, body: &Bytes) -> Option<Body> {
    let content_type = headers.content_type();
    let content_type = content_type.as_deref().unwrap_or(UNNAMED_TYPE);
    (!body.is_empty()).then(|| Body {
        content_type: content_type.into(),
        bytes: body.clone(),
    })
}

pub(super) fn session_part(headers: &Headers, body: &Bytes) -> Option<Body> {
    let whole = body_part(headers, body)?;
    if whole.is(SDP) || headers.content_type().is_none() {
        return Some(whole);
    }
    whole.find(SDP).unwrap_or(Some(whole))
}

pub(super) fn put_body(headers: &mut Headers, body: Option<Body>) -> Bytes {
    let bytes = match body {
        Some(body) => {
            headers.set(HeaderName::ContentType, &*body.content_type);
            body.bytes
        }
        None => {
            headers.remove(HeaderName::ContentType);
            Bytes::new()
        }
    };
    headers.set(HeaderName::ContentLength, bytes.len().to_string());
    bytes
}
