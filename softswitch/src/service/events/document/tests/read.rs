//! What is written here is what is read of others.

use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};
use sip_stack::message::Body;
use sip_stack::published::{Activity, PIDF, PublishedPresence};

use super::super::pidf::Presence;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_is_read_back(note in "[^\\p{C}]{0,60}", open in proptest::bool::ANY) {
        let words: Vec<&str> = note.split_whitespace().collect();
        let note = Some(words.join(" ")).filter(|note| !note.is_empty());
        let presence = Presence { open, activities: [Activity::Busy].into(), note: note.as_deref() };
        let read = PublishedPresence::read(&Body::new(PIDF, presence.write("sip:102@office.example")));
        prop_assert_eq!(read, Ok(PublishedPresence { open: Some(open), activities: [Activity::Busy].into(), note: note.clone() }));
    }
}
