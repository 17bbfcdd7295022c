//! What is published about people: refused, or read within bounds.

use bytes::Bytes;
use sip_stack::message::Body;
use sip_stack::published::{MESSAGE_SUMMARY, Mailbox, PIDF, PublishedPresence};

/// Characters of a note at most.
const NOTE_CHARS_MAX: usize = 140;

/// A presence document.
pub fn presence(bytes: &[u8]) {
    if let Ok(read) = PublishedPresence::read(&Body::new(PIDF, Bytes::copy_from_slice(bytes))) {
        let note = read.note.unwrap_or_default();
        assert!(note.chars().count() <= NOTE_CHARS_MAX, "a long note");
        assert!(!note.contains(['\r', '\n']), "a note of two lines");
    }
}

/// A message summary; what is read is read again from what we write of it.
pub fn message_summary(bytes: &[u8]) {
    let summary = |bytes: Bytes| Mailbox::read(&Body::new(MESSAGE_SUMMARY, bytes));
    if let Ok(read) = summary(Bytes::copy_from_slice(bytes)) {
        let again = summary(read.write("sip:102@office.example"));
        assert_eq!(again.ok(), Some(read), "what was read");
    }
}
