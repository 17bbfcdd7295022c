//! Every message of RFC 4475 and RFC 5118, graded by what its RFC says of it.
//!
//! The RFCs' texts are not part of the project; who has them in `TORTURE`, or beside the project, gets these tests
//! too. Their behaviours are carried as messages of our own in `torture.rs`.

use std::path::PathBuf;

use super::any_bytes::read_everything;
use super::samples::parse;
use crate::message::{Body, Message};

/// What the RFC says a parser does.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Grade {
    /// It is valid, or wrong only to those who use what is wrong in it.
    Accept,
    /// Answered with this status.
    Reject(u16),
    /// A response that is malformed: nobody can be told.
    Drop,
    /// Both are acceptable; ours is the one named.
    EitherAccept,
    /// Both are acceptable; ours is an answer of this status.
    EitherReject(u16),
}
use Grade::{Accept, Drop, EitherAccept, EitherReject, Reject};

const RFC_4475: [(&str, &str, Grade); 49] = [
    ("wsinv", "3.1.1.1", Accept),
    ("intmeth", "3.1.1.2", Accept),
    ("esc01", "3.1.1.3", Accept),
    ("escnull", "3.1.1.4", Accept),
    ("esc02", "3.1.1.5", Accept),
    ("lwsdisp", "3.1.1.6", Accept),
    ("longreq", "3.1.1.7", Accept),
    ("dblreq", "3.1.1.8", Accept),
    ("semiuri", "3.1.1.9", Accept),
    ("transports", "3.1.1.10", Accept),
    ("mpart01", "3.1.1.11", Accept),
    ("unreason", "3.1.1.12", Accept),
    ("noreason", "3.1.1.13", Accept),
    ("badinv01", "3.1.2.1", Reject(400)),
    ("clerr", "3.1.2.2", Reject(400)),
    ("ncl", "3.1.2.3", Reject(400)),
    ("scalar02", "3.1.2.4", Reject(400)),
    ("scalarlg", "3.1.2.5", Drop),
    ("quotbal", "3.1.2.6", Reject(400)),
    ("ltgtruri", "3.1.2.7", EitherReject(400)),
    ("lwsruri", "3.1.2.8", EitherReject(400)),
    ("lwsstart", "3.1.2.9", EitherReject(400)),
    ("trws", "3.1.2.10", EitherReject(400)),
    ("escruri", "3.1.2.11", EitherAccept),
    ("baddate", "3.1.2.12", EitherAccept),
    ("regbadct", "3.1.2.13", EitherAccept),
    ("badaspec", "3.1.2.14", EitherAccept),
    ("baddn", "3.1.2.15", EitherReject(400)),
    ("badvers", "3.1.2.16", Reject(505)),
    ("mismatch01", "3.1.2.17", Reject(400)),
    ("mismatch02", "3.1.2.18", Reject(501)),
    ("bigcode", "3.1.2.19", Drop),
    ("badbranch", "3.2.1", Accept),
    ("insuf", "3.3.1", Reject(400)),
    ("unkscm", "3.3.2", Accept),
    ("novelsc", "3.3.3", Accept),
    ("unksm2", "3.3.4", Accept),
    ("bext01", "3.3.5", Accept),
    ("invut", "3.3.6", Accept),
    ("regaut01", "3.3.7", Accept),
    ("multi01", "3.3.8", Reject(400)),
    ("mcl01", "3.3.9", Reject(400)),
    ("bcast", "3.3.10", Accept),
    ("zeromf", "3.3.11", Accept),
    ("cparam01", "3.3.12", Accept),
    ("cparam02", "3.3.13", Accept),
    ("regescrt", "3.3.14", Accept),
    ("sdp01", "3.3.15", Accept),
    ("inv2543", "3.4.1", Accept),
];

const RFC_5118: [(&str, &str, Grade); 12] = [
    ("ipv6-good", "4.1", Accept),
    ("ipv6-bad", "4.2", Reject(400)),
    ("port-ambiguous", "4.3", Accept),
    ("port-unambiguous", "4.4", Accept),
    ("via-received-param-with-delim", "4.5", EitherAccept),
    ("via-received-param-no-delim", "4.5", Accept),
    ("ipv6-in-sdp", "4.6", Accept),
    ("mult-ip-in-header", "4.7", Accept),
    ("mult-ip-in-sdp", "4.8", Accept),
    ("ipv4-mapped-ipv6", "4.9", Accept),
    ("ipv6-bug-abnf-3-colons", "4.10", EitherAccept),
    ("ipv6-correct-abnf-2-colons", "4.10", Accept),
];

fn folder() -> PathBuf {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/torture"));
    std::env::var_os("TORTURE").map_or_else(beside, PathBuf::from)
}

/// The message's bytes, if the RFC's messages are there.
fn message(rfc: &str, name: &str) -> Option<Vec<u8>> {
    std::fs::read(folder().join(rfc).join(name).with_extension("dat")).ok()
}

fn grade(name: &str, section: &str, bytes: &[u8], expected: Grade) {
    let place = format!("{name} (§{section})");
    match (parse(bytes), expected) {
        (Ok(read), Accept | EitherAccept) => {
            assert!(
                bytes.starts_with(&read.to_bytes()),
                "{place} is printed otherwise"
            );
            read_everything(&read);
        }
        (Ok(_), _) => panic!("{place} was read"),
        (Err(error), Drop) => assert!(error.answer.is_none(), "{place} was answered"),
        (Err(error), Reject(status) | EitherReject(status)) => {
            let answer = error
                .answer
                .unwrap_or_else(|| panic!("{place} was dropped: {}", error.kind));
            assert_eq!(answer.status().code(), status, "{place}: {}", error.kind);
        }
        (Err(error), Accept | EitherAccept) => panic!("{place} was refused: {}", error.kind),
    }
}

#[test]
fn the_messages_of_rfc_4475_get_their_grades() {
    for (name, section, expected) in RFC_4475 {
        if let Some(bytes) = message("rfc4475", name) {
            grade(name, section, &bytes, expected);
        }
    }
}

#[test]
fn the_messages_of_rfc_5118_get_their_grades() {
    for (name, section, expected) in RFC_5118 {
        if let Some(bytes) = message("rfc5118", name) {
            grade(name, section, &bytes, expected);
        }
    }
}

#[test]
fn every_message_that_is_there_is_graded() {
    for (rfc, graded) in [
        ("rfc4475", RFC_4475.map(|row| row.0).to_vec()),
        ("rfc5118", RFC_5118.map(|row| row.0).to_vec()),
    ] {
        for entry in std::fs::read_dir(folder().join(rfc))
            .into_iter()
            .flatten()
            .flatten()
        {
            let path = entry.path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            assert!(graded.contains(&&*name), "{rfc}/{name} has no grade");
        }
    }
}

/// What the valid messages mean, where their RFC says it.
#[test]
fn the_odd_but_valid_messages_mean_what_the_rfc_says() {
    let read = |name| message("rfc4475", name).map(|bytes| parse(bytes).unwrap());
    if let Some(tortuous) = read("wsinv") {
        let headers = tortuous.headers();
        assert_eq!(headers.vias().unwrap().len(), 3);
        assert_eq!(headers.cseq().unwrap().number, 9);
        assert_eq!(headers.max_forwards().unwrap(), Some(68));
        assert_eq!(headers.routes().unwrap().len(), 1);
        assert_eq!(headers.from().unwrap().display().unwrap(), "J Rosenberg \\\"");
    }
    if let Some(Message::Request(semicolon)) = read("semiuri") {
        assert_eq!(
            semicolon.uri().as_sip().unwrap().user(),
            Some("user;par=u%40example.net")
        );
    }
    if let Some(double) = read("dblreq") {
        assert_eq!(
            double
                .to_bytes()
                .windows(9)
                .filter(|part| part == b"REGISTER ")
                .count(),
            1
        );
    }
    if let Some(parts) = read("mpart01") {
        let body = Body::new(&parts.headers().content_type().unwrap(), parts.body().clone());
        let types: Vec<_> = body
            .parts()
            .unwrap()
            .map(|part| part.unwrap().content_type().unwrap().media_type().to_owned())
            .collect();
        assert_eq!(types, ["text/plain", "application/octet-stream"]);
    }
    if let Some(Message::Request(escaped)) = read("escruri") {
        let mut uri = escaped.uri().clone();
        uri.as_sip_mut().unwrap().clear_headers();
        assert_eq!(uri.to_string(), "sip:user@example.com");
    }
    if let Some(contact) = read("cparam01") {
        assert_eq!(
            contact
                .headers()
                .contact()
                .unwrap()
                .unwrap()
                .params()
                .iter()
                .count(),
            1
        );
    }
    if let Some(contact) = read("cparam02") {
        assert_eq!(
            contact
                .headers()
                .contact()
                .unwrap()
                .unwrap()
                .params()
                .iter()
                .count(),
            0
        );
    }
    if let Some(bad) = read("regbadct") {
        assert!(bad.headers().contacts().is_err(), "and the registrar answers 400");
    }
}
