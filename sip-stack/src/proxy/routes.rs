//! What was routed to us is taken off before the target is looked for (RFC 3261 §16.4).

use crate::flow::Flow;
use crate::message::{HeaderName, NameAddr, Request, SipUri, Uri};
use crate::proxy::{FlowKey, Ours};

/// Own routes taken off at once: two for a double Record-Route, and some for phones that preload us.
const OWN_ROUTES_MAX: usize = 8;

/// What taking our routes off brought to light.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Unrouted {
    /// A route of ours was on top: somebody chose the way through us.
    pub through_us: bool,
    /// The flow that our last route names: the way to the next hop, whatever address stands in the request.
    pub flow: Option<Flow>,
}

/// Repairs what a strict router did, resolves an own `maddr`, and removes our routes from the top.
pub fn unroute(request: &mut Request, came: &Flow, ours: &Ours, key: &FlowKey) -> Unrouted {
    let Ok(mut routes) = request.headers().routes() else {
        return Unrouted::default();
    };
    let count = routes.len();
    let mut found = Unrouted::default();
    // A strict router put our Record-Route into the Request-URI and the target last.
    if let Some(own) = request
        .uri()
        .as_sip()
        .filter(|uri| is_recorded(uri, came, ours, key))
        && let Some(target) = routes.last().cloned()
    {
        found = Unrouted {
            through_us: true,
            flow: key.read(own),
        };
        request.set_uri(target.uri().clone());
        routes.pop();
    }
    own_maddr(request, came, ours);
    let own = routes
        .iter()
        .take(OWN_ROUTES_MAX)
        .take_while(|route| is_own(route, came, ours, key));
    let own = own.count();
    for route in routes.drain(..own) {
        let flow = route.uri().as_sip().and_then(|uri| key.read(uri));
        found = Unrouted {
            through_us: true,
            flow,
        };
    }
    if routes.len() != count {
        put_routes(request, &routes);
    }
    found
}

/// Replaces all Route lines; the order is kept.
pub(super) fn put_routes(request: &mut Request, routes: &[NameAddr]) {
    let headers = request.headers_mut();
    if routes.is_empty() {
        return headers.remove(HeaderName::Route);
    }
    let values: Vec<_> = routes.iter().map(NameAddr::to_bytes).collect();
    headers.set(HeaderName::Route, values.join(b", ".as_slice()));
}

fn is_own(route: &NameAddr, came: &Flow, ours: &Ours, key: &FlowKey) -> bool {
    route
        .uri()
        .as_sip()
        .is_some_and(|uri| key.read(uri).is_some() || ours.is(uri, came))
}

/// Only what we put into Record-Route has `lr` and no user but a flow.
fn is_recorded(uri: &SipUri, came: &Flow, ours: &Ours, key: &FlowKey) -> bool {
    uri.params().has("lr") && (key.read(uri).is_some() || (uri.user().is_none() && ours.is(uri, came)))
}

fn own_maddr(request: &mut Request, came: &Flow, ours: &Ours) {
    let Some(uri) = request.uri().as_sip() else { return };
    let Some(maddr) = uri
        .params()
        .get("maddr")
        .and_then(|maddr| crate::message::HostPort::parse(maddr.as_bytes()).ok())
    else {
        return;
    };
    let mut meant = SipUri::new(None, maddr.host);
    if let Some(port) = uri.port() {
        meant = meant.with_port(port);
    }
    if !ours.is(&meant, came) {
        return;
    }
    let mut uri = uri.clone();
    uri.params_mut().remove("maddr");
    uri.params_mut().remove("transport");
    let bare = crate::message::HostPort {
        host: uri.host().clone(),
        port: None,
    };
    uri.set_host_port(bare);
    request.set_uri(Uri::Sip(uri));
}
