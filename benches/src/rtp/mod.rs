//! RTP load: phones that talk at the pace of real ones, the plainest relays to compare with, and the processor
//! time that a thread has used.

mod agreed;
mod floor;
mod phones;
mod thread_time;
mod voice;

pub use agreed::agreed;
pub use floor::{Floor, Wake};
pub use phones::{Heard, Phones};
pub use thread_time::{keep_on_core, thread_time};
pub use voice::Voice;
