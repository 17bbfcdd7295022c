//! Public GRUUs (RFC 5627 §5).

use super::*;
use crate::message::{NameAddr, Uri};
use crate::registrar::{gr_in, gr_of};

const INSTANCE: &str = "<urn:uuid:00000000-0000-1000-8000-000A95A0E128>";

fn device(more: &str) -> String {
    format!("Contact: <sip:a@h>;+sip.instance=\"{INSTANCE}\"\r\n{more}")
}

/// The public GRUU that a REGISTER with these lines is answered with.
fn given(call_id: &str, lines: &str) -> Option<String> {
    let request = request(call_id, 1, lines);
    let update = register(NOW, &request, flow(), &[], &POLICY).unwrap();
    let response = ok_response(&request, &flow(), &update.bindings, NOW);
    assert!(response.headers().require().is_empty(), "{lines}");
    let contact = response.headers().text(HeaderName::Contact).unwrap();
    let contact = NameAddr::parse(&Bytes::copy_from_slice(contact.as_bytes())).unwrap();
    contact.params().text("pub-gruu")
}

#[test]
fn a_device_gets_the_same_address_of_its_own_each_time() {
    let first = given("c1", &device("Supported: gruu\r\n")).unwrap();
    assert_eq!(first, format!("sip:101@office.example;gr={}", gr_of(INSTANCE)));
    assert_eq!(given("c2", &device("Supported: gruu\r\n")), Some(first.clone()));
    assert_eq!(
        given("c3", &device("Require: gruu\r\nSupported: gruu\r\n")),
        Some(first.clone())
    );
    let uri: Uri = first.parse().unwrap();
    assert_eq!(gr_in(&uri), Some(&*gr_of(INSTANCE)));
    assert!(!first.contains("000A95A0E128"), "{first}");
}

#[test]
fn who_did_not_ask_or_comes_through_a_proxy_gets_none() {
    for lines in [
        device(""),
        String::from("Contact: <sip:a@h>\r\nSupported: gruu\r\n"),
        device("Supported: gruu, path\r\nPath: <sip:p;lr>\r\n"),
    ] {
        assert_eq!(given("c1", &lines), None, "{lines}");
    }
}

#[test]
fn a_device_is_not_where_all_are_looked_for() {
    for contact in ["sip:101@office.example", "sip:101@office.example;gr=1", "tel:101"] {
        let lines = format!("Contact: <{contact}>;+sip.instance=\"{INSTANCE}\"\r\n");
        assert_eq!(code(try_register(&[], "c1", 1, &lines)), 403, "{contact}");
    }
}
