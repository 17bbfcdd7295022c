//! A phone that sleeps, woken by a push service (RFC 8599 §4).

use super::*;
use crate::message::PushParams;

#[test]
fn the_push_parameters_of_a_contact_are_kept_and_told_and_go_with_a_refresh() {
    let contact = "<sip:101@10.0.0.7;pn-provider=fcm;pn-param=office;pn-prid=abc%3D1>";
    let lines = format!("Contact: {contact};expires=300\r\n");
    let first = try_register(&[], "c1", 1, &lines).unwrap().bindings;
    let again = try_register(&first, "c1", 2, &lines).unwrap();
    assert_eq!((again.refreshed, again.bindings.len()), (1, 1));
    let uri = again.bindings[0].contact.as_sip().unwrap();
    let push = PushParams::of(uri).unwrap();
    assert_eq!(
        (&*push.provider, push.param.as_deref(), &*push.resource_id),
        ("fcm", Some("office"), "abc%3D1")
    );
    let request = request("c1", 2, &lines);
    let response = ok_response(&request, &flow(), &again.bindings, NOW);
    let told = response.headers().text(HeaderName::Contact).unwrap();
    assert!(told.starts_with(contact), "{told}");
}
