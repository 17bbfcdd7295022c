//! WebSockets as a browser opens them.

use std::net::Ipv4Addr;
use std::sync::Mutex;

use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message as Frame};

use super::*;
use crate::{Listen, Readiness, Security, Server, serve};

/// A switch that takes one WebSocket.
struct Switch {
    taken: Mutex<Option<SipSocket>>,
}

/// The switch's ends of it.
struct Ends {
    arrived: mpsc::Receiver<Bytes>,
    to_send: mpsc::Sender<Bytes>,
}

impl Switchboard for Switch {
    fn readiness(&self) -> Readiness {
        Readiness {
            ready: true,
            reasons: Vec::new(),
        }
    }

    fn metrics(&self) -> String {
        String::new()
    }

    fn takes_origin(&self, origin: &str) -> bool {
        origin == "https://panel.example"
    }

    fn open_sip_socket(&self, peer: SipSocketPeer) -> Option<SipSocket> {
        assert!(peer.remote.ip().is_loopback() && peer.local.ip().is_loopback() && !peer.secure);
        self.taken.lock().unwrap().take()
    }
}

async fn start() -> (Server, Ends) {
    let (arrived, from_browser) = mpsc::channel(1);
    let (to_send, to_browser) = mpsc::channel(1);
    let socket = SipSocket {
        arrived,
        to_send: to_browser,
    };
    let switch = Switch {
        taken: Mutex::new(Some(socket)),
    };
    let listen = Listen {
        address: (Ipv4Addr::LOCALHOST, 0).into(),
        security: Security::Plain,
    };
    let server = serve(listen, Arc::new(switch)).await.unwrap();
    let ends = Ends {
        arrived: from_browser,
        to_send,
    };
    (server, ends)
}

type Browser = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

async fn browse(server: &Server, protocol: Option<&str>) -> Result<Browser, tungstenite::Error> {
    let mut request = format!("ws://{}/sip", server.address()).into_client_request()?;
    if let Some(protocol) = protocol {
        request
            .headers_mut()
            .insert("Sec-WebSocket-Protocol", protocol.parse().unwrap());
    }
    connect_async(request).await.map(|(browser, _)| browser)
}

fn status(result: Result<Browser, tungstenite::Error>) -> u16 {
    match result {
        Err(tungstenite::Error::Http(response)) => response.status().as_u16(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn messages_go_both_ways_each_in_a_frame_of_its_own() {
    let (server, mut switch) = start().await;
    let mut browser = browse(&server, Some("sip")).await.unwrap();
    browser.send(Frame::text("REGISTER one")).await.unwrap();
    assert_eq!(switch.arrived.recv().await.unwrap(), "REGISTER one");
    browser.send(Frame::binary(vec![0xff, 0])).await.unwrap();
    assert_eq!(switch.arrived.recv().await.unwrap(), [0xff, 0].as_slice());
    browser.send(Frame::Ping(Bytes::from_static(b"1"))).await.unwrap();
    switch
        .to_send
        .send(Bytes::from_static(b"SIP/2.0 200 OK"))
        .await
        .unwrap();
    switch.to_send.send(Bytes::from_static(&[0xff])).await.unwrap();
    let mut got = Vec::new();
    while got.len() < 3 {
        match browser.next().await.unwrap().unwrap() {
            Frame::Ping(_) => {}
            frame => got.push(frame),
        }
    }
    for expected in [
        Frame::text("SIP/2.0 200 OK"),
        Frame::binary(vec![0xff]),
        Frame::Pong(Bytes::from_static(b"1")),
    ] {
        assert!(got.contains(&expected), "{got:?}");
    }
}

#[tokio::test]
async fn without_the_sub_protocol_or_room_there_is_no_web_socket() {
    let (server, switch) = start().await;
    assert_eq!(status(browse(&server, None).await), 400);
    assert_eq!(status(browse(&server, Some("mqtt")).await), 400);
    let browser = browse(&server, Some("mqtt, sip")).await.unwrap();
    assert_eq!(
        status(browse(&server, Some("sip")).await),
        503,
        "it takes one only"
    );
    drop((browser, switch));
}

#[tokio::test]
async fn either_end_may_close_and_a_message_too_long_closes_too() {
    let (server, switch) = start().await;
    let mut browser = browse(&server, Some("sip")).await.unwrap();
    drop(switch);
    while let Some(Ok(_)) = browser.next().await {}

    let (server, mut switch) = start().await;
    let browser = browse(&server, Some("sip")).await.unwrap();
    drop(browser);
    assert_eq!(switch.arrived.recv().await, None);

    let (server, mut switch) = start().await;
    let mut browser = browse(&server, Some("sip")).await.unwrap();
    let _ = browser
        .send(Frame::binary(vec![b'x'; MESSAGE_BYTES_MAX + 1]))
        .await;
    assert_eq!(switch.arrived.recv().await, None);
}

#[tokio::test]
async fn a_page_from_elsewhere_is_refused_and_what_is_no_page_is_not() {
    let (server, _ends) = start().await;
    let from = async |origin: Option<&str>| {
        let mut request = format!("ws://{}/sip", server.address())
            .into_client_request()
            .unwrap();
        let headers = request.headers_mut();
        headers.insert("Sec-WebSocket-Protocol", "sip".parse().unwrap());
        if let Some(origin) = origin {
            headers.insert("Origin", origin.parse().unwrap());
        }
        connect_async(request).await.map(|(browser, _)| browser)
    };
    assert_eq!(status(from(Some("https://evil.example")).await), 403);
    assert_eq!(status(from(Some("null")).await), 403);
    assert!(from(Some("https://panel.example")).await.is_ok());
    assert_eq!(status(from(None).await), 503, "the one place is taken");
}
