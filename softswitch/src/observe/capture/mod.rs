//! Each call's SIP messages, as they went over the wire: kept while it lives, stored with its record.
//!
//! `tap` is the signalling task's table of live calls, `redact` takes credentials out before anything is shown or
//! stored, `keeper` stores behind the tasks' backs, `ladder`, `text` and `pcap` show. Audio is not captured.

mod keeper;
mod ladder;
mod message;
mod pcap;
mod redact;
mod tap;
mod text;

pub use keeper::{CaptureKeeper, CaptureTask};
pub use ladder::ladder;
pub use message::{Direction, SipMessage, unpack};
pub use pcap::pcap;
pub use tap::{Taken, Tap};
pub use text::text;
