//! The picture of a plan: its steps as nodes, each way from one to the next as an edge; with tests, which of them
//! some test takes.

mod coverage;
mod draw;
mod exit;
mod label;
mod layers;
mod mermaid;
mod picture;
mod svg;

pub use exit::Exit;
pub use picture::{Edge, Kind, Picture, Place};
