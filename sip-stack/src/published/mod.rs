//! What is published about people, read with bounds: presence (RFC 3863 with RFC 4480's activities) and message counts
//! (RFC 3842). A PUBLISH brings anything from anywhere; who may publish is not decided here.

mod activity;
mod mailbox;
mod presence;

pub use activity::Activity;
pub use mailbox::{MESSAGE_SUMMARY, Mailbox};
pub use presence::{PIDF, PublishedPresence};
