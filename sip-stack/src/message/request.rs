//! Requests (RFC 3261 §7.1).

use std::fmt;

use bytes::Bytes;

use super::parse::Received;
use super::sip_message::{assemble, body_part, put_body, session_part};
use super::{Body, Headers, Method, Uri};

/// A request, received or to be sent.
#[derive(Clone)]
pub struct Request {
    method: Method,
    uri: Uri,
    /// The request line as received, with its line end.
    line: Option<Bytes>,
    headers: Headers,
    body: Bytes,
    /// The whole message as received, as long as nothing was changed.
    raw: Option<Bytes>,
}

impl Request {
    /// A request without headers; Content-Length is added when it is printed.
    pub fn new(method: Method, uri: Uri) -> Self {
        Self {
            method,
            uri,
            line: None,
            headers: Headers::new(),
            body: Bytes::new(),
            raw: None,
        }
    }

    pub(super) fn received(method: Method, uri: Uri, received: Received) -> Self {
        let Received {
            line,
            headers,
            body,
            raw,
        } = received;
        Self {
            method,
            uri,
            line: Some(line),
            headers,
            body,
            raw: Some(raw),
        }
    }

    /// What it asks for.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The Request-URI.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Changes the Request-URI.
    pub fn set_uri(&mut self, uri: Uri) {
        self.uri = uri;
        self.line = None;
        self.raw = None;
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
                let line = format!("{} {} SIP/2.0\r\n", self.method, self.uri);
                assemble(line.as_bytes(), &self.headers, &self.body)
            }
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.to_bytes()))
    }
}
