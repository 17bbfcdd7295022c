//! The dialplan in force: graph and sounds of one version, swapped whole.

use std::sync::Arc;

use arc_swap::ArcSwap;
use dialplan::{Graph, Source};

use super::prompts::Prompts;

/// One version of the plan. A call keeps the one that it began with.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The texts that it was compiled from.
    pub sources: Arc<Vec<Source>>,
    /// What calls follow.
    pub graph: Arc<Graph>,
    /// What they hear.
    pub prompts: Prompts,
}

/// The version in force. Cheap to clone; the clones see the same version, also when it changes.
pub type InForce = Arc<ArcSwap<Plan>>;
