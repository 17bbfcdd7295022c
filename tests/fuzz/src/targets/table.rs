//! The targets by name.

use super::{headers, media, published, sip, yaml};

/// Takes the bytes as the input of its parser.
type Target = fn(&[u8]);

/// The targets by the names that `scripts/fuzz` and the folders of the corpus give them.
pub const TARGETS: &[(&str, Target)] = &[
    ("message", sip::message),
    ("uri", sip::uri),
    ("framing", sip::framing),
    ("multipart", sip::multipart),
    ("headers_basic", headers::basic),
    ("headers_call", headers::call),
    ("headers_event", headers::event),
    ("headers_identity", headers::identity),
    ("headers_about", headers::about),
    ("presence", published::presence),
    ("message_summary", published::message_summary),
    ("sdp", media::sdp),
    #[cfg(fuzzing)]
    ("packets", media::packets),
    #[cfg(fuzzing)]
    ("check", media::check),
    #[cfg(fuzzing)]
    ("protected", media::protected),
    ("settings", yaml::settings),
    ("dialplan", yaml::dialplan),
];
