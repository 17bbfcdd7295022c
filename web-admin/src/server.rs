//! The server: accepts, counts, stops.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::connection::{Front, Patience, stopped};
use crate::router::router;
use crate::{Listen, Security, ServeError, Switchboard, tls};

/// Connections at one time; more wait in the system's queue.
const CONNECTIONS_MAX: usize = 256;
/// How long requests at hand may take once the server is stopped.
const GOODBYE: Duration = Duration::from_secs(5);
/// The pause after a failed accept: usually the process has no file descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The running HTTP front. Dropped, it stops without waiting.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    scheme: &'static str,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// Starts the HTTP front.
///
/// # Errors
/// The address cannot be bound, or the certificate not used.
pub async fn serve(listen: Listen, switchboard: Arc<dyn Switchboard>) -> Result<Server, ServeError> {
    serve_with(listen, switchboard, Patience::DEFAULT).await
}

pub(crate) async fn serve_with(
    listen: Listen,
    switchboard: Arc<dyn Switchboard>,
    patience: Patience,
) -> Result<Server, ServeError> {
    let Listen { address, security } = listen;
    let scheme = security.scheme();
    let tls = match security {
        Security::Plain => None,
        Security::Tls(certificates) => Some(tls::acceptor(certificates)?),
    };
    let bind_error = |source: io::Error| ServeError::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(bind_error)?;
    let address = listener.local_addr().map_err(bind_error)?;
    let front = Front {
        router: router(switchboard),
        tls,
        patience,
    };
    let (stop, stopping) = watch::channel(false);
    let task = tokio::spawn(accept(listener, front, stopping));
    Ok(Server {
        address,
        scheme,
        stop,
        task,
    })
}

impl Server {
    /// Where it listens, with the port that was free.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// For example `https://127.0.0.1:8443`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// Accepts nothing more, lets the requests at hand be answered, and ends.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        // It ends by itself; an error would be a panic in it, which is logged already.
        let _ = self.task.await;
    }
}

async fn accept(listener: TcpListener, front: Front, mut stopping: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = next(&listener, &places) => accepted,
            Some(_) = connections.join_next() => continue,
            () = stopped(&mut stopping) => break,
        };
        let (stream, peer, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let conversation = front.clone().converse(stream, peer, stopping.clone());
        connections.spawn(async move {
            conversation.await;
            drop(place);
        });
    }
    drop(listener);
    let finished = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GOODBYE, finished).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
}

type Accepted = (
    tokio::net::TcpStream,
    SocketAddr,
    tokio::sync::OwnedSemaphorePermit,
);

/// The next connection, once there is a place for it.
async fn next(listener: &TcpListener, places: &Arc<Semaphore>) -> io::Result<Accepted> {
    let place = Arc::clone(places)
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((stream, peer, place))
}

#[cfg(test)]
mod tests;
