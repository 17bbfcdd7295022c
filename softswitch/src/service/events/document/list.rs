//! The states of a list's members in one body (RFC 4662 §5).

use bytes::Bytes;
use sip_stack::message::Body;

use super::xml::Xml;

/// Between the parts: no document of ours holds it.
const BOUNDARY: &str = "softswitch-list-part";

/// One member of a list.
#[derive(Debug)]
pub(in super::super) struct ListPart {
    /// The member's address of record.
    pub(in super::super) uri: String,
    pub(in super::super) name: String,
    /// The name of the part, unique within the body.
    pub(in super::super) id: String,
    pub(in super::super) body: Body,
}

/// The body for a list: its RLMI document, then one part a member. `full`: all members are in it.
pub(in super::super) fn resource_list(list: &str, version: u32, full: bool, parts: &[ListPart]) -> Body {
    let mut xml = Xml::new();
    let version = version.to_string();
    let full = if full { "true" } else { "false" };
    xml.open(
        "list",
        &[
            ("xmlns", "urn:ietf:params:xml:ns:rlmi"),
            ("uri", list),
            ("version", &version),
            ("fullState", full),
        ],
    );
    for part in parts {
        xml.open("resource", &[("uri", &part.uri)]);
        xml.leaf("name", &[], &part.name);
        xml.empty(
            "instance",
            &[("id", "1"), ("state", "active"), ("cid", &cid(&part.id))],
        );
        xml.close("resource");
    }
    xml.close("list");
    let mut bytes = Vec::new();
    write_part(
        &mut bytes,
        "application/rlmi+xml;charset=\"UTF-8\"",
        &cid("list"),
        &xml.finish(),
    );
    for part in parts {
        write_part(
            &mut bytes,
            &part.body.content_type,
            &cid(&part.id),
            &part.body.bytes,
        );
    }
    bytes.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let content_type = format!(
        "multipart/related;type=\"application/rlmi+xml\";start=\"<{}>\";boundary=\"{BOUNDARY}\"",
        cid("list")
    );
    Body::new(&content_type, bytes)
}

fn write_part(out: &mut Vec<u8>, content_type: &str, cid: &str, body: &Bytes) {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{cid}>\r\nContent-Type: {content_type}\r\n\r\n"
    );
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(body);
    out.extend_from_slice(b"\r\n");
}

fn cid(id: &str) -> String {
    format!("{id}@list.invalid")
}
