//! One fuzz target for each parser; `FUZZ_TARGET` names the one to run (`scripts/fuzz` does).
//!
//! Built on stable Rust with the coverage pass that libFuzzer reads, without sanitizers: the code under test is
//! safe Rust, and overflow and bounds are checked.

#![no_main]

mod headers;
mod media;
mod sip;
mod yaml;

use std::sync::OnceLock;

use libfuzzer_sys::{Corpus, fuzz_target};

type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 13] = [
    ("message", sip::message),
    ("uri", sip::uri),
    ("framing", sip::framing),
    ("multipart", sip::multipart),
    ("headers_basic", headers::basic),
    ("headers_call", headers::call),
    ("headers_event", headers::event),
    ("headers_identity", headers::identity),
    ("headers_about", headers::about),
    ("sdp", media::sdp),
    ("packets", media::packets),
    ("settings", yaml::settings),
    ("dialplan", yaml::dialplan),
];

fn chosen() -> Target {
    static CHOSEN: OnceLock<Target> = OnceLock::new();
    *CHOSEN.get_or_init(|| {
        let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
        let target = TARGETS.iter().find(|(own, _)| *own == name);
        target.map(|(_, target)| *target).unwrap_or_else(|| {
            let names: Vec<_> = TARGETS.iter().map(|(own, _)| *own).collect();
            panic!("FUZZ_TARGET is `{name}`; it must be one of: {}", names.join(", "))
        })
    })
}

fuzz_target!(|bytes: &[u8]| -> Corpus {
    chosen()(bytes);
    Corpus::Keep
});
