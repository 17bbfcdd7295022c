//! What the switch understands, and how it refuses the rest (RFC 3261 §8.2, §11.2).

use super::events::ALLOW_EVENTS;
use bytes::Bytes;
use sip_stack::message::{ContentDisposition, HeaderName, Method, Request, Response, StatusCode, Uri};

/// Methods the switch answers outside a call.
const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, REFER, REGISTER, SUBSCRIBE, PUBLISH";

/// Extensions the switch supports, for Supported (RFC 3261 §20.37).
const SUPPORTED: &[&str] = &[
    "path",
    "outbound",
    "gruu",
    "100rel",
    "timer",
    "replaces",
    "join",
    "tdialog",
    "eventlist",
];

/// The media type of session descriptions.
const SDP: &str = "application/sdp";

/// The encoding of bodies that are not encoded.
const PLAIN: &str = "identity";

/// The refusal of a request that asks for what the switch cannot do: scheme (416), hops (483),
/// required extensions (420), bodies (415). In the order of RFC 3261 §8.2 and §16.3.
#[must_use]
pub fn refuse(request: &Request) -> Option<Response> {
    // A service like `urn:service:sos` may have a number (RFC 5031), which a call's admission knows.
    if matches!(request.uri(), Uri::Other(uri) if uri.service().is_none()) {
        return Some(Response::for_request(request, StatusCode::UNSUPPORTED_URI_SCHEME));
    }
    let hops = request.headers().max_forwards();
    if matches!(hops, Ok(Some(0))) && *request.method() != Method::Options {
        return Some(Response::for_request(request, StatusCode::TOO_MANY_HOPS));
    }
    let unsupported = unsupported(request);
    if !unsupported.is_empty() {
        let mut response = Response::for_request(request, StatusCode::BAD_EXTENSION);
        response
            .headers_mut()
            .push(HeaderName::Unsupported, Bytes::from(unsupported.join(", ")));
        return Some(response);
    }
    foreign_body(request)
}

/// 415 to an INVITE whose body we cannot read, with what we can (§8.2.3). Other bodies are their services' business.
fn foreign_body(request: &Request) -> Option<Response> {
    if *request.method() != Method::Invite || request.body().is_empty() {
        return None;
    }
    let headers = request.headers();
    let refuse = |name, can: &'static str| {
        let mut response = Response::for_request(request, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        response
            .headers_mut()
            .push(name, Bytes::from_static(can.as_bytes()));
        Some(response)
    };
    let encodings = headers.tokens(HeaderName::ContentEncoding);
    if encodings
        .iter()
        .any(|encoding| !encoding.eq_ignore_ascii_case(PLAIN))
    {
        return refuse(HeaderName::AcceptEncoding, PLAIN);
    }
    // A body without a type is taken for what it must be.
    let named = headers.content_type();
    let media_type = named.as_deref().and_then(|named| named.split(';').next());
    let media_type = media_type.map_or(SDP, str::trim);
    let is_multipart = media_type
        .get(..10)
        .is_some_and(|kind| kind.eq_ignore_ascii_case("multipart/"));
    let is_read = is_multipart || media_type.eq_ignore_ascii_case(SDP);
    let disposition = headers.one::<ContentDisposition>().ok().flatten();
    let is_optional = disposition.is_some_and(|disposition| !disposition.is_required());
    if is_read || is_optional {
        return None;
    }
    refuse(HeaderName::Accept, SDP)
}

fn unsupported(request: &Request) -> Vec<String> {
    let required = request.headers().require();
    required
        .into_iter()
        .filter(|tag| !SUPPORTED.iter().any(|own| own.eq_ignore_ascii_case(tag)))
        .collect()
}

/// The answer to OPTIONS (§11.2).
#[must_use]
pub fn describe(request: &Request) -> Response {
    let mut response = Response::for_request(request, StatusCode::OK);
    let headers = response.headers_mut();
    headers.push(HeaderName::Allow, Bytes::from_static(ALLOW.as_bytes()));
    headers.push(
        HeaderName::AllowEvents,
        Bytes::from_static(ALLOW_EVENTS.as_bytes()),
    );
    headers.push(HeaderName::Accept, Bytes::from_static(b"application/sdp"));
    headers.push(HeaderName::Supported, Bytes::from(SUPPORTED.join(", ")));
    response
}

/// The answer to a method the switch knows nothing of (§8.2.1).
#[must_use]
pub fn not_allowed(request: &Request) -> Response {
    let mut response = Response::for_request(request, StatusCode::METHOD_NOT_ALLOWED);
    response
        .headers_mut()
        .push(HeaderName::Allow, Bytes::from_static(ALLOW.as_bytes()));
    response
}

/// The answer to a request for the switch itself that it does not serve: 489 to events (RFC 6665 §4.2.1.1), else 405.
// Interop: Linksys and Cisco SPA keep their way through a NAT open with NOTIFY and `Event: keep-alive` to the domain.
#[must_use]
pub fn not_served(request: &Request) -> Response {
    if !matches!(
        request.method(),
        Method::Notify | Method::Subscribe | Method::Publish
    ) {
        return not_allowed(request);
    }
    let mut response = Response::for_request(request, StatusCode::BAD_EVENT);
    response.headers_mut().push(
        HeaderName::AllowEvents,
        Bytes::from_static(ALLOW_EVENTS.as_bytes()),
    );
    response
}

#[cfg(test)]
mod tests {
    use sip_stack::message::{Body, Limits, Message};

    use super::*;

    fn request(method: &str, uri: &str, lines: &str) -> Request {
        let text = format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n\
             To: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 {method}\r\n{lines}Content-Length: 0\r\n\r\n"
        );
        match Message::parse(Bytes::from(text), &Limits::default()).unwrap() {
            Message::Request(request) => request,
            Message::Response(_) => panic!("not a request"),
        }
    }

    fn code(method: &str, uri: &str, lines: &str) -> Option<u16> {
        refuse(&request(method, uri, lines)).map(|response| response.status().code())
    }

    #[test]
    fn the_first_fault_in_the_order_of_the_rfc_is_told() {
        let (hops, odd) = ("Max-Forwards: 0\r\n", "Require: odd, 100rel\r\n");
        let all = format!("{hops}{odd}");
        assert_eq!(code("INVITE", "http://h", &all), Some(416));
        assert_eq!(code("INVITE", "sip:b@h", &all), Some(483));
        assert_eq!(
            code("OPTIONS", "sip:b@h", hops),
            None,
            "OPTIONS asks how far it came"
        );
        let refusal = refuse(&request("INVITE", "sip:b@h", odd)).unwrap();
        assert_eq!(refusal.status().code(), 420);
        assert_eq!(refusal.headers().unsupported(), ["odd"]);
    }

    #[test]
    fn a_body_that_nobody_reads_here_gets_415_with_what_is_read() {
        let of = |lines: &str| {
            let mut request = request("INVITE", "sip:b@h", lines);
            let named = request.headers().content_type().unwrap_or_default().into_owned();
            request.set_body(Some(Body::new(&named, "x")));
            if named.is_empty() {
                request.headers_mut().remove(HeaderName::ContentType);
            }
            refuse(&request)
        };
        for (lines, name, can) in [
            ("Content-Type: text/plain\r\n", HeaderName::Accept, SDP),
            ("Content-Type: application/sdpx\r\n", HeaderName::Accept, SDP),
            (
                "Content-Type: application/sdp\r\nContent-Encoding: gzip\r\n",
                HeaderName::AcceptEncoding,
                PLAIN,
            ),
        ] {
            let refusal = of(lines).unwrap_or_else(|| panic!("{lines} is refused"));
            assert_eq!(refusal.status().code(), 415, "{lines}");
            assert_eq!(refusal.headers().text(name).as_deref(), Some(can), "{lines}");
        }
        for lines in [
            "",
            "Content-Type: Application/SDP; charset=utf-8\r\n",
            "Content-Type: multipart/mixed; boundary=x\r\n",
            "Content-Type: application/sdp\r\nContent-Encoding: identity\r\n",
            "Content-Type: text/plain\r\nContent-Disposition: render;handling=optional\r\n",
        ] {
            assert!(of(lines).is_none(), "{lines}");
        }
        assert!(refuse(&request("INVITE", "sip:b@h", "Content-Type: text/plain\r\n")).is_none());
    }

    #[test]
    fn no_method_or_header_is_refused_for_being_unknown() {
        assert_eq!(
            code("FUTURE", "sip:b@h", "X-Future: yes\r\nRequire: TIMER\r\n"),
            None
        );
    }
}
