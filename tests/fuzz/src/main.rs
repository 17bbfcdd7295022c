//! One fuzz target for each parser; `FUZZ_TARGET` names the one to run (`scripts/fuzz` does).
//!
//! Built on stable Rust with the coverage pass that libFuzzer reads, without sanitizers: the code under test is
//! safe Rust, and overflow and bounds are checked.

#![no_main]

mod targets;

use std::sync::OnceLock;

use libfuzzer_sys::{Corpus, fuzz_target};

use crate::targets::TARGETS;

fn chosen() -> fn(&[u8]) {
    static CHOSEN: OnceLock<fn(&[u8])> = OnceLock::new();
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
