//! Listening to a connected call until enough has been heard to judge it.

use std::time::Duration;

use crate::phone::{Call, Heard, PhoneError};

/// Frames of 20 ms in which the tone must have sounded.
const TONE_FRAMES_MIN: u64 = 50;

/// How long to listen before it is a fault.
const LISTEN_MAX: Duration = Duration::from_secs(10);

/// How often to ask the phone's ear.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// Waits until the call's tone has been heard for long enough, or for long enough in vain.
pub(super) async fn listen(call: &Call) -> Result<Heard, PhoneError> {
    let mut asks = tokio::time::interval(ASK_EVERY);
    let patience = tokio::time::sleep(LISTEN_MAX);
    tokio::pin!(patience);
    loop {
        let heard = call.heard().await?;
        if heard.tone_frames >= TONE_FRAMES_MIN {
            return Ok(heard);
        }
        tokio::select! {
            _ = asks.tick() => {}
            () = &mut patience => return Ok(heard),
        }
    }
}

/// Whether that was enough.
pub(super) fn is_heard(heard: &Heard) -> bool {
    heard.tone_frames >= TONE_FRAMES_MIN
}
