//! The edge at work: `gate` asks the pure [`crate::edge::Edge`] and counts, `witness` tells it how requests
//! authenticate, `keeper` writes bans to the database.

mod gate;
mod keeper;
mod witness;

pub use gate::Gate;
pub use keeper::{Keeper, KeeperTask, row_of, sentence_of};
pub use witness::Witness;
