//! WebSockets that speak SIP (RFC 7118, RFC 6455): the HTTP part. What they carry is the switch's.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc;
use tokio::time::{interval, timeout};

use crate::Switchboard;
use crate::connection::Arrival;
use crate::problem::Problem;

/// The sub-protocol that must be asked for (RFC 7118 §4).
const SUB_PROTOCOL: &str = "sip";
/// One SIP message; more closes the WebSocket.
const MESSAGE_BYTES_MAX: usize = 65_535;
/// Written but not yet taken by the network; more closes the WebSocket.
const WRITE_BYTES_MAX: usize = 4 * MESSAGE_BYTES_MAX;
/// Who is silent for this long after a ping is gone (RFC 7118 §6).
const PING_EVERY: Duration = Duration::from_secs(30);
/// A browser that does not read is gone.
const SEND_TIME: Duration = Duration::from_secs(10);

const NO_UPGRADE: Problem = Problem {
    status: StatusCode::UPGRADE_REQUIRED,
    detail: "Here SIP is spoken over WebSockets (RFC 7118).",
};
const NO_SIP: Problem = Problem {
    status: StatusCode::BAD_REQUEST,
    detail: "Ask for the WebSocket sub-protocol `sip` (RFC 7118).",
};
const NO_STRANGERS: Problem = Problem {
    status: StatusCode::FORBIDDEN,
    detail: "Pages from this origin may not speak SIP here: see `web.origins` in the settings.",
};
const NO_ROOM: Problem = Problem {
    status: StatusCode::SERVICE_UNAVAILABLE,
    detail: "There are too many connections: try again later.",
};

/// Who has opened a WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SipSocketPeer {
    /// Our end.
    pub local: SocketAddr,
    /// The other end.
    pub remote: SocketAddr,
    /// Over TLS.
    pub secure: bool,
}

/// The switch's end of an open WebSocket; each item is one frame's message. Dropping it closes the WebSocket.
#[derive(Debug)]
pub struct SipSocket {
    /// Takes what comes.
    pub arrived: mpsc::Sender<Bytes>,
    /// Gives what is to be sent.
    pub to_send: mpsc::Receiver<Bytes>,
}

/// `/sip`: opens a WebSocket.
pub(crate) async fn open(
    State(switchboard): State<Arc<dyn Switchboard>>,
    Extension(arrival): Extension<Arrival>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        return NO_UPGRADE.into_response();
    };
    let upgrade = upgrade
        .protocols([SUB_PROTOCOL])
        .max_message_size(MESSAGE_BYTES_MAX)
        .max_frame_size(MESSAGE_BYTES_MAX)
        .max_write_buffer_size(WRITE_BYTES_MAX);
    if upgrade.selected_protocol().is_none() {
        return NO_SIP.into_response();
    }
    // Only browsers say where a page is from; and only they can be made to connect by a stranger's page.
    let mut origins = headers.get_all(ORIGIN).iter();
    if !origins.all(|origin| {
        origin
            .to_str()
            .is_ok_and(|origin| switchboard.takes_origin(origin))
    }) {
        return NO_STRANGERS.into_response();
    }
    let peer = SipSocketPeer {
        local: arrival.local,
        remote: arrival.peer,
        secure: arrival.secure,
    };
    match switchboard.open_sip_socket(peer) {
        Some(switch) => upgrade.on_upgrade(|browser| carry(browser, switch)),
        None => NO_ROOM.into_response(),
    }
}

/// Carries messages until either end closes, or the browser is silent.
async fn carry(mut browser: WebSocket, mut switch: SipSocket) {
    let mut pings = interval(PING_EVERY);
    let mut heard = true;
    loop {
        let frame = tokio::select! {
            frame = browser.recv() => {
                heard = true;
                let Some(Ok(frame)) = frame else { return };
                if !take(frame, &switch.arrived).await {
                    return;
                }
                continue;
            }
            message = switch.to_send.recv() => match message {
                Some(message) => frame_of(message),
                None => return,
            },
            _ = pings.tick() => {
                if !heard {
                    return;
                }
                heard = false;
                Message::Ping(Bytes::new())
            }
        };
        if !matches!(timeout(SEND_TIME, browser.send(frame)).await, Ok(Ok(()))) {
            return;
        }
    }
}

/// Whether the WebSocket goes on.
async fn take(frame: Message, arrived: &mpsc::Sender<Bytes>) -> bool {
    match frame {
        Message::Text(text) => arrived.send(text.into()).await.is_ok(),
        Message::Binary(bytes) => arrived.send(bytes).await.is_ok(),
        Message::Ping(_) | Message::Pong(_) => true,
        Message::Close(_) => false,
    }
}

/// Text where it is text, as browsers like it (RFC 7118 §5).
fn frame_of(message: Bytes) -> Message {
    Utf8Bytes::try_from(message.clone()).map_or(Message::Binary(message), Message::Text)
}

#[cfg(test)]
#[path = "sip_socket_tests.rs"]
mod tests;
