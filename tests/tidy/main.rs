//! Checks that the project keeps its own rules: who may import whom, sizes, left-overs, unsafe code, clocks,
//! and that its documents speak of files and tests that exist.
//!
//! The layers are not written here: they are read from the tables in `ARCHITECTURE.md`, so that page and code
//! cannot part. Each check is a function from a [`Tree`](tree::Tree) to findings, and has a test of its own in
//! which a small wrong tree is found wrong.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a tree that cannot be read fails the test"
)]

mod crates;
mod documents;
mod examples;
mod left_overs;
mod machine_paths;
mod manifests;
mod module_files;
mod modules;
mod names;
mod purity;
mod sizes;
mod source;
mod table;
mod tree;
mod unsafe_code;
