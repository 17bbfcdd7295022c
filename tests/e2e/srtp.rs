//! Encrypted audio with real phones, judged by the tone that the far end hears.

use serde_json::Value;
use tests::real::{Baresip, Office, free_port, output};

use crate::{CALLEE_HZ, CALLER_HZ, PROGRAM, record, start};

const SDES: &str = "AES_CM_128_HMAC_SHA1_80";
/// The only one that baresip offers in a handshake.
const DTLS: &str = "AES_CM_128_HMAC_SHA1_80";

/// How a phone registers and how it encrypts.
type Kind = (&'static str, Option<&'static str>);

/// Two phones talk; what each leg's audio was protected by is on the record, the caller's first.
fn two_phones_talk(setting: &str, caller: Kind, callee: Kind) -> [Value; 2] {
    let office = Office::new();
    office.set("domain: office.example", &format!("media: {{srtp: {setting}}}\n"));
    let program = start(&office);
    let phone = |extension, (transport, encryption): Kind, hz| {
        let server = program.server(transport);
        match encryption {
            Some(encryption) => Baresip::start_encrypted(extension, server, transport, hz, encryption),
            None => Baresip::start(extension, server, transport, hz, "PCMU"),
        }
    };
    let mut alice = phone("101", caller, CALLER_HZ);
    let mut bob = phone("102", callee, CALLEE_HZ);
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    bob.accept();
    alice.wait("CALL_ESTABLISHED");
    alice.wait_tone(CALLEE_HZ);
    bob.wait_tone(CALLER_HZ);
    alice.hang_up();
    bob.wait("CALL_CLOSED");
    let calls = record::wait_for(&office, 1);
    let media = calls[0]["media"].as_str().expect("text");
    let media: Value = serde_json::from_str(media).expect("JSON");
    ["caller", "callee"].map(|role| {
        let legs = media.as_array().expect("legs");
        let leg = legs.iter().find(|leg| leg["role"] == role);
        leg.expect("a leg of each")["srtp"].clone()
    })
}

#[test]
fn an_encrypted_phone_and_a_plain_one_hear_each_other() {
    let suites = two_phones_talk("optional", ("udp", Some("srtp-mand")), ("udp", None));
    assert_eq!(suites, [Value::from(SDES), Value::Null]);
}

#[test]
fn two_encrypted_phones_hear_each_other_where_encryption_is_required() {
    let suites = two_phones_talk("required", ("tls", Some("srtp-mand")), ("udp", Some("srtp-mand")));
    assert_eq!(suites, [SDES, SDES]);
}

#[test]
fn keys_beside_plain_rtp_are_taken_by_a_phone_on_tls_that_can() {
    let suites = two_phones_talk("optional", ("udp", None), ("tls", Some("srtp")));
    assert_eq!(suites, [Value::Null, Value::from(SDES)]);
}

#[test]
fn a_phone_that_shakes_hands_for_its_keys_and_a_plain_one_hear_each_other() {
    let suites = two_phones_talk("optional", ("udp", Some("dtls_srtp")), ("udp", None));
    assert_eq!(suites, [Value::from(DTLS), Value::Null]);
}

#[test]
fn a_phone_that_is_called_shakes_hands_for_its_keys() {
    let setting = "required, keys: dtls";
    let suites = two_phones_talk(setting, ("udp", Some("srtp-mand")), ("udp", Some("dtls_srtp")));
    assert_eq!(suites, [SDES, DTLS]);
}

#[test]
fn two_phones_that_shake_hands_hear_each_other() {
    let setting = "required, keys: dtls";
    let suites = two_phones_talk(setting, ("tls", Some("dtls_srtp")), ("udp", Some("dtls_srtp")));
    assert_eq!(suites, [DTLS, DTLS]);
}

#[test]
fn the_self_test_passes_where_encryption_is_required() {
    for keys in ["sdes", "dtls"] {
        let office = Office::listening_on(free_port());
        let media = format!("media: {{srtp: required, keys: {keys}}}\n");
        office.set("domain: office.example", &media);
        let _program = start(&office);
        let selftest = output(PROGRAM, office.dir(), &["selftest"]);
        assert!(selftest.status.success(), "{selftest:?}");
    }
}
