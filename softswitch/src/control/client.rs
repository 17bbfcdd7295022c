//! The commands' side of the socket.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use super::protocol::{LINE_BYTES_MAX, LineError, Reply, Request, read_line, write_line};

/// How long the switch may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// No switch listens there.
    #[error("no switch runs with these settings")]
    NotRunning,
    /// The socket fails, or is another user's.
    #[error("the running switch cannot be asked: {0}")]
    Socket(#[from] io::Error),
    /// The answer makes no sense: another version of the program runs.
    #[error("the running switch gave no answer that this program understands: {0}")]
    Line(#[from] LineError),
}

/// Asks the switch that listens at `socket`; waits for the answer.
///
/// # Errors
/// No switch runs there, or it does not answer.
pub fn ask(socket: &Path, request: &Request) -> Result<Reply, AskError> {
    let mut stream = UnixStream::connect(socket).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => AskError::NotRunning,
        _ => AskError::Socket(error),
    })?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(&write_line(request)?)?;
    let mut line = Vec::new();
    let bytes_max = u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX);
    BufReader::new(stream.take(bytes_max)).read_until(b'\n', &mut line)?;
    Ok(read_line(&line)?)
}
