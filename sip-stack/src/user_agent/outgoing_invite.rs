//! What an INVITE of ours is made of (RFC 3261 §13.2.1).

use bytes::Bytes;

use crate::flow::Target;
use crate::message::{Body, CSeq, HeaderName, Method, NameAddr, Request, Uri};
use crate::user_agent::Terms;
use crate::user_agent::abilities::announce;
use crate::user_agent::context::{add_allow, add_headers};

/// Who we are in a call that arrived.
#[derive(Clone, Debug)]
pub struct LocalIdentity {
    /// Where the peer shall send requests of the dialog.
    pub contact: Uri,
    /// What we ask of the peer.
    pub terms: Terms,
}

/// An INVITE to be sent. Call-ID, From tag, CSeq and branch are made by the usage.
#[derive(Clone, Debug)]
pub struct OutgoingInvite {
    /// Request-URI.
    pub uri: Uri,
    /// From; a tag is added.
    pub from: NameAddr,
    /// To; a tag is removed.
    pub to: NameAddr,
    /// Where the peer shall send requests of the dialog.
    pub contact: Uri,
    /// The next hop.
    pub target: Target,
    /// Route values, first hop first.
    pub route: Vec<Bytes>,
    /// The offer; `None` asks the peer for one.
    pub offer: Option<Body>,
    /// Max-Forwards; carried across a B2BUA (RFC 7332).
    pub max_forwards: u8,
    /// What we ask of the peer.
    pub terms: Terms,
    /// More headers.
    pub headers: Vec<(HeaderName, Bytes)>,
}

impl OutgoingInvite {
    pub(super) fn into_request(self, call_id: &str, local_tag: &str, cseq: u32) -> Request {
        let mut request = Request::new(Method::Invite, self.uri);
        let headers = request.headers_mut();
        headers.push(HeaderName::MaxForwards, self.max_forwards.to_string());
        for route in self.route {
            headers.push(HeaderName::Route, route);
        }
        headers.push(HeaderName::From, self.from.with_tag(local_tag).to_bytes());
        headers.push(HeaderName::To, self.to.without_tag().to_bytes());
        headers.push(HeaderName::CallId, call_id);
        headers.push(HeaderName::CSeq, CSeq::new(cseq, Method::Invite).to_string());
        headers.push(HeaderName::Contact, NameAddr::new(self.contact).to_bytes());
        add_headers(headers, &self.headers);
        announce(headers, &self.terms);
        add_allow(headers);
        request.set_body(self.offer);
        request
    }
}
