//! Flows of one device (RFC 5626 §6, §7).

use super::*;
use crate::flow::ConnectionId;
use crate::registrar::flows_of_each;

fn device(reg_id: u32, more: &str) -> String {
    format!(
        "Supported: path, outbound\r\nContact: <sip:a@h>;+sip.instance=\"<urn:uuid:1>\";reg-id={reg_id}{more}\r\n"
    )
}

fn through(proxy: &str, lines: &str) -> Result<Update, Rejection> {
    let text = format!("Via: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKp\r\n{proxy}{lines}");
    try_register(&[], "c1", 1, &text)
}

#[test]
fn a_flow_is_confirmed_with_its_timer() {
    for (transport, timer) in [(Transport::Udp, "29"), (Transport::Tls, "120")] {
        let request = request("c1", 1, &device(1, ""));
        let came = Flow { transport, ..flow() };
        let update = register(NOW, &request, came, &[], &POLICY).unwrap();
        let response = ok_response(&request, &came, &update.bindings, NOW);
        let headers = response.headers();
        assert_eq!(headers.require(), ["outbound"]);
        assert_eq!(headers.text(HeaderName::FlowTimer).as_deref(), Some(timer));
        let contact = headers.text(HeaderName::Contact).unwrap();
        assert!(contact.contains(";reg-id=1"), "{contact}");
    }
}

#[test]
fn without_the_option_tag_or_a_flow_nothing_is_required_of_the_phone() {
    for lines in [
        device(1, "").replace("Supported: path, outbound\r\n", ""),
        String::from("Supported: outbound\r\nContact: <sip:a@h>\r\n"),
        String::from("Supported: outbound\r\nContact: <sip:a@h>;reg-id=1\r\n"),
    ] {
        let request = request("c1", 1, &lines);
        let update = register(NOW, &request, flow(), &[], &POLICY).unwrap();
        let response = ok_response(&request, &flow(), &update.bindings, NOW);
        assert!(response.headers().require().is_empty(), "{lines}");
        assert!(!response.headers().has(HeaderName::FlowTimer));
    }
}

#[test]
fn a_reg_id_without_an_instance_is_ignored() {
    let bound = bound("Contact: <sip:a@h>;reg-id=1\r\n");
    assert_eq!(bound[0].reg_id, None);
}

#[test]
fn a_first_hop_that_knows_no_flows_gets_439_or_the_flow_is_ignored() {
    assert_eq!(code(through("", &device(1, ""))), 439);
    assert_eq!(code(through("Path: <sip:p;lr>\r\n", &device(1, ""))), 439);
    let silent = device(1, "").replace("Supported: path, outbound\r\n", "");
    let update = through("Path: <sip:p;lr>\r\n", &silent).unwrap();
    assert_eq!(update.bindings[0].reg_id, None);
    let update = through("Path: <sip:p;lr;ob>\r\n", &device(1, "")).unwrap();
    assert_eq!(update.bindings[0].reg_id, Some(1));
}

#[test]
fn a_register_for_a_flow_binds_one_contact_and_may_remove_others() {
    let other = |expires| device(1, &format!(", <sip:b@h>;expires={expires}"));
    assert_eq!(code(try_register(&[], "c1", 1, &other(300))), 400);
    let update = try_register(&[], "c1", 1, &other(0)).unwrap();
    assert_eq!(update.bindings.len(), 1);
}

#[test]
fn a_flow_that_registers_again_takes_its_place_and_another_stands_beside_it() {
    let first = try_register(&[], "c1", 1, &device(1, "")).unwrap().bindings;
    let both = try_register(&first, "c2", 1, &device(2, "")).unwrap().bindings;
    assert_eq!(both.len(), 2);
    let request = request("c3", 1, &device(1, ""));
    let remote = ([198, 51, 100, 1], 5060).into();
    let came = Flow { remote, ..flow() };
    let again = register(NOW, &request, came, &both, &POLICY).unwrap();
    assert_eq!((again.added, again.refreshed), (0, 1));
    assert_eq!(again.bindings[0].flow, came);
}

#[test]
fn a_device_is_reached_once_by_an_open_flow_that_was_refreshed_last() {
    let flows = |count: u32| -> Vec<Binding> {
        (1..=count)
            .map(|reg_id| {
                let mut binding = bound(&device(reg_id, "")).remove(0);
                binding.flow.transport = Transport::Tcp;
                binding.flow.connection = Some(ConnectionId(reg_id.into()));
                binding.expires_at_unix += u64::from(reg_id);
                binding
            })
            .collect()
    };
    let ids = |bindings: &[Binding]| -> Vec<Vec<Option<u32>>> {
        let devices = flows_of_each(bindings);
        let ids = devices
            .iter()
            .map(|flows| flows.iter().map(|one| one.reg_id).collect());
        ids.collect()
    };
    let mut bindings = flows(3);
    assert_eq!(ids(&bindings), [[Some(3), Some(2), Some(1)]]);
    bindings[2].flow.connection = None;
    assert_eq!(
        ids(&bindings),
        [[Some(2), Some(1), Some(3)]],
        "a dead flow is followed by the next one"
    );
    bindings.extend(bound(
        "Contact: <sip:b@h>, <sip:c@h>;+sip.instance=\"<urn:uuid:1>\"\r\n",
    ));
    assert_eq!(ids(&bindings)[1..], [[None], [None]]);
}
