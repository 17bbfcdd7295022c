//! Making a body of several parts.

use bytes::Bytes;
use memchr::memmem;

use super::BodyPart;
use crate::message::{Body, ContentType};

impl Body {
    /// A `multipart/…` body of that subtype, such as `mixed` or `related`; its boundary occurs in no part.
    pub fn multipart(subtype: &str, parts: &[BodyPart]) -> Self {
        let boundary = free_boundary(parts);
        let mut out = Vec::new();
        for part in parts {
            out.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
            part.headers.lines().for_each(|line| out.extend_from_slice(line));
            out.extend_from_slice(b"\r\n");
            out.extend_from_slice(&part.bytes);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let content_type =
            ContentType::new(&format!("multipart/{subtype}")).with_param("boundary", &boundary);
        Self::new(&content_type.to_string(), out)
    }
}

fn free_boundary(parts: &[BodyPart]) -> String {
    let occurs = |boundary: &str| {
        let finder = memmem::Finder::new(boundary);
        let in_line = |line: &Bytes| finder.find(line).is_some();
        (parts.iter()).any(|part| finder.find(&part.bytes).is_some() || part.headers.lines().any(in_line))
    };
    // Numbers of 20 digits: one of so many is always free.
    (0u64..)
        .map(|number| format!("part-{number:020}"))
        .find(|boundary| !occurs(boundary))
        .unwrap_or_default()
}
