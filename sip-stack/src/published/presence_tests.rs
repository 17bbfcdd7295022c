//! What is read: anything may come.

use proptest::prelude::{ProptestConfig, proptest};

use super::*;

fn pidf(text: &str) -> Result<PublishedPresence, Refusal> {
    PublishedPresence::read(&Body::new(PIDF, text.to_owned()))
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
        Ok(PublishedPresence {
            open: Some(true),
            activities: [Activity::Meal].into(),
            note: Some(String::from("At lunch")),
        })
    );
}

#[test]
fn what_is_no_presence_is_refused() {
    let deep = "<presence>".to_owned() + &"<a>".repeat(40) + &"</a>".repeat(40) + "</presence>";
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;&a;\">]><presence>&b;</presence>";
    let outside = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><presence>&a;</presence>";
    for text in [
        "",
        "x",
        "<presence>",
        "<other/>",
        "<presence></other>",
        &deep,
        bomb,
        outside,
        "<presence><note>&a;</note></presence>",
        "<presence><note>&#x110000;</note></presence>",
    ] {
        assert_eq!(pidf(text), Err(Refusal::Malformed), "{text}");
    }
    let long = "<presence>".to_owned() + &"<a/>".repeat(2_000) + "</presence>";
    assert_eq!(pidf(&long), Err(Refusal::TooLarge));
    let other = PublishedPresence::read(&Body::new("text/plain", "<presence/>"));
    assert!(matches!(other, Err(Refusal::MediaType { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_upsets_the_reader(text in ".{0,200}") {
        let _ = pidf(&text);
        let _ = pidf(&format!("<presence>{text}</presence>"));
    }

    #[test]
    fn no_markup_upsets_the_reader(pieces in proptest::collection::vec(
        proptest::sample::select(vec!["<", ">", "</", "/>", "presence", "basic", "note", "open", "&", ";", "\"", "=", " ", "<!--", "]]>", "<![CDATA["]), 0..60,
    )) {
        let _ = pidf(&pieces.concat());
    }
}
