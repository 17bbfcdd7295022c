//! What is counted of a stream: reception by RFC 3550 A.1, A.3 and A.8, how losses cluster, whether anything is
//! heard, and the report at its end.

mod loss_runs;
mod opinion;
mod reception;
mod sound;
mod stream_report;
mod talk;

pub(crate) use loss_runs::LossRuns;
pub(crate) use opinion::Way;
pub(crate) use reception::Reception;
pub use sound::Heard;
pub(crate) use sound::Sound;
pub use stream_report::StreamReport;
pub(crate) use talk::Talk;
