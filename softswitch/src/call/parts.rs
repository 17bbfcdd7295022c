//! What an INVITE says beside its session: a part of its body crosses together with the header that points to it by its
//! Content-ID, such as the location that Geolocation names (RFC 6442 §4.1, RFC 5621 §9).

use bytes::Bytes;
use memchr::memmem;
use sip_stack::message::{Body, BodyPart, HeaderName, Headers, Request};

/// Parts of one INVITE that are kept.
const PARTS_MAX: usize = 8;

/// Bytes of all of them.
const PARTS_BYTES_MAX: usize = 16_384;

/// The name of a part (RFC 2045 §7).
const CONTENT_ID: &[u8] = b"Content-ID";

/// The subtype of a body whose parts stand beside each other.
const MIXED: &str = "mixed";

/// The parts of a caller's INVITE that headers may point to.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    /// With how a header points to it, as in `<cid:place@office.example>`.
    named: Vec<(Box<str>, BodyPart)>,
}

impl Parts {
    /// What exceeds the limits is left out from the end.
    pub(super) fn of(request: &Request) -> Self {
        let body = request.body_part();
        let parts = body.and_then(|body| body.parts().ok()).into_iter().flatten();
        let mut room = PARTS_BYTES_MAX;
        let named = parts
            .map_while(Result::ok)
            .filter_map(|part| Some((pointer(&part.headers)?, part)))
            .take(PARTS_MAX)
            .take_while(|(_, part)| {
                let fits = part.bytes.len() <= room;
                room = room.saturating_sub(part.bytes.len());
                fits
            });
        Self {
            named: named.collect(),
        }
    }

    /// The session with the parts that these headers point to.
    pub(super) fn beside(&self, session: Body, headers: &[(HeaderName, Bytes)]) -> Body {
        let is_meant = |pointer: &str| {
            let finder = memmem::Finder::new(pointer.as_bytes());
            headers.iter().any(|(_, value)| finder.find(value).is_some())
        };
        let meant = self.named.iter().filter(|(pointer, _)| is_meant(pointer));
        let mut parts: Vec<BodyPart> = meant.map(|(_, part)| part.clone()).collect();
        if parts.is_empty() {
            return session;
        }
        parts.insert(0, part_of(session));
        Body::multipart(MIXED, &parts)
    }
}

/// How a header points to a part (RFC 2392).
fn pointer(headers: &Headers) -> Option<Box<str>> {
    let id = headers.first(HeaderName::parse(CONTENT_ID)?)?;
    let id = std::str::from_utf8(id).ok()?.trim();
    let id = id.strip_prefix('<')?.strip_suffix('>')?;
    (!id.is_empty()).then(|| format!("<cid:{id}>").into())
}

fn part_of(body: Body) -> BodyPart {
    let mut headers = Headers::new();
    let content_type = Bytes::copy_from_slice(body.content_type.as_bytes());
    headers.push(HeaderName::ContentType, content_type);
    BodyPart {
        headers,
        bytes: body.bytes,
    }
}
