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
    book.end("101", set, false);
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
    book.end("101", old, false);
    assert_eq!(contacts(&book).len(), 2);
    book.end("101", new, true);
    assert_eq!(contacts(&book).len(), 2);
}

#[test]
fn only_bindings_that_have_not_expired_are_live() {
    let book = Book::load([
        (String::from("101"), binding("sip:a@h", 100)),
        (String::from("102"), binding("sip:b@h", 300)),
    ]);
    assert_eq!(book.live(200), 1);
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
    book.sweep(200);
    assert!(book.find("101").is_empty());
    assert_eq!((book.entries.len(), book.live(200)), (1, 1));
    book.end("102", renewed, false);
    book.sweep(200);
    assert!(book.entries.is_empty());
}
