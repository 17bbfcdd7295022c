//! The proxy beside the B2BUA (RFC 3261 §16): MESSAGE, foreign event packages and unknown methods between users.
//!
//! [`Passages`] is the pure part; the task authenticates, looks up and keeps time. Calls do not go this way.

mod handle;
mod passages;
mod takes;
mod task;

pub use handle::{Full, PROXY_MAILBOX_MAX, Proxy};
pub use passages::{Onward, Passages, Place, Visit};
pub use takes::takes;
pub use task::{ProxyParts, ProxyTask};
