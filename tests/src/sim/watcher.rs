//! A scripted watcher: it subscribes and publishes, and hears NOTIFYs.

use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;
use sip_stack::message::{HeaderName, Limits, Message, Method, Request, Response, StatusCode};

use super::node::Packet;
use super::world::PhoneId;

/// What a watcher does at a moment.
#[derive(Clone, Debug)]
pub enum Watch {
    /// Subscribes in a new dialog.
    Subscribe {
        /// Whom or what to watch.
        number: &'static str,
        /// More header lines, each with its line end; Event among them.
        headers: &'static str,
    },
    /// Refreshes or ends its latest subscription.
    Refresh {
        /// More header lines, each with its line end; Event among them.
        headers: &'static str,
    },
    /// Publishes about itself.
    Publish {
        /// More header lines, each with its line end.
        headers: &'static str,
        /// The body.
        body: &'static str,
    },
    /// Refers, outside of any dialog, the partner of a phone in its first call.
    Refer {
        /// The phone.
        whose: PhoneId,
        /// More header lines, each with its line end; Refer-To among them.
        headers: &'static str,
    },
    /// From now on answers NOTIFYs so; `None`: not at all.
    Answer(Option<u16>),
}

/// A NOTIFY as it was heard.
#[derive(Clone, Debug)]
pub struct Notified {
    /// Subscription-State.
    pub standing: String,
    /// The body.
    pub body: String,
    /// The whole message.
    pub request: Request,
}

pub(super) struct SimWatcher {
    name: &'static str,
    extension: &'static str,
    address: SocketAddr,
    switch: SocketAddr,
    requests: u32,
    /// The latest SUBSCRIBE's number and URI, and the switch's tag once it is known.
    dialog: Option<(u32, &'static str, Option<String>)>,
    answer: Option<u16>,
    heard: Vec<Notified>,
}

impl SimWatcher {
    pub(super) fn new(
        name: &'static str,
        extension: &'static str,
        address: SocketAddr,
        switch: SocketAddr,
    ) -> Self {
        Self {
            name,
            extension,
            address,
            switch,
            requests: 0,
            dialog: None,
            answer: Some(200),
            heard: Vec::new(),
        }
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn heard(&self) -> &[Notified] {
        &self.heard
    }

    pub(super) fn act(&mut self, watch: &Watch, out: &mut Vec<Packet>) {
        self.requests += 1;
        match *watch {
            Watch::Subscribe { number, headers } => {
                self.dialog = Some((self.requests, number, None));
                self.send("SUBSCRIBE", self.requests, (number, ""), headers, "", out);
            }
            Watch::Refresh { headers } => {
                let Some((dialog, number, tag)) = self.dialog.clone() else {
                    return;
                };
                let tag = tag.map(|tag| format!(";tag={tag}")).unwrap_or_default();
                self.send("SUBSCRIBE", dialog, (number, &tag), headers, "", out);
            }
            Watch::Publish { headers, body } => {
                self.send("PUBLISH", self.requests, (self.extension, ""), headers, body, out);
            }
            // The world knows the dialog.
            Watch::Refer { .. } => {}
            Watch::Answer(answer) => self.answer = answer,
        }
    }

    /// A REFER about a dialog.
    pub(super) fn refer(&mut self, dialog: &str, headers: &str, out: &mut Vec<Packet>) {
        self.requests += 1;
        let headers = format!("Target-Dialog: {dialog}\r\n{headers}");
        self.send("REFER", self.requests, ("switch", ""), &headers, "", out);
    }

    fn send(
        &self,
        method: &str,
        dialog: u32,
        (number, to_tag): (&str, &str),
        headers: &str,
        body: &str,
        out: &mut Vec<Packet>,
    ) {
        let Self {
            name,
            extension,
            address,
            requests,
            ..
        } = self;
        let text = format!(
            "{method} sip:{number}@office.example SIP/2.0\r\n\
             Via: SIP/2.0/UDP {address};branch=z9hG4bK-{name}-{requests};rport\r\nMax-Forwards: 70\r\n\
             From: <sip:{extension}@office.example>;tag={name}-{dialog}\r\n\
             To: <sip:{number}@office.example>{to_tag}\r\nCall-ID: {name}-{dialog}\r\n\
             CSeq: {requests} {method}\r\nContact: <sip:{extension}@{address}>\r\n{headers}\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.transmit(Bytes::from(text), out);
    }

    fn transmit(&self, bytes: Bytes, out: &mut Vec<Packet>) {
        out.push(Packet {
            from: self.address,
            to: self.switch,
            bytes,
        });
    }

    pub(super) fn receive(&mut self, _now: Instant, packet: &Packet, out: &mut Vec<Packet>) {
        match Message::parse(packet.bytes.clone(), &Limits::default()) {
            Ok(Message::Request(request)) if *request.method() == Method::Notify => {
                let Some(status) = self.answer.and_then(StatusCode::new) else {
                    return;
                };
                self.transmit(Response::for_request(&request, status).to_bytes(), out);
                let standing = request.headers().text(HeaderName::SubscriptionState);
                self.heard.push(Notified {
                    standing: standing.unwrap_or_default().into_owned(),
                    body: String::from_utf8_lossy(request.body()).into_owned(),
                    request,
                });
            }
            Ok(Message::Response(response)) => {
                let to = response.headers().to().ok();
                if let (Some((_, _, tag)), Some(to)) = (&mut self.dialog, to) {
                    *tag = tag.take().or_else(|| to.tag().map(str::to_owned));
                }
            }
            _ => {}
        }
    }
}
