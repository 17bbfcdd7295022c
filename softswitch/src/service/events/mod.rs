//! Events (RFC 6665): who watches whom, and what they are told.
//!
//! `board` is the whole as a pure value, `document` what NOTIFYs carry; `news` is where calls and the registrar tell what
//! has changed, without ever waiting; `task` ties it to authentication and signalling. Packages that are not named by
//! [`serves`] are not for us.

mod board;
mod document;
mod handle;
mod news;
mod package;
mod task;

pub use board::{Board, Counted, Effect, House, Input, Member, Registered};
pub use handle::{EVENTS_MAILBOX_MAX, Events, Letter};
pub use news::News;
pub use package::{ALLOW_EVENTS, Package, serves, takes};
pub use task::{EventsParts, EventsTask};
