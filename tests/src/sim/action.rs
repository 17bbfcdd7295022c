//! What the switch was told to do with media, as one line.

use softswitch::call::{MediaAction, Taping};

pub(super) fn short(action: &MediaAction) -> String {
    match action {
        MediaAction::Agree { leg, agreed } => {
            format!(
                "agree {} {} {} {}",
                leg.0,
                agreed.codec.name(),
                agreed.direction,
                agreed.remote_rtp
            )
        }
        MediaAction::Bridge { a, b } => format!("bridge {} {}", a.0, b.0),
        MediaAction::Hold { by, held } => format!("hold {} by {}", held.0, by.0),
        MediaAction::Echo { leg } => format!("echo {}", leg.0),
        MediaAction::Silence { leg } => format!("silence {}", leg.0),
        MediaAction::PlayPrompt { leg, prompt } => format!("play {} {prompt}", leg.0),
        MediaAction::PlayTone { leg, .. } => format!("tone {}", leg.0),
        MediaAction::PlaySignal { leg, signal, .. } => format!("tone {} {signal}", leg.0),
        MediaAction::Listen { leg, wanted: true } => format!("listen {}", leg.0),
        MediaAction::Listen { leg, wanted: false } => format!("ignore {}", leg.0),
        MediaAction::Press { leg, key, .. } => format!("press {} {key}", leg.0),
        MediaAction::Record { leg, taping } => {
            let what = match taping {
                Taping::Start { .. } => "record",
                Taping::Pause(true) => "pause",
                Taping::Pause(false) => "resume",
                Taping::Stop => "stop",
            };
            format!("{what} {}", leg.0)
        }
        MediaAction::Close { leg } => format!("close {}", leg.0),
    }
}
