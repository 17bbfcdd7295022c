//! What is read: anything may come.

use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};
use sip_stack::events::Refusal;
use sip_stack::message::Body;

use super::super::message_summary::Mailbox;
use super::super::pidf::{Activity, Presence};
use super::super::pidf_read::Published;

fn pidf(text: &str) -> Result<Published, Refusal> {
    Published::read(&Body::new("application/pidf+xml", text.to_owned()))
}

fn summary(text: &str) -> Result<Mailbox, Refusal> {
    Mailbox::read(&Body::new("application/simple-message-summary", text.to_owned()))
}

#[test]
fn a_published_presence_is_read_whatever_else_it_holds() {
    let published = pidf(
        "<?xml version=\"1.0\"?><!-- hello --><p:presence xmlns:p=\"urn:ietf:params:xml:ns:pidf\" xmlns:r=\"x\">\
         <p:tuple id=\"1\"><p:status><p:basic> closed </p:basic><x:more>1</x:more></p:status></p:tuple>\
         <p:tuple id=\"2\"><p:status><p:basic>open</p:basic></p:status><p:note>At\n  lunch</p:note></p:tuple>\
         <d:person><r:activities><r:meal/><r:unheard-of/></r:activities></d:person></p:presence>",
    );
    assert_eq!(
        published,
        Ok(Published {
            open: Some(true),
            activities: [Activity::Meal].into(),
            note: Some(String::from("At lunch")),
        })
    );
}

#[test]
fn what_is_no_presence_is_refused() {
    let deep = "<presence>".to_owned() + &"<a>".repeat(40) + &"</a>".repeat(40) + "</presence>";
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aa\">]><presence>&a;</presence>";
    for text in [
        "",
        "x",
        "<presence>",
        "<other/>",
        "<presence></other>",
        &deep,
        bomb,
    ] {
        assert_eq!(pidf(text), Err(Refusal::Malformed), "{text}");
    }
    let long = "<presence>".to_owned() + &"<a/>".repeat(2_000) + "</presence>";
    assert_eq!(pidf(&long), Err(Refusal::TooLarge));
    let other = Published::read(&Body::new("text/plain", "<presence/>"));
    assert!(matches!(other, Err(Refusal::MediaType { .. })));
}

#[test]
fn counts_of_messages_are_read() {
    let mailbox = |new, old, new_urgent, old_urgent| {
        Ok(Mailbox {
            new,
            old,
            new_urgent,
            old_urgent,
        })
    };
    let table = [
        (
            "Messages-Waiting: yes\r\nVoice-Message: 2/8 (0/2)\r\n",
            mailbox(2, 8, 0, 2),
        ),
        (
            "messages-waiting: no\r\nvoice-message: 0/3\r\n",
            mailbox(0, 3, 0, 0),
        ),
        ("Messages-Waiting: yes\r\n", mailbox(1, 0, 0, 0)),
        (
            "Messages-Waiting: no\r\nFax-Message: 1/1\r\n",
            mailbox(0, 0, 0, 0),
        ),
        ("Voice-Message: 1/1\r\n", Err(Refusal::Malformed)),
        (
            "Messages-Waiting: yes\r\nVoice-Message: many\r\n",
            Err(Refusal::Malformed),
        ),
        (
            "Messages-Waiting: yes\r\nVoice-Message: 1/2 (3/\r\n",
            Err(Refusal::Malformed),
        ),
        ("", Err(Refusal::Malformed)),
    ];
    for (text, expected) in table {
        assert_eq!(summary(text), expected, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_upsets_a_reader(text in ".{0,200}") {
        let _ = pidf(&text);
        let _ = pidf(&format!("<presence>{text}</presence>"));
        let _ = summary(&text);
    }

    #[test]
    fn no_markup_upsets_a_reader(pieces in proptest::collection::vec(
        proptest::sample::select(vec!["<", ">", "</", "/>", "presence", "basic", "note", "open", "&", ";", "\"", "=", " ", "<!--", "]]>", "<![CDATA["]), 0..60,
    )) {
        let _ = pidf(&pieces.concat());
    }

    #[test]
    fn what_is_written_is_read_back(note in "[^\\p{C}]{0,60}", open in proptest::bool::ANY) {
        let words: Vec<&str> = note.split_whitespace().collect();
        let note = Some(words.join(" ")).filter(|note| !note.is_empty());
        let presence = Presence { open, activities: [Activity::Busy].into(), note: note.as_deref() };
        let read = Published::read(&Body::new("application/pidf+xml", presence.write("sip:102@office.example")));
        prop_assert_eq!(read, Ok(Published { open: Some(open), activities: [Activity::Busy].into(), note: note.clone() }));
    }

    #[test]
    fn counts_are_read_back(new in 0_u32..9_999, old in 0_u32..9_999) {
        let mailbox = Mailbox { new, old, new_urgent: 0, old_urgent: 1 };
        let body = Body::new("application/simple-message-summary", mailbox.write("sip:102@office.example"));
        prop_assert_eq!(Mailbox::read(&body), Ok(mailbox));
    }
}
