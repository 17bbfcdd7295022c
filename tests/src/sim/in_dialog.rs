//! What a simulated phone says and hears within its calls beside INVITE and BYE.

use std::time::Instant;

use bytes::Bytes;
use sip_stack::endpoint::ServerId;
use sip_stack::message::{Body, HeaderName, Method, StatusCode};
use sip_stack::user_agent::Command;

use super::node::Packet;
use super::phone::SimPhone;

/// A request that a phone sends within a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Which of the phone's calls, from 1 in the order they began.
    pub line: u64,
    /// The method.
    pub method: &'static str,
    /// More headers.
    pub headers: Vec<(&'static str, String)>,
    /// Type and content.
    pub body: Option<(&'static str, &'static str)>,
}

impl Said {
    /// A REFER to a number of the office.
    #[must_use]
    pub fn refer(line: u64, number: &str) -> Self {
        Self {
            line,
            method: "REFER",
            headers: vec![("Refer-To", format!("<sip:{number}@office.example>"))],
            body: None,
        }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

impl SimPhone {
    pub(super) fn say(&mut self, now: Instant, said: &Said, out: &mut Vec<Packet>) {
        let headers = said
            .headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), Bytes::from(value.clone())))
            .collect();
        let body = said
            .body
            .map(|(content_type, content)| Body::new(content_type, content));
        let Some(method) = Method::parse(said.method.as_bytes()) else {
            return;
        };
        let request = Command::Request {
            method,
            headers,
            body,
        };
        self.tell(now, said.line, request, out);
    }

    /// Refers the far end of `line` to take this phone's place in `other` (RFC 3891).
    pub(super) fn refer_to_line(&mut self, now: Instant, (line, other): (u64, u64), out: &mut Vec<Packet>) {
        if let Some(replaces) = self.replaces(other) {
            self.refer_replacing(now, line, &replaces, out);
        }
    }

    pub(super) fn refer_replacing(&mut self, now: Instant, line: u64, replaces: &str, out: &mut Vec<Packet>) {
        let to = format!("<sip:far@office.example?Replaces={}>", escaped(replaces));
        let said = Said {
            line,
            method: "REFER",
            headers: vec![("Refer-To", to)],
            body: None,
        };
        self.say(now, &said, out);
    }

    /// Answers a request of the switch within a call.
    pub(super) fn asked(&mut self, now: Instant, line: u64, transaction: ServerId, out: &mut Vec<Packet>) {
        let respond = Command::Respond {
            transaction,
            status: self.refuses.unwrap_or(StatusCode::OK),
            headers: Vec::new(),
            body: None,
        };
        self.tell(now, line, respond, out);
    }
}

/// As a header within a URI (RFC 3261 §19.1.1).
fn escaped(value: &str) -> String {
    value
        .replace('%', "%25")
        .replace(';', "%3B")
        .replace('=', "%3D")
        .replace('@', "%40")
}
