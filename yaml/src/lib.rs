//! YAML whose every value knows its place, and mistakes that are told with line, caret and remedy.
//!
//! [`parse`] turns a [`Source`] into [`Node`]s; a reader asks a node for what it expects (a map's [`Fields`], a
//! text, a duration) and every wrong answer goes to [`Mistakes`], so that one pass finds all of them. It does not
//! know what any key means: that is `config`'s and `dialplan`'s part.

mod complaint;
mod diagnostic;
mod fields;
mod mistakes;
mod node;
mod number_text;
mod parse;
mod read;
mod scalar;
mod snippet;
mod source;
mod span;
mod suggest;

pub use complaint::Complaint;
pub use diagnostic::{Diagnostic, Diagnostics, Place};
pub use fields::Fields;
pub use mistakes::{MISTAKES_MAX, Mistakes};
pub use node::{Entry, Key, Node, Scalar, Value};
pub use parse::{COST_MAX, DEPTH_MAX, parse};
pub use read::{FILE_BYTES_MAX, read, read_all};
pub use scalar::duration_text;
pub use source::Source;
pub use span::Span;
