//! RTCP (RFC 3550 §6): compound packets read, written, and carried over a bridge (§7.2); when to send (§6.2);
//! told apart from RTP on a shared port (RFC 5761 §4).
//!
//! Sender and receiver reports, CNAME, BYE and feedback (RFC 4585) are served; extended reports and
//! application packets are not carried over.

mod compound;
mod demux;
mod ntp;
mod packets;
mod report;
mod schedule;
mod translate;

pub(crate) use compound::Compound;
pub(crate) use demux::is_rtcp;
pub(crate) use ntp::{NtpClock, short, short_span, span_of_short};
pub(crate) use packets::{is_compound, packets};
pub(crate) use report::{ReportBlock, SenderInfo};
pub(crate) use schedule::report_interval;
pub(crate) use translate::{Rewriting, translate};

/// Packet types (RFC 3550 §12.1, RFC 4585 §6.1).
pub(crate) mod kind;
