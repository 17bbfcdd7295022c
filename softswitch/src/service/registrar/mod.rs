//! The registrar: one task owns the bindings in memory; a 200 is sent when they are on disk.

mod book;
mod closed_flows;
mod device;
mod handle;
mod lease;
mod purge;
mod rows;
mod task;

pub use book::Book;
pub use closed_flows::ClosedFlows;
pub use device::only_device;
pub use handle::{Located, REGISTRAR_MAILBOX_MAX, Registrar, Registration};
pub use purge::purge;
pub use rows::{RowError, binding_of, row_of};
pub use task::{RegistrarParts, RegistrarTask};
