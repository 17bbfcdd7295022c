use sip_stack::message::{Transport, Uri};

use super::*;

fn binding(contact: &str, expires_at: u64) -> Binding {
    let address = "192.0.2.1:5060".parse().unwrap();
    Binding {
        contact: Uri::parse(contact.as_bytes()).unwrap(),
        call_id: "call".into(),
        cseq: 1,
        q_thousandths: 1_000,
        expires_at_unix: expires_at,
        path: Vec::new(),
        flow: Flow {
            transport: Transport::Tcp,
            local: address,
            remote: address,
            connection: None,
        },
        user_agent: None,
        instance: None,
        reg_id: None,
    }
}

fn contacts(book: &Book) -> Vec<String> {
    book.find("101")
        .iter()
        .map(|binding| binding.contact.to_string())
        .collect()
}

#[test]
fn a_set_is_found_while_it_is_being_written() {
    let mut book = Book::default();
    book.begin("101", vec![binding("sip:a@h", 100)]);
    assert_eq!(contacts(&book), ["sip:a@h"]);
}

#[test]
fn a_failed_write_brings_the_committed_set_back() {
    let mut book = Book::load([(String::from("101"), binding("sip:a@h", 100))]);
    let set = vec![binding("sip:b@h", 100)];
    book.begin("101", set.clone());
    book.end("101", set, None);
    assert_eq!(contacts(&book), ["sip:a@h"]);
}

#[test]
fn a_failed_write_does_not_undo_a_newer_one_under_way() {
    let mut book = Book::default();
    let (old, new) = (
        vec![binding("sip:a@h", 100)],
        vec![binding("sip:a@h", 100), binding("sip:b@h", 100)],
    );
    book.begin("101", old.clone());
    book.begin("101", new.clone());
    book.end("101", old, None);
    assert_eq!(contacts(&book).len(), 2);
    book.end("101", new, Some(100));
    assert_eq!(contacts(&book).len(), 2);
}

#[test]
fn a_refresh_needs_no_write_for_as_long_as_the_disk_keeps_the_binding() {
    let mut book = Book::default();
    let set = vec![binding("sip:a@h", 60)];
    let kept = lease::end(&set[0], 0);
    book.begin("101", set.clone());
    assert!(!book.renew("101", &[binding("sip:a@h", 100)]), "not on disk yet");
    book.end("101", set, Some(kept));
    assert_eq!(kept, 240);
    let refreshed = Binding {
        cseq: 2,
        ..binding("sip:a@h", 240)
    };
    assert!(book.renew("101", std::slice::from_ref(&refreshed)));
    assert_eq!(book.find("101"), [refreshed]);
    assert!(
        !book.renew("101", &[binding("sip:a@h", 241)]),
        "beyond what the disk keeps"
    );
}

#[test]
fn whatever_else_a_refresh_changes_is_written() {
    let mut book = Book::load([(String::from("101"), binding("sip:a@h", 200))]);
    let same = binding("sip:a@h", 100);
    let mut moved = same.clone();
    moved.flow.remote.set_port(5_062);
    for other in [
        binding("sip:b@h", 100),
        moved,
        Binding {
            q_thousandths: 500,
            ..same.clone()
        },
        Binding {
            user_agent: Some("Other".into()),
            ..same.clone()
        },
    ] {
        assert!(!book.renew("101", &[other]));
    }
    assert!(!book.renew("101", &[]));
    assert!(!book.renew("101", &[same.clone(), binding("sip:b@h", 100)]));
    assert!(book.renew("101", &[same]));
}

#[test]
fn a_failed_write_brings_back_what_was_refreshed_before_it() {
    let mut book = Book::load([(String::from("101"), binding("sip:a@h", 200))]);
    let refreshed = vec![Binding {
        cseq: 9,
        ..binding("sip:a@h", 150)
    }];
    assert!(book.renew("101", &refreshed));
    book.begin("101", Vec::new());
    book.end("101", Vec::new(), None);
    assert_eq!(book.find("101"), refreshed);
    assert_eq!(book.bindings(), 1);
}

#[test]
fn the_disk_keeps_a_binding_of_an_hour_for_an_hour_more() {
    assert_eq!(lease::end(&binding("sip:a@h", 4_600), 1_000), 8_200);
}

#[test]
fn what_expires_is_struck_off_a_disk_that_keeps_it_longer() {
    let mut book = Book::default();
    let set = vec![binding("sip:a@h", 60), binding("sip:b@h", 90)];
    book.begin("101", set.clone());
    book.end("101", set.clone(), Some(240));
    assert_eq!(book.sweep(70), [(String::from("101"), vec![set[1].clone()])]);
    assert_eq!(book.sweep(100), [(String::from("101"), Vec::new())]);
    assert_eq!(book.bindings(), 0);
}

#[test]
fn a_closed_connection_is_forgotten_but_not_its_phone() {
    let mut open = binding("sip:a@h", 100);
    open.flow.connection = Some(sip_stack::flow::ConnectionId(7));
    let flow = open.flow;
    let mut book = Book::load([(String::from("101"), open)]);
    book.flow_closed(&flow);
    assert_eq!(book.find("101")[0].flow.connection, None);
}

#[test]
fn what_has_expired_is_forgotten_but_not_while_it_is_being_written() {
    let mut book = Book::load([
        (String::from("101"), binding("sip:a@h", 100)),
        (String::from("102"), binding("sip:b@h", 100)),
    ]);
    let renewed = vec![binding("sip:b@h", 300)];
    book.begin("102", renewed.clone());
    assert_eq!(book.sweep(200), []);
    assert!(book.find("101").is_empty());
    assert_eq!((book.entries.len(), book.bindings()), (1, 1));
    book.end("102", renewed, None);
    assert_eq!(book.sweep(200), []);
    assert!(book.entries.is_empty());
}
