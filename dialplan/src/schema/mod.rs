//! The shape of a plan as JSON Schema 2020-12, for editors: what may stand where, and what it means.
//!
//! It knows shapes and bounds, not names: that a menu exists is what [`compile`](crate::compile) finds out.

mod calls;
mod groups;
mod plan;
mod shape;
mod steps;
mod times;

pub use plan::schema;
