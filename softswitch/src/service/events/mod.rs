//! Events (RFC 6665): who watches whom, and what they are told.
//!
//! `board` is the whole as a pure value, `document` what NOTIFYs carry; `news` is where calls and the registrar tell what
//! has changed, without ever waiting; `notices` is what phones are told unasked; `task` ties it to authentication and signalling. Packages that are not named by
//! [`serves`] are not for us.

mod asked;
mod board;
mod document;
mod handle;
mod news;
mod notice;
mod notices;
mod package;
mod task;

pub use asked::{Answers, Wanted};
pub use board::{Board, Counted, Effect, House, Input, Member, Registered};
pub use handle::{EVENTS_MAILBOX_MAX, Events, Letter};
pub use news::News;
pub use notice::{Device, Notice};
pub use notices::{ANSWER_WAIT, Heard, NOTICES_MAX, NoticeEffect, Notices};
pub use package::{ALLOW_EVENTS, Package, serves, takes};
pub use task::{EventsParts, EventsTask};
