//! Requests within a dialog (RFC 3261 §12.2.1.1).

use crate::dialog::Dialog;
use crate::message::{CSeq, HeaderName, Method, NameAddr, Request, Uri};

/// Max-Forwards of a request that we begin ourselves (§8.1.1.6).
const MAX_FORWARDS: u8 = 70;

impl Dialog {
    /// A new request with the next CSeq; the Via and the body are still to be added.
    pub fn request(&mut self, method: Method) -> Request {
        self.local_cseq = self.local_cseq.saturating_add(1);
        self.request_numbered(method, self.local_cseq)
    }

    /// The ACK for the 2xx of the INVITE with this CSeq (§13.2.2.4).
    pub fn ack(&self, invite_cseq: u32) -> Request {
        self.request_numbered(Method::Ack, invite_cseq)
    }

    /// The CSeq of our last request.
    pub fn local_cseq(&self) -> u32 {
        self.local_cseq
    }

    fn request_numbered(&self, method: Method, number: u32) -> Request {
        let (uri, routes) = self.addressing();
        let mut request = Request::new(method.clone(), uri);
        let headers = request.headers_mut();
        headers.push(HeaderName::MaxForwards, MAX_FORWARDS.to_string());
        for route in routes {
            headers.push(HeaderName::Route, route.to_bytes());
        }
        headers.push(HeaderName::From, self.local.to_bytes());
        headers.push(HeaderName::To, self.remote.to_bytes());
        headers.push(HeaderName::CallId, self.id.call_id.as_bytes());
        headers.push(HeaderName::CSeq, CSeq::new(number, method).to_string());
        request
    }

    /// Request-URI and Route: loose routing keeps the target in the URI; a strict router at the head wants its own URI
    /// there and the target as the last Route.
    fn addressing(&self) -> (Uri, Vec<NameAddr>) {
        match self.route_set.split_first() {
            Some((first, rest)) if !is_loose(first) => {
                let mut routes = rest.to_vec();
                routes.push(NameAddr::new(self.remote_target.clone()));
                (first.uri().clone(), routes)
            }
            _ => (self.remote_target.clone(), self.route_set.clone()),
        }
    }
}

fn is_loose(route: &NameAddr) -> bool {
    route.uri().as_sip().is_some_and(|uri| uri.params().has("lr"))
}
