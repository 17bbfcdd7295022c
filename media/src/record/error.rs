use std::io;
use std::path::PathBuf;

/// Why a recording cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The file cannot be made.
    #[error("cannot record to {}: {error}", path.display())]
    File {
        /// Where.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The recorder does not keep up.
    #[error("the recorder has {pending} packets pending")]
    Busy {
        /// The limit that is reached.
        pending: usize,
    },
    /// The system refuses the recorder's thread.
    #[error("the recorder cannot start: {0}")]
    Thread(io::Error),
    /// The recorder's thread is gone.
    #[error("the recorder is stopped")]
    Stopped,
}
