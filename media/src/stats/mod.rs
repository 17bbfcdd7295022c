//! What is counted of a stream: reception by RFC 3550 A.1, A.3 and A.8, and the report at its end.

mod opinion;
mod reception;
mod stream_report;

pub(crate) use opinion::Way;
pub(crate) use reception::Reception;
pub use stream_report::StreamReport;
