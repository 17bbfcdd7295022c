//! From bytes to a message, once (RFC 3261 §7).
//!
//! Read at once: the start line, the header names, and the headers without which nothing can be routed or
//! matched (Via, From, To, Call-ID, CSeq, Max-Forwards, Content-Length). All others wait until asked for.

use std::ops::Range;

use bytes::{Buf, Bytes};

use super::head::{Line, has_stray_line_end, leading_line_ends, line_at};
use super::header::Field;
use super::lexis::{is_space, trim};
use super::parse_error::Part;
use super::{
    HeaderName, Headers, Limits, Message, Method, ParseError, ParseErrorKind, Request, Response, StatusCode,
    Uri, answer,
};

/// Header lines a usual message has.
const USUAL_HEADERS: usize = 16;

const VERSION: &[u8] = b"SIP/2.0";

pub(super) fn parse(mut bytes: Bytes, limits: &Limits) -> Result<Message, ParseError> {
    let refuse = |kind| Err(ParseError { kind, answer: None });
    if bytes.len() > limits.message_bytes_max {
        return refuse(ParseErrorKind::TooLong {
            part: Part::Message,
            max: limits.message_bytes_max,
        });
    }
    bytes.advance(leading_line_ends(&bytes));
    if bytes.is_empty() {
        return refuse(ParseErrorKind::Empty);
    }
    let Some(start) = line_at(&bytes, 0, false) else {
        return refuse(ParseErrorKind::Unfinished);
    };
    let start_line = start_line(start.content(&bytes), &bytes);
    let mut headers = Headers::with_capacity(USUAL_HEADERS);
    let rest = read_rest(&bytes, &start, &mut headers, limits);
    match start_line {
        StartLine::Request {
            method,
            uri,
            version_ok,
        } => match finish_request(&method, uri, version_ok, rest, &mut headers) {
            Ok((uri, cut)) => {
                let parts = Received::cut(&bytes, start.whole, cut, headers);
                Ok(Message::Request(Request::received(method, uri, parts)))
            }
            Err(kind) => {
                let answer = answer::to_refused(&method, &headers, &kind).map(Box::new);
                Err(ParseError { kind, answer })
            }
        },
        StartLine::Response { status, reason } => match finish_response(status, rest, &mut headers) {
            Ok((status, cut)) => {
                let parts = Received::cut(&bytes, start.whole, cut, headers);
                Ok(Message::Response(Response::received(status, reason, parts)))
            }
            Err(kind) => refuse(kind),
        },
        StartLine::Neither => refuse(ParseErrorKind::StartLine),
    }
}

/// What requests and responses have in common when they arrive.
pub(super) struct Received {
    /// The start line with its line end.
    pub(super) line: Bytes,
    pub(super) headers: Headers,
    pub(super) body: Bytes,
    /// The whole message.
    pub(super) raw: Bytes,
}

/// Where the body starts and ends.
type BodyRange = Range<usize>;

impl Received {
    fn cut(bytes: &Bytes, line: Range<usize>, body: BodyRange, headers: Headers) -> Self {
        let raw = bytes.slice(..body.end);
        Self {
            line: bytes.slice(line),
            headers,
            body: bytes.slice(body),
            raw,
        }
    }
}

enum StartLine {
    Request {
        method: Method,
        uri: Result<Uri, ParseErrorKind>,
        version_ok: bool,
    },
    Response {
        status: Option<StatusCode>,
        reason: Bytes,
    },
    Neither,
}

fn start_line(content: &[u8], bytes: &Bytes) -> StartLine {
    if let Some(rest) = content.strip_prefix(b"SIP/") {
        return status_line(rest, bytes);
    }
    let Some(method_end) = content.iter().position(|byte| *byte == b' ') else {
        return StartLine::Neither;
    };
    let Some(method) = Method::parse(&content[..method_end]) else {
        return StartLine::Neither;
    };
    let uri_end = content
        .iter()
        .rposition(|byte| *byte == b' ')
        .unwrap_or(method_end);
    let version = &content[uri_end + 1..];
    let names_sip = version
        .get(..4)
        .is_some_and(|name| name.eq_ignore_ascii_case(b"SIP/"));
    if uri_end == method_end || !names_sip {
        // Enough was read to answer 400: white space after the version, a missing URI and the like.
        return StartLine::Request {
            method,
            uri: Err(ParseErrorKind::StartLine),
            version_ok: true,
        };
    }
    let uri = Uri::read(&bytes.slice_ref(&content[method_end + 1..uri_end]));
    let version_ok = version.eq_ignore_ascii_case(VERSION);
    StartLine::Request {
        method,
        uri: uri.map_err(ParseErrorKind::RequestUri),
        version_ok,
    }
}

fn status_line(after_slash: &[u8], bytes: &Bytes) -> StartLine {
    let Some(rest) = after_slash.strip_prefix(b"2.0 ") else {
        return StartLine::Neither;
    };
    let end = rest.iter().position(|byte| *byte == b' ').unwrap_or(rest.len());
    let status = (end == 3)
        .then(|| super::lexis::number(&rest[..end]))
        .flatten()
        .and_then(StatusCode::new);
    let reason = bytes.slice_ref(rest.get(end + 1..).unwrap_or_default());
    StartLine::Response { status, reason }
}

/// Fills `headers` and finds the body.
fn read_rest(
    bytes: &Bytes,
    start: &Line,
    headers: &mut Headers,
    limits: &Limits,
) -> Result<BodyRange, ParseErrorKind> {
    let too_long = |part, max| Err(ParseErrorKind::TooLong { part, max });
    let fault = read_headers(bytes, start.whole.end, headers, limits);
    if start.whole.len() > limits.start_line_bytes_max {
        return too_long(Part::StartLine, limits.start_line_bytes_max);
    }
    let body_start = fault?;
    let got = bytes.len() - body_start;
    let expected = headers.content_length()?.unwrap_or(got);
    if expected > limits.body_bytes_max {
        return too_long(Part::Body, limits.body_bytes_max);
    }
    if expected > got {
        return Err(ParseErrorKind::BodyCut { expected, got });
    }
    Ok(body_start..body_start + expected)
}

/// Reads lines up to the empty one. A malformed line does not stop the reading, so that an answer can be made.
pub(super) fn read_headers(
    bytes: &Bytes,
    from: usize,
    headers: &mut Headers,
    limits: &Limits,
) -> Result<usize, ParseErrorKind> {
    let mut at = from;
    let mut count = 0;
    let mut fault = None;
    loop {
        let line = line_at(bytes, at, true).ok_or(ParseErrorKind::Unfinished)?;
        at = line.whole.end;
        if at > limits.head_bytes_max {
            return Err(ParseErrorKind::TooLong {
                part: Part::Head,
                max: limits.head_bytes_max,
            });
        }
        if line.is_empty() {
            return fault.map_or(Ok(at), Err);
        }
        count += 1;
        if count > limits.headers_max {
            return Err(ParseErrorKind::TooManyHeaders {
                max: limits.headers_max,
            });
        }
        if line.whole.len() > limits.header_bytes_max {
            fault.get_or_insert(ParseErrorKind::TooLong {
                part: Part::Header,
                max: limits.header_bytes_max,
            });
            continue;
        }
        match read_field(bytes, &line) {
            Some(field) => headers.add(field),
            None => drop(fault.get_or_insert(ParseErrorKind::HeaderLine { line: count })),
        }
    }
}

fn read_field(bytes: &Bytes, line: &Line) -> Option<Field> {
    let content = line.content(bytes);
    if has_stray_line_end(content) {
        return None;
    }
    let colon = memchr::memchr(b':', content)?;
    let name_end = content[..colon].iter().rposition(|byte| !is_space(*byte))? + 1;
    let name = HeaderName::read(&bytes.slice_ref(&content[..name_end]))?;
    let value = trim(&content[colon + 1..]);
    let value_start = value.as_ptr() as usize - content.as_ptr() as usize;
    let value_end = value_start + value.len();
    Some(Field::received(
        name,
        bytes.slice(line.whole.clone()),
        value_start,
        value_end,
    ))
}

fn finish_request(
    method: &Method,
    uri: Result<Uri, ParseErrorKind>,
    version_ok: bool,
    rest: Result<BodyRange, ParseErrorKind>,
    headers: &mut Headers,
) -> Result<(Uri, BodyRange), ParseErrorKind> {
    if !version_ok {
        return Err(ParseErrorKind::Version);
    }
    let uri = uri?;
    let body = rest?;
    let cseq = check_common(headers)?;
    headers.max_forwards()?;
    if cseq != *method {
        return Err(ParseErrorKind::MethodMismatch {
            cseq,
            line: method.clone(),
        });
    }
    Ok((uri, body))
}

fn finish_response(
    status: Option<StatusCode>,
    rest: Result<BodyRange, ParseErrorKind>,
    headers: &mut Headers,
) -> Result<(StatusCode, BodyRange), ParseErrorKind> {
    let body = rest?;
    let status = status.ok_or(ParseErrorKind::StatusCode)?;
    check_common(headers)?;
    Ok((status, body))
}

/// Checks what every message must have (§8.1.1, §8.2.6.2) and returns the CSeq's method.
fn check_common(headers: &mut Headers) -> Result<Method, ParseErrorKind> {
    headers.check_vias()?;
    headers.check_addresses()?;
    headers.call_id()?;
    Ok(headers.cseq()?.method)
}
