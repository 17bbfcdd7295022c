//! `/metrics` for Prometheus, from this machine only: numbers of calls are nobody else's business.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::Switchboard;
use crate::problem::Problem;

const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";
const FORBIDDEN: Problem = Problem {
    status: StatusCode::FORBIDDEN,
    detail: "Metrics are told to this machine only: ask from 127.0.0.1 or ::1.",
};

pub(crate) async fn metrics(
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    State(switchboard): State<Arc<dyn Switchboard>>,
) -> Response {
    // A socket for both families shows 127.0.0.1 as ::ffff:127.0.0.1.
    if !peer.ip().to_canonical().is_loopback() {
        return FORBIDDEN.into_response();
    }
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], switchboard.metrics()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Readiness;

    struct Quiet;

    impl Switchboard for Quiet {
        fn readiness(&self) -> Readiness {
            Readiness {
                ready: true,
                reasons: Vec::new(),
            }
        }

        fn metrics(&self) -> String {
            String::from("calls 0\n")
        }

        fn open_sip_socket(&self, _peer: crate::SipSocketPeer) -> Option<crate::SipSocket> {
            None
        }
    }

    #[tokio::test]
    async fn only_this_machine_is_told() {
        let cases = [
            ("127.0.0.1:9", StatusCode::OK),
            ("127.8.0.1:9", StatusCode::OK),
            ("[::1]:9", StatusCode::OK),
            ("[::ffff:127.0.0.1]:9", StatusCode::OK),
            ("192.0.2.1:9", StatusCode::FORBIDDEN),
            ("10.0.0.1:9", StatusCode::FORBIDDEN),
            ("[2001:db8::1]:9", StatusCode::FORBIDDEN),
            ("[::ffff:192.0.2.1]:9", StatusCode::FORBIDDEN),
        ];
        for (peer, status) in cases {
            let response = metrics(ConnectInfo(peer.parse().unwrap()), State(Arc::new(Quiet))).await;
            assert_eq!(response.status(), status, "{peer}");
        }
    }
}
