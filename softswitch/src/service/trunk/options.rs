//! The OPTIONS that a server is probed with (RFC 3261 §11.1).

use sip_stack::flow::Target;
use sip_stack::message::{CSeq, HeaderName, Method, NameAddr, Request, SipUri, Uri};
use sip_stack::tokens::Tokens;

use super::caller;
use super::state::House;
use crate::call::{WayId, host};

/// The request, and where it goes. `None`: the server is not to be reached from here.
pub(super) fn compose(house: &House, way: WayId, tokens: &mut Tokens) -> Option<(Request, Target)> {
    let trunk = house.trunks.get(way.trunk)?;
    let flow = house.local.flow(way.transport, way.remote)?;
    let target = house.local.target(way.transport, way.remote, &trunk.domain)?;
    let server = Uri::Sip(SipUri::new(None, host(&trunk.domain)));
    let own = house.local.contact(&flow, None, trunk.advertise.as_deref());
    let from = NameAddr::new(caller::uri(trunk, "ping")).with_tag(&tokens.tag());
    let mut request = Request::new(Method::Options, server.clone());
    let headers = request.headers_mut();
    headers.push(HeaderName::MaxForwards, "70");
    headers.push(HeaderName::From, from.to_bytes());
    headers.push(HeaderName::To, NameAddr::new(server).to_bytes());
    headers.push(HeaderName::CallId, &*tokens.call_id());
    headers.push(HeaderName::CSeq, CSeq::new(1, Method::Options).to_string());
    headers.push(HeaderName::Contact, NameAddr::new(own).to_bytes());
    headers.push(HeaderName::Accept, "application/sdp");
    Some((request, target))
}
