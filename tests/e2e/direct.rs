//! `media: direct`: what a baresip says is heard by a phone of our own, and the switch hears neither. baresip stops
//! recording at a re-INVITE, so that its ear is not asked.

use serde_json::Value;
use tests::real::{Baresip, Office};

use crate::hold::{bob, hear};
use crate::{CALLEE_HZ, CALLER_HZ, record, start};

const PLAN: &str = r#"version: 1
routes:
  - number: extensions
    steps: [ring: {timeout: 10s, media: direct}]
"#;

/// Frames of 20 ms in a second.
const SECOND: u64 = 50;

#[test]
fn audio_goes_from_phone_to_phone() {
    let office = Office::new();
    office.write("dialplan.yaml", PLAN);
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let heard = runtime.block_on(async {
        let mut bob = bob(&program).await;
        alice.dial("102");
        let ringing = bob.incoming().await.expect("a call");
        let call = ringing.answer(CALLEE_HZ, CALLER_HZ).await.expect("answered");
        hear(&call, |_, now| now.tone_frames >= 4 * SECOND)
            .await
            .tone_frames
    });
    alice.hang_up();
    alice.wait("CALL_CLOSED");
    let call = &record::wait_for(&office, 1)[0];
    assert_eq!(call["end_reason"], "caller-hung-up");
    let media = call["media"].as_str().expect("statistics");
    let legs: Vec<Value> = serde_json::from_str(media).expect("JSON");
    assert_eq!(legs.len(), 2, "{call:#}");
    for leg in legs {
        let here = leg["packets_received"].as_u64().expect("packets");
        assert!(
            here < heard / 2,
            "{here} of some {heard} packets came to the switch: {call:#}"
        );
    }
}
