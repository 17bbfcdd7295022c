//! What a new version of a plan changes for callers: the same simulated calls through both.

mod call;
mod change;
mod comparison;

pub use change::Change;
pub use comparison::Comparison;
