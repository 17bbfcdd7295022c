//! The two requests that repeat an INVITE's addressing: ACK for a failure (RFC 3261 §17.1.1.3), CANCEL (§9.1).

use crate::message::{CSeq, HeaderName, Method, Request, Response};

/// The ACK for a 300–699 response: same branch, Request-URI and route as the INVITE, the response's To.
pub fn failure_ack(invite: &Request, response: &Response) -> Request {
    let mut ack = along(invite, Method::Ack);
    if let Some(to) = response.headers().first(HeaderName::To) {
        ack.headers_mut().set(HeaderName::To, to);
    }
    ack
}

/// The CANCEL for an INVITE that had a provisional response.
pub fn cancel(invite: &Request) -> Request {
    along(invite, Method::Cancel)
}

fn along(invite: &Request, method: Method) -> Request {
    let mut request = Request::new(method.clone(), invite.uri().clone());
    let headers = request.headers_mut();
    // Only the top Via: whoever is below in a forwarded INVITE has no part in this hop.
    if let Ok(via) = invite.headers().via() {
        headers.push_via(&via);
    }
    for name in [
        HeaderName::MaxForwards,
        HeaderName::Route,
        HeaderName::From,
        HeaderName::To,
        HeaderName::CallId,
    ] {
        headers.copy_from(invite.headers(), name);
    }
    if let Ok(cseq) = invite.headers().cseq() {
        headers.push(HeaderName::CSeq, CSeq::new(cseq.number, method).to_string());
    }
    request
}
