//! The copy that is sent to a target (RFC 3261 §16.6 steps 1–6 and 9; the Via of step 8 is the endpoint's).

use crate::message::{HeaderName, NameAddr, Request, Uri};
use crate::proxy::RecordRoute;
use crate::proxy::routes::put_routes;

/// Hops that a request may still make if it does not say (step 3).
const MAX_FORWARDS: u8 = 70;

/// Makes the copy: body, foreign headers and their order stay as they came.
pub fn forward(
    request: &Request,
    uri: Option<&Uri>,
    routes: &[NameAddr],
    record_route: Option<&RecordRoute>,
) -> Request {
    let mut copy = request.clone();
    if let Some(uri) = uri {
        let mut uri = uri.clone();
        if let Some(sip) = uri.as_sip_mut() {
            // What a Contact may have and a Request-URI may not (§19.1.1 table 1).
            sip.clear_headers();
            sip.params_mut().remove("method");
        }
        copy.set_uri(uri);
    }
    let hops = request.headers().max_forwards().ok().flatten();
    let left = hops.map_or(MAX_FORWARDS, |hops| hops.saturating_sub(1));
    copy.headers_mut().set(HeaderName::MaxForwards, left.to_string());
    if let Some(record_route) = record_route {
        for entry in record_route.entries().iter().rev() {
            copy.headers_mut()
                .push_front(HeaderName::RecordRoute, entry.to_bytes());
        }
    }
    route(&mut copy, routes);
    if !copy.headers().has(HeaderName::ContentLength) {
        let length = copy.body().len().to_string();
        copy.headers_mut().push(HeaderName::ContentLength, length);
    }
    copy
}

/// Adds the path's routes on top, and dresses the request for a strict router that comes first (step 6).
fn route(copy: &mut Request, path: &[NameAddr]) {
    let Ok(own) = copy.headers().routes() else { return };
    let mut routes: Vec<NameAddr> = path.to_vec();
    routes.extend(own);
    let strict = |route: &NameAddr| route.uri().as_sip().is_some_and(|uri| !uri.params().has("lr"));
    let is_strict = routes.first().is_some_and(strict);
    if is_strict {
        let first = routes.remove(0);
        routes.push(NameAddr::new(copy.uri().clone()));
        copy.set_uri(first.uri().clone());
    }
    if is_strict || !path.is_empty() {
        put_routes(copy, &routes);
    }
}
