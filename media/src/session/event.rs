use std::time::Duration;

use super::StreamId;
use crate::dtls::HandshakeError;
use crate::key::Key;
use crate::stats::StreamReport;

/// What a stream tells the call it belongs to. News are few and wait in room made beforehand, so the size of those with
/// counts does not matter.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The first packet of the phone was accepted.
    FirstPacket {
        /// The stream.
        stream: StreamId,
    },
    /// Nothing has come from the phone for too long, although it may send. Told once, until it is heard again.
    Dead {
        /// The stream.
        stream: StreamId,
        /// How long.
        silent_for: Duration,
    },
    /// The source of [`crate::engine::Command::Play`] has played to its end.
    Played {
        /// The stream.
        stream: StreamId,
    },
    /// The phone's user pressed a key; told once, when it was released. Tones in the audio are told of after
    /// [`crate::engine::Command::Listen`], and on a bridge if the peer hears keys in another form.
    Pressed {
        /// The stream.
        stream: StreamId,
        /// Which.
        key: Key,
        /// How long it was held.
        duration: Duration,
    },
    /// No handshake has made the keys of SRTP, so nothing can be heard. Told once.
    Unsecured {
        /// The stream.
        stream: StreamId,
        /// Why.
        error: HandshakeError,
    },
    /// The counts so far, as [`crate::engine::Command::Report`] asked for.
    Counted {
        /// The stream.
        stream: StreamId,
        /// Its counts.
        report: StreamReport,
    },
    /// The stream is closed and its ports are free. Always told, and always last.
    Closed {
        /// The stream.
        stream: StreamId,
        /// Its final counts.
        report: StreamReport,
    },
}
