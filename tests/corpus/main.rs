//! Every input that fuzzing keeps, through the target that it is kept for: what once was a fault stays mended, and a
//! change that the targets no longer compile with is seen before the fuzzer is built.

#[expect(unreachable_pub, reason = "the fuzzer has them as a program of its own")]
#[expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a broken promise is what a target panics for"
)]
#[path = "../fuzz/src/targets/mod.rs"]
mod targets;

use std::path::Path;

use targets::TARGETS;

#[test]
fn every_kept_input_is_taken() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, target) in TARGETS {
        let inputs = std::fs::read_dir(corpus.join(name)).expect("every target has a corpus");
        let mut taken = 0;
        for input in inputs {
            let path = input.expect("a file of the corpus").path();
            target(&std::fs::read(&path).expect("a readable input"));
            taken += 1;
        }
        assert!(taken > 0, "the corpus of {name} is empty");
    }
}
