//! What is written.

use quick_xml::Reader;
use quick_xml::events::Event;
use sip_stack::message::Body;
use sip_stack::published::Activity;

use super::super::dialog_info::{DialogInfo, Shown};
use super::super::list::{ListPart, resource_list};
use super::super::pidf::Presence;
use super::super::reginfo::{ContactEvent, RegContact, RegInfo};
use crate::call::{LampDialog, LampState, Role};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Whether a document is well-formed to its end.
fn is_xml(document: &str) -> bool {
    let mut reader = Reader::from_str(document);
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

fn info(calls: Vec<Shown<'_>>) -> DialogInfo<'_> {
    DialogInfo {
        entity: "sip:102@office.example",
        version: 3,
        calls,
        idle_id: "7-1",
        closed: false,
    }
}

#[test]
fn a_lamp_that_is_off_still_names_a_dialog() {
    assert_eq!(
        text(&info(Vec::new()).write(1_000)),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"3\" state=\"full\" \
         entity=\"sip:102@office.example\"><dialog id=\"7-1\"><state>terminated</state></dialog></dialog-info>"
    );
}

#[test]
fn a_ringing_lamp_names_the_dialog_and_who_calls() {
    let dialog = LampDialog {
        call_id: "abc".into(),
        local_tag: "phone".into(),
        remote_tag: "switch".into(),
    };
    let call = Shown {
        id: String::from("8-1"),
        state: LampState::Ringing,
        role: Role::Callee,
        remote: Some((String::from("sip:101@office.example"), Some("Alice <&> \"Bob\""))),
        dialog: Some(&dialog),
    };
    let document = text(&info(vec![call]).write(1_000));
    let expected = "<dialog id=\"8-1\" call-id=\"abc\" local-tag=\"phone\" remote-tag=\"switch\" direction=\"recipient\">\
         <state>early</state><remote><identity display=\"Alice &lt;&amp;&gt; &quot;Bob&quot;\">sip:101@office.example</identity>\
         <target uri=\"sip:101@office.example\"/></remote>";
    assert!(document.contains(expected), "{document}");
    assert!(is_xml(&document));
}

#[test]
fn a_body_for_udp_leaves_out_calls_and_then_names() {
    let call = |n: u32| Shown {
        id: n.to_string(),
        state: LampState::Talking,
        role: Role::Caller,
        remote: Some((String::from("sip:101@office.example"), None)),
        dialog: None,
    };
    let many = info((0..6).map(call).collect());
    let wide = text(&many.write(100_000));
    assert_eq!(wide.matches("<dialog ").count(), 6);
    let narrow = many.write(750);
    assert!(narrow.len() <= 750);
    assert!(
        text(&narrow).contains("<dialog id=\"0\""),
        "the most important stays"
    );
    let least = text(&many.write(10));
    assert!(
        !least.contains("<remote>") && least.contains("confirmed"),
        "{least}"
    );
}

#[test]
fn presence_says_open_what_is_done_and_a_note() {
    let presence = Presence {
        open: true,
        activities: [Activity::OnThePhone].into(),
        note: None,
    };
    let document = text(&presence.write("sip:102@office.example"));
    let expected = "<tuple id=\"phone\"><status><basic>open</basic></status><contact>sip:102@office.example</contact>\
         <note>On the phone</note></tuple><dm:person id=\"person\"><rpid:activities><rpid:on-the-phone/></rpid:activities>\
         </dm:person></presence>";
    assert!(document.ends_with(expected), "{document}");
}

#[test]
fn registrations_name_each_contact_and_what_became_of_it() {
    let contact = |id, event| RegContact {
        id,
        uri: "sip:102@192.0.2.7:5060",
        event,
        expires_s: 60,
        gr: Some("8ab3"),
    };
    let info = RegInfo {
        aor: "sip:102@office.example",
        version: 0,
        full: true,
        active: true,
        contacts: vec![
            contact(1, ContactEvent::Registered),
            contact(2, ContactEvent::Expired),
        ],
    };
    let document = text(&info.write());
    let expected = "<contact id=\"c1\" state=\"active\" event=\"registered\" expires=\"60\"><uri>sip:102@192.0.2.7:5060</uri>\
         <gr:pub-gruu uri=\"sip:102@office.example;gr=8ab3\"/></contact><contact id=\"c2\" state=\"terminated\" event=\"expired\"><uri>sip:102@192.0.2.7:5060</uri></contact>";
    assert!(document.contains(expected), "{document}");
}

#[test]
fn a_list_has_its_own_document_first_and_a_part_for_each_member() {
    let part = ListPart {
        uri: String::from("sip:102@office.example"),
        name: String::from("Bob & Co"),
        id: String::from("102"),
        body: Body::new("application/pidf+xml", "<presence/>"),
    };
    let body = resource_list("sip:reception@office.example", 4, true, &[part]);
    assert!(body.is("multipart/related"));
    let document = text(&body.bytes);
    let parts: Vec<_> = document.split("--softswitch-list-part").collect();
    assert_eq!(parts.len(), 4, "before, two parts, after");
    assert!(parts[1].contains("<name>Bob &amp; Co</name>"), "{document}");
    assert!(parts[1].contains("cid=\"102@list.invalid\""));
    assert!(parts[2].ends_with("\r\n\r\n<presence/>\r\n"));
    assert!(parts[3].starts_with("--"));
}
