//! Connections that peers open (RFC 3261 §18.2.1).

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use super::connection::{Opened, run};
use super::hub::Hub;

/// After an error of the listener, such as no file descriptor left.
const AFTER_ERROR: Duration = Duration::from_millis(50);

/// Accepts until the transports are dropped; beyond the limits connections are closed at once.
pub(super) async fn accept(listener: TcpListener, hub: Arc<Hub>) {
    loop {
        let accepted = tokio::select! {
            () = hub.closed() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, remote)) = accepted else {
            tokio::time::sleep(AFTER_ERROR).await;
            continue;
        };
        let place = hub.connections().add(remote, &hub.limits);
        if let Some((id, queue)) = place {
            tokio::spawn(run(stream, id, Opened::ByPeer, queue, Arc::clone(&hub)));
        }
    }
}
