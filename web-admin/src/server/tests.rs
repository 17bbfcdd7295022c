//! The server over loopback, as a client sees it.

use std::net::Ipv4Addr;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::*;
use crate::{CertificateFiles, Readiness, ensure_certificate};

const IMPATIENT: Patience = Patience {
    handshake: Duration::from_millis(200),
    request: Duration::from_millis(200),
};

struct Office {
    ready: bool,
}

impl Switchboard for Office {
    fn readiness(&self) -> Readiness {
        let reasons = if self.ready {
            Vec::new()
        } else {
            vec![String::from("the switch is being stopped")]
        };
        Readiness {
            ready: self.ready,
            reasons,
        }
    }

    fn metrics(&self) -> String {
        String::from("softswitch_calls_live 3\n")
    }

    fn open_sip_socket(&self, _peer: crate::SipSocketPeer) -> Option<crate::SipSocket> {
        None
    }
}

async fn start(security: Security, ready: bool) -> Server {
    let listen = Listen {
        address: (Ipv4Addr::LOCALHOST, 0).into(),
        security,
    };
    serve_with(listen, Arc::new(Office { ready }), IMPATIENT)
        .await
        .unwrap()
}

/// Sends `request` and reads until the server closes.
async fn exchange(mut stream: impl AsyncReadExt + AsyncWrite + Unpin, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn ask(server: &Server, request: &str) -> String {
    exchange(TcpStream::connect(server.address()).await.unwrap(), request).await
}

async fn get(server: &Server, path: &str) -> String {
    ask(
        server,
        &format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
    )
    .await
}

#[tokio::test]
async fn health_readiness_and_metrics_are_told() {
    let server = start(Security::Plain, true).await;
    let health = get(&server, "/healthz").await;
    assert!(
        health.starts_with("HTTP/1.1 200") && health.ends_with("ok\n"),
        "{health}"
    );
    let readiness = get(&server, "/readyz").await;
    assert!(readiness.starts_with("HTTP/1.1 200"), "{readiness}");
    assert!(
        readiness.ends_with(r#"{"ready":true,"reasons":[]}"#),
        "{readiness}"
    );
    let metrics = get(&server, "/metrics").await;
    assert!(
        metrics.starts_with("HTTP/1.1 200") && metrics.contains("version=0.0.4"),
        "{metrics}"
    );
    assert!(metrics.ends_with("softswitch_calls_live 3\n"), "{metrics}");
    server.stop().await;
}

#[tokio::test]
async fn a_switch_that_is_not_ready_says_why() {
    let server = start(Security::Plain, false).await;
    let answer = get(&server, "/readyz").await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(
        answer.ends_with(r#"{"ready":false,"reasons":["the switch is being stopped"]}"#),
        "{answer}"
    );
    assert!(get(&server, "/healthz").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn errors_are_problem_details() {
    let server = start(Security::Plain, true).await;
    let cases = [
        ("GET /nothing", "", "404 Not Found"),
        ("POST /healthz", "Content-Length: 0\r\n", "405 Method Not Allowed"),
        (
            "POST /healthz",
            "Content-Length: 99999999\r\n",
            "413 Payload Too Large",
        ),
    ];
    for (line, header, status) in cases {
        let request = format!("{line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{header}\r\n");
        let answer = ask(&server, &request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{line}: {answer}"
        );
        assert!(
            answer.contains("content-type: application/problem+json"),
            "{line}: {answer}"
        );
        assert!(
            answer.contains(r#"{"type":"about:blank","title":"#),
            "{line}: {answer}"
        );
    }
}

#[tokio::test]
async fn oversized_and_nonsense_requests_are_refused() {
    let server = start(Security::Plain, true).await;
    let many = "X: y\r\n".repeat(65);
    let answer = ask(
        &server,
        &format!("GET /healthz HTTP/1.1\r\nHost: a\r\n{many}\r\n"),
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    let answer = ask(&server, "INVITE sip:101@office.example SIP/2.0\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(get(&server, "/healthz").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn who_sends_half_a_request_is_cut_off() {
    let server = start(Security::Plain, true).await;
    for half in ["", "GET /healthz HTTP/1.1\r\nHost"] {
        let answer = ask(&server, half).await;
        assert!(!answer.contains("200"), "{half:?}: {answer}");
    }
}

#[tokio::test]
async fn who_asks_https_for_nothing_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(served(&files(folder.path())), true).await;
    assert_eq!(ask(&server, "").await, "");
}

#[tokio::test]
async fn stopping_closes_idle_connections_and_the_port() {
    let server = start(Security::Plain, true).await;
    let address = server.address();
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    server.stop().await;
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

fn served(files: &CertificateFiles) -> Security {
    let chain = vec![CertificateDer::from_pem_file(&files.cert).unwrap()];
    let key = PrivateKeyDer::from_pem_file(&files.key).unwrap();
    let provider = rustls::crypto::ring::default_provider();
    let pair = CertifiedKey::from_der(chain, key, &provider).unwrap();
    Security::Tls(Arc::new(SingleCertAndKey::from(pair)))
}

fn files(folder: &std::path::Path) -> CertificateFiles {
    ensure_certificate(folder, &[String::from("localhost"), String::from("127.0.0.1")]).unwrap()
}

#[tokio::test]
async fn https_shows_the_certificate_that_was_made() {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    let server = start(served(&files), true).await;
    assert!(server.url().starts_with("https://127.0.0.1:"));
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(files.cert).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    for name in ["localhost", "127.0.0.1"] {
        let tcp = TcpStream::connect(server.address()).await.unwrap();
        let name = ServerName::try_from(name).unwrap();
        let stream = connector.connect(name, tcp).await.unwrap();
        let answer = exchange(
            stream,
            "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        )
        .await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}
