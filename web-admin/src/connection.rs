//! One connection: handshake, requests, end.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// What a request's line and headers may take; beyond that: 431.
const HEAD_BYTES_MAX: usize = 16 * 1_024;
/// Header fields of a request; beyond that: 431.
const HEADERS_MAX: usize = 64;

/// How long a peer may take. Tests are less patient.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    pub(crate) handshake: Duration,
    /// From the connection or the last answer to the end of the request's headers.
    pub(crate) request: Duration,
}

impl Patience {
    pub(crate) const DEFAULT: Self = Self {
        handshake: Duration::from_secs(10),
        request: Duration::from_secs(30),
    };
}

/// How a request came; an extension of each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    pub(crate) local: SocketAddr,
    pub(crate) peer: SocketAddr,
    /// Over TLS.
    pub(crate) secure: bool,
}

/// What all connections share.
#[derive(Clone)]
pub(crate) struct Front {
    pub(crate) router: Router,
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) patience: Patience,
}

impl Front {
    /// Serves `stream` until its peer is done, or `stopping` turns true and the request at hand is answered.
    pub(crate) async fn converse(self, stream: TcpStream, peer: SocketAddr, stopping: watch::Receiver<bool>) {
        // Small answers should not wait for Nagle; without it they only come later.
        let _ = stream.set_nodelay(true);
        let Ok(local) = stream.local_addr() else { return };
        let arrival = Arrival {
            local,
            peer,
            secure: self.tls.is_some(),
        };
        match &self.tls {
            None => self.answer(stream, arrival, stopping).await,
            Some(tls) => match tokio::time::timeout(self.patience.handshake, tls.accept(stream)).await {
                Ok(Ok(stream)) => self.answer(stream, arrival, stopping).await,
                Ok(Err(error)) => tracing::debug!(%peer, %error, "no TLS handshake"),
                Err(_) => tracing::debug!(%peer, "the TLS handshake took too long"),
            },
        }
    }

    async fn answer(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        arrival: Arrival,
        mut stopping: watch::Receiver<bool>,
    ) {
        let router = TowerToHyperService::new(self.router.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(arrival.peer));
            request.extensions_mut().insert(arrival);
            hyper::service::Service::call(&router, request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.patience.request)
            .max_headers(HEADERS_MAX)
            .max_buf_size(HEAD_BYTES_MAX)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        tokio::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => Some(ended),
            () = stopped(&mut stopping) => None,
        };
        let ended = match ended {
            Some(ended) => ended,
            None => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(peer = %arrival.peer, %error, "a connection broke");
        }
    }
}

/// Waits until the server is stopped, or dropped.
pub(crate) async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error: it is dropped.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}
