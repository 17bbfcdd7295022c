//! Responses (RFC 3261 §7.2).

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use super::parse::Received;
use super::sip_message::{assemble, body_part, put_body, session_part};
use super::{Body, HeaderName, Headers, Request, StatusCode};

/// A response, received or to be sent.
#[derive(Clone)]
pub struct Response {
    status: StatusCode,
    reason: Bytes,
    /// The status line as received, with its line end.
    line: Option<Bytes>,
    headers: Headers,
    body: Bytes,
    /// The whole message as received, as long as nothing was changed.
    raw: Option<Bytes>,
}

impl Response {
    /// A response without headers; Content-Length is added when it is printed.
    pub fn new(status: StatusCode) -> Self {
        let reason = Bytes::from_static(status.default_reason().as_bytes());
        Self {
            status,
            reason,
            line: None,
            headers: Headers::new(),
            body: Bytes::new(),
            raw: None,
        }
    }

    /// A response to a request (§8.2.6.2): Via, From, To, Call-ID and CSeq are copied; no tag is added.
    pub fn for_request(request: &Request, status: StatusCode) -> Self {
        Self::to(request.headers(), status)
    }

    pub(super) fn to(request: &Headers, status: StatusCode) -> Self {
        let mut response = Self::new(status);
        for name in [
            HeaderName::Via,
            HeaderName::From,
            HeaderName::To,
            HeaderName::CallId,
            HeaderName::CSeq,
        ] {
            response.headers.copy_from(request, name);
        }
        response
    }

    pub(super) fn received(status: StatusCode, reason: Bytes, received: Received) -> Self {
        let Received {
            line,
            headers,
            body,
            raw,
        } = received;
        Self {
            status,
            reason,
            line: Some(line),
            headers,
            body,
            raw: Some(raw),
        }
    }

    /// The outcome.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The reason phrase; foreign bytes replaced.
    pub fn reason(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.reason)
    }

    /// The same with another reason phrase, on one line.
    #[must_use]
    pub fn with_reason(mut self, reason: &str) -> Self {
        self.reason = reason.replace(char::is_control, " ").into();
        self.line = None;
        self.raw = None;
        self
    }

    /// Its headers.
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// Its headers, to be changed.
    pub fn headers_mut(&mut self) -> &mut Headers {
        self.raw = None;
        &mut self.headers
    }

    /// Its body; empty if it has none.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Its body with its type, if it has one.
    pub fn body_part(&self) -> Option<Body> {
        body_part(&self.headers, &self.body)
    }

    /// Its session description: the body, or the part of it that is one (RFC 5621 §3). A body without a type is taken for it,
    /// and so is a multipart that cannot be read, for whoever reads it to refuse.
    pub fn session_part(&self) -> Option<Body> {
        session_part(&self.headers, &self.body)
    }

    /// Replaces body, Content-Type and Content-Length.
    pub fn set_body(&mut self, body: Option<Body>) {
        self.raw = None;
        self.body = put_body(&mut self.headers, body);
    }

    /// As it is sent.
    pub fn to_bytes(&self) -> Bytes {
        if let Some(raw) = &self.raw {
            return raw.clone();
        }
        match &self.line {
            Some(line) => assemble(line, &self.headers, &self.body),
            None => {
                let start = format!("SIP/2.0 {} ", self.status);
                let line = [start.as_bytes(), &self.reason, b"\r\n"].concat();
                assemble(&line, &self.headers, &self.body)
            }
        }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.to_bytes()))
    }
}
