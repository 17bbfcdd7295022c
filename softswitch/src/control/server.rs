//! The switch's side: a socket for its owner, a few conversations at a time.

use std::fs::{DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

use super::protocol::{Reply, Request, read_line, write_line};

/// Conversations at once; a further one waits.
const CONVERSATIONS_MAX: usize = 16;
/// How long a conversation may be silent.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// Bytes of a request at most.
const REQUEST_BYTES_MAX: u64 = 64 * 1024;
/// Only the owner may ask: who can, can do what the switch can.
const SOCKET_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o750;

/// Who answers.
pub trait Desk: Send + Sync + 'static {
    /// The answer to a request.
    fn answer(&self, request: Request) -> impl Future<Output = Reply> + Send;
}

/// The socket cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("the control socket {path} cannot be made: {error}")]
pub struct OpenError {
    /// Where.
    pub path: PathBuf,
    /// What the system says.
    pub error: io::Error,
}

/// A listening socket; dropping it leaves the file to the next start.
#[derive(Debug)]
pub struct Server {
    path: PathBuf,
    task: JoinHandle<()>,
}

impl Server {
    /// Listens no more and removes the socket.
    pub fn stop(self) {
        self.task.abort();
        // A file that is gone already is what was wanted.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Listens at `path`; a socket that a killed switch left there is replaced. Must be called in a runtime.
///
/// # Errors
/// The folder or the socket cannot be made.
pub fn open(path: &Path, desk: Arc<impl Desk>) -> Result<Server, OpenError> {
    let listener = bind(path).map_err(|error| OpenError {
        path: path.to_owned(),
        error,
    })?;
    Ok(Server {
        path: path.to_owned(),
        task: tokio::spawn(listen(listener, desk)),
    })
}

/// Never readable by others, not even while it is being made: it gets its name when it has its mode.
fn bind(path: &Path) -> io::Result<UnixListener> {
    if let Some(folder) = path.parent() {
        DirBuilder::new()
            .recursive(true)
            .mode(FOLDER_MODE)
            .create(folder)?;
    }
    let unready = path.with_extension("new");
    match std::fs::remove_file(&unready) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&unready)?;
    std::fs::set_permissions(&unready, Permissions::from_mode(SOCKET_MODE))?;
    std::fs::rename(&unready, path)?;
    Ok(listener)
}

async fn listen(listener: UnixListener, desk: Arc<impl Desk>) {
    let places = Arc::new(Semaphore::new(CONVERSATIONS_MAX));
    // Nobody closes the semaphore.
    while let Ok(place) = places.clone().acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, desk.clone(), place));
            }
            Err(error) => {
                tracing::warn!(%error, "the control socket cannot accept");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn converse(stream: UnixStream, desk: Arc<impl Desk>, _place: OwnedSemaphorePermit) {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut bounded = (&mut reader).take(REQUEST_BYTES_MAX);
        let read = tokio::time::timeout(SILENCE_MAX, bounded.read_until(b'\n', &mut line)).await;
        if !matches!(read, Ok(Ok(bytes)) if bytes > 0) || line.last() != Some(&b'\n') {
            return;
        }
        let reply = match read_line(&line) {
            Ok(request) => desk.answer(request).await,
            Err(error) => Reply::Failed {
                reason: error.to_string(),
            },
        };
        let said = write_line(&reply).or_else(|error| {
            write_line(&Reply::Failed {
                reason: error.to_string(),
            })
        });
        let Ok(said) = said else { return };
        if !matches!(
            tokio::time::timeout(SILENCE_MAX, writer.write_all(&said)).await,
            Ok(Ok(()))
        ) {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
