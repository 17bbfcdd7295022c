//! Hold and resume. baresip stops recording at the first hold, so the other side is a phone of our own, whose ear
//! goes on.

use std::time::Duration;

use media::offer_answer::Encryption;
use sip_stack::auth::Ha1;
use sip_stack::message::Transport;
use softswitch::phone::{Account, Call, Heard, Phone};
use tests::real::{Baresip, Office, PASSWORD, Program, write_tone};
use tokio::time::Interval;

use crate::{CALLEE_HZ, CALLER_HZ, record, start};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often the ear is asked.
const ASK_EVERY: Duration = Duration::from_millis(300);

/// What the house plays.
const MUSIC_HZ: f32 = 1_000.0;

/// Frames of 20 ms in a second.
const SECOND: u64 = 50;

#[test]
fn nothing_is_heard_on_hold_and_everything_after_it() {
    holds(|program| Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU"));
}

#[test]
fn nothing_is_heard_on_hold_and_everything_after_it_of_an_encrypted_phone() {
    holds(|program| Baresip::start_encrypted("101", program.udp, "udp", CALLER_HZ, "srtp-mand"));
}

#[test]
fn nothing_is_heard_on_hold_and_everything_after_it_of_a_phone_that_shook_hands() {
    holds(|program| Baresip::start_encrypted("101", program.udp, "udp", CALLER_HZ, "dtls_srtp"));
}

#[test]
fn music_is_heard_on_hold_and_the_other_after_it() {
    let office = Office::new();
    office.set("domain: office.example", "media: {music_on_hold: hold.wav}\n");
    write_tone(&office.path("hold.wav"), MUSIC_HZ, 2);
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let mut bob = bob(&program).await;
        alice.dial("102");
        let ringing = bob.incoming().await.expect("a call");
        // The ear listens for the music alone.
        let call = ringing.answer(CALLEE_HZ, MUSIC_HZ).await.expect("answered");
        let voice =
            |before: Heard, now: Heard| now.packets > before.packets && now.tone_frames == before.tone_frames;
        hear(&call, voice).await;
        alice.hold();
        // Longer than the file: it plays again and again.
        hear(&call, |_, now| now.tone_frames >= 3 * SECOND).await;
        alice.resume();
        hear(&call, voice).await;
    });
    alice.hang_up();
    alice.wait("CALL_CLOSED");
}

fn holds(alice: impl FnOnce(&Program) -> Baresip) {
    let office = Office::new();
    let program = start(&office);
    let mut alice = alice(&program);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let call = runtime.block_on(async {
        let mut bob = bob(&program).await;
        alice.dial("102");
        let call = bob
            .incoming()
            .await
            .expect("a call")
            .answer(CALLEE_HZ, CALLER_HZ)
            .await
            .expect("answered");
        hear(&call, |_, now| now.tone_frames >= SECOND).await;
        alice.hold();
        let silent = hear(&call, |before, now| now.packets == before.packets).await;
        alice.resume();
        hear(&call, |_, now| now.tone_frames >= silent.tone_frames + SECOND).await;
        call
    });
    alice.hang_up();
    alice.wait("CALL_CLOSED");
    assert_eq!(record::wait_for(&office, 1)[0]["end_reason"], "caller-hung-up");
    drop(call);
}

pub(crate) async fn bob(program: &Program) -> Phone {
    let account = Account {
        extension: String::from("102"),
        domain: String::from("office.example"),
        ha1: Ha1::new("102", "office.example", PASSWORD),
        server: program.udp,
        transport: Transport::Udp,
        encryption: Encryption::Never,
    };
    let bob = Phone::start(account, ([127, 0, 0, 1], 0).into())
        .await
        .expect("a socket");
    bob.register(Duration::from_secs(60)).await.expect("registered");
    bob
}

/// Asks the phone's ear until what it heard before and now is as wanted.
pub(crate) async fn hear(call: &Call, wanted: impl Fn(Heard, Heard) -> bool) -> Heard {
    let mut asks = tokio::time::interval(ASK_EVERY);
    let heard = tokio::time::timeout(PATIENCE, listen(call, &mut asks, wanted)).await;
    heard.expect("what was wanted is not heard in time")
}

async fn listen(call: &Call, asks: &mut Interval, wanted: impl Fn(Heard, Heard) -> bool) -> Heard {
    asks.tick().await;
    let mut before = call.heard().await.expect("the phone is on");
    loop {
        asks.tick().await;
        let now = call.heard().await.expect("the phone is on");
        if wanted(before, now) {
            return now;
        }
        before = now;
    }
}
