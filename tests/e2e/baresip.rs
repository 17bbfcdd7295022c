//! Two desk phones talk; each hears the other.

use tests::real::{Baresip, Office};

use crate::{CALLEE_HZ, CALLER_HZ, record, start};

fn two_phones_talk(transport: &str, codec: &str) {
    two_phones_talk_over(transport, transport, codec);
}

fn two_phones_talk_over(callers: &str, callees: &str, codec: &str) {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.server(callers), callers, CALLER_HZ, codec);
    let mut bob = Baresip::start("102", program.server(callees), callees, CALLEE_HZ, codec);
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    alice.wait("CALL_RINGING");
    bob.accept();
    alice.wait("CALL_ESTABLISHED");
    alice.wait_tone(CALLEE_HZ);
    bob.wait_tone(CALLER_HZ);
    alice.hang_up();
    bob.wait("CALL_CLOSED");

    let calls = record::wait_for(&office, 1);
    let call = &calls[0];
    assert_eq!(call["caller_number"], "101");
    assert_eq!(call["dialled"], "102");
    assert_eq!(call["answered_by"], "102");
    assert_eq!(call["end_reason"], "caller-hung-up");
    assert_eq!(call["sip_status"], 200);
    assert!(
        call["codec"].as_str().is_some_and(|used| codec.starts_with(used)),
        "{call:#}"
    );
    assert!((0..5_000).contains(&record::between_ms(call, "started_at", "ringing_at")));
    assert!(
        (1_000..15_000).contains(&record::between_ms(call, "answered_at", "ended_at")),
        "{call:#}"
    );
    let media: serde_json::Value = serde_json::from_str(call["media"].as_str().expect("text")).expect("JSON");
    for leg in media.as_array().expect("legs") {
        assert!(
            leg["packets_received"]
                .as_u64()
                .is_some_and(|packets| packets >= 50),
            "{media:#}"
        );
        assert_eq!(leg["lost"], 0, "{media:#}");
        assert_eq!(leg["unheard"], false, "{media:#}");
        assert!(
            leg["mos_in"].as_f64().is_some_and(|score| score >= 4.0),
            "{media:#}"
        );
    }
}

#[test]
fn two_phones_talk_over_udp() {
    two_phones_talk("udp", "PCMU");
}

#[test]
fn two_phones_talk_over_tcp() {
    two_phones_talk("tcp", "PCMA");
}

#[test]
fn two_phones_talk_over_tls() {
    two_phones_talk("tls", "PCMU");
}

#[test]
fn phones_on_tls_and_on_udp_call_one_another() {
    two_phones_talk_over("tls", "udp", "PCMU");
    two_phones_talk_over("udp", "tls", "PCMU");
}

#[test]
fn two_phones_talk_wideband() {
    two_phones_talk("udp", "G722/16000/1");
}

/// Alice speaks PCMU and nothing else, bob another codec and nothing else.
fn two_phones_without_a_common_codec_talk(codec: &str) {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, codec);
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    bob.accept();
    alice.wait_tone(CALLEE_HZ);
    bob.wait_tone(CALLER_HZ);
    alice.hang_up();
    assert_eq!(record::wait_for(&office, 1)[0]["answered_by"], "102");
}

#[test]
fn phones_of_pcmu_and_g722_hear_each_other() {
    two_phones_without_a_common_codec_talk("G722/16000/1");
}

#[test]
fn phones_of_pcmu_and_opus_hear_each_other() {
    two_phones_without_a_common_codec_talk("opus/48000/2");
}

#[test]
fn a_phone_hears_itself_on_600() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("600");
    alice.wait("CALL_ESTABLISHED");
    alice.wait_tone(CALLER_HZ);
    alice.hang_up();
    assert_eq!(record::wait_for(&office, 1)[0]["end_reason"], "caller-hung-up");
}

#[test]
fn a_phone_hears_the_tone_of_601_and_is_hung_up_after_it() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLEE_HZ, "PCMU");
    alice.dial("601");
    alice.wait("CALL_ESTABLISHED");
    alice.wait_tone(440.0);
    alice.wait("CALL_CLOSED");
    assert_eq!(record::wait_for(&office, 1)[0]["end_reason"], "plan-ended");
}

#[test]
fn all_phones_of_a_user_ring_and_the_first_wins() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let mut desk = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    let mut mobile = Baresip::start("102", program.tcp, "tcp", CALLEE_HZ, "PCMU");
    alice.dial("102");
    desk.wait("CALL_INCOMING");
    mobile.wait("CALL_INCOMING");
    mobile.accept();
    desk.wait("CALL_CLOSED");
    assert!(desk.log().contains("Call completed elsewhere"), "{}", desk.log());
    alice.wait_tone(CALLEE_HZ);
    alice.hang_up();
    mobile.wait("CALL_CLOSED");
}
