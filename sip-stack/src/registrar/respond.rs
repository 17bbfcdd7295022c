//! The answers of a registrar (RFC 3261 §10.3 step 8, RFC 3327 §5.3, RFC 3608, RFC 5627 §5.2).

use super::{Binding, Cause, Rejection, gruu, outbound};
use crate::flow::Flow;
use crate::message::{Date, HeaderName, NameAddr, Request, Response, SipUri, StatusCode, Uri};

/// A 200 that lists all bindings with the seconds they have left; Path is echoed. `flow` is the way the request came.
pub fn ok_response(request: &Request, flow: &Flow, bindings: &[Binding], now_unix: u64) -> Response {
    let mut response = Response::for_request(request, StatusCode::OK);
    let headers = response.headers_mut();
    for binding in bindings.iter().filter(|binding| binding.is_live(now_unix)) {
        headers.push(
            HeaderName::Contact,
            contact(request, binding, now_unix).to_bytes(),
        );
    }
    headers.copy_from(request.headers(), HeaderName::Path);
    headers.push(HeaderName::Date, Date(now_unix).to_string());
    outbound::confirm(request, flow, bindings, &mut response);
    response
}

/// Tells a phone that comes through a proxy by which address of ours that one reaches us (RFC 3608 §6.3): it preloads it
/// as a route, and the proxy need not find our domain. Who comes to us directly knows the way.
pub fn add_service_route(request: &Request, own: SipUri, response: &mut Response) {
    if request.headers().has(HeaderName::Path) {
        let route = NameAddr::new(Uri::Sip(own.with_flag("lr")));
        response
            .headers_mut()
            .push(HeaderName::ServiceRoute, route.to_bytes());
    }
}

/// The refusal, with Min-Expires or Unsupported where the status asks for it.
pub fn rejection_response(request: &Request, rejection: &Rejection) -> Response {
    let mut response = Response::for_request(request, rejection.status);
    match &rejection.cause {
        Cause::TooBrief { min_expires_s } => {
            response
                .headers_mut()
                .push(HeaderName::MinExpires, min_expires_s.to_string());
        }
        Cause::Extension { unsupported } => {
            response
                .headers_mut()
                .push(HeaderName::Unsupported, unsupported.join(", "));
        }
        Cause::Header(_)
        | Cause::Star
        | Cause::OutOfOrder
        | Cause::Circle
        | Cause::TooManyContacts { .. }
        | Cause::TooMuch
        | Cause::FirstHop
        | Cause::ManyFlows => {}
    }
    response
}

fn contact(request: &Request, binding: &Binding, now_unix: u64) -> NameAddr {
    let mut contact = NameAddr::new(binding.contact.clone());
    let params = contact.params_mut();
    params.set(
        "expires",
        &binding.expires_at_unix.saturating_sub(now_unix).to_string(),
    );
    if binding.q_thousandths < 1000 {
        params.set("q", &format!("0.{:03}", binding.q_thousandths));
    }
    if let Some(instance) = &binding.instance {
        params.set("+sip.instance", instance);
    }
    if let Some(gruu) = gruu::public(request, binding) {
        params.set_quoted("pub-gruu", &gruu.to_string());
    }
    if let Some(reg_id) = binding.reg_id {
        params.set("reg-id", &reg_id.to_string());
    }
    contact
}
