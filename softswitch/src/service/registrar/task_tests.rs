use bytes::Bytes;
use sip_stack::auth::{Attempt, Ha1, respond};
use sip_stack::message::{Challenge, Limits, Message, Method, Transport};

use super::*;
use crate::service::domains::Domains;
use crate::service::edge::Witness;
use crate::service::users::{User, Users};

const REALM: &str = "office.example";

/// A registrar whose spool is in a folder, and what it answers.
struct Counter {
    registrar: Registrar,
    answers: mpsc::Receiver<ToSignalling>,
    requests: u64,
}

impl Counter {
    fn open(folder: &std::path::Path, book: Book) -> Self {
        let user = User {
            extension: "101".into(),
            name: "Alice".into(),
            ha1: Ha1::new("101", REALM, "secret"),
        };
        let (signalling, answers) = mpsc::channel(8);
        // Conduct is the edge's business, and nobody's here.
        let (witness, _) = mpsc::channel(8);
        let parts = RegistrarParts {
            authenticator: Authenticator::new(
                Users::new([user]),
                REALM,
                Domains::new(REALM, []),
                [7; 32],
                Witness::new(witness),
            ),
            addresses: Addresses::default(),
            policy: Policy::default(),
            book,
            spool: Arc::new(Spool::open(folder).unwrap()),
            tenant: serde_json::from_str("1").unwrap(),
            news: News::default(),
            signalling,
        };
        let (task, registrar) = RegistrarTask::new(parts);
        tokio::spawn(task.run());
        Self {
            registrar,
            answers,
            requests: 0,
        }
    }

    /// The answer to a REGISTER of 101, who proves to be so.
    async fn register(&mut self, lines: &str) -> Response {
        let refusal = self.ask(lines).await;
        let offer = refusal.headers().first(HeaderName::WwwAuthenticate).unwrap();
        let attempt = Attempt {
            method: &Method::Register,
            uri: "sip:office.example",
            body: b"",
            cnonce: "c",
            nonce_count: 1,
        };
        let challenge = Challenge::parse(offer).unwrap();
        let proof = respond(&challenge, "101", &Ha1::new("101", REALM, "secret"), &attempt).unwrap();
        self.ask(&format!("Authorization: {proof}\r\n{lines}")).await
    }

    async fn ask(&mut self, lines: &str) -> Response {
        self.requests += 1;
        let number = self.requests;
        let text = format!(
            "REGISTER sip:office.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK{number}\r\n\
             From: <sip:101@office.example>;tag=1\r\nTo: <sip:101@office.example>\r\nCall-ID: c\r\n\
             CSeq: {number} REGISTER\r\n{lines}Content-Length: 0\r\n\r\n"
        );
        let Ok(Message::Request(request)) = Message::parse(Bytes::from(text), &Limits::default()) else {
            panic!("not a request")
        };
        let flow = Flow {
            transport: Transport::Udp,
            local: ([192, 0, 2, 1], 5060).into(),
            remote: ([192, 0, 2, 7], 5060).into(),
            connection: None,
        };
        let registration = Registration {
            flow,
            transaction: ServerId(number),
            request,
        };
        self.registrar.register(registration).unwrap();
        match self.answers.recv().await {
            Some(ToSignalling::Respond { response, .. }) => response,
            other => panic!("no answer: {other:?}"),
        }
    }

    /// Where 101 can be called.
    async fn phones(&self) -> Vec<Binding> {
        let located = self.registrar.locate(vec![String::from("101")]).await;
        located.into_iter().map(|phone| phone.binding).collect()
    }
}

#[tokio::test]
async fn what_the_disk_does_not_take_is_answered_500_and_everything_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut counter = Counter::open(folder.path(), Book::default());
    let bound = counter
        .register("Contact: <sip:101@192.0.2.7>;expires=300\r\n")
        .await;
    assert_eq!(bound.status().code(), 200);
    let before = counter.phones().await;

    let lost = tempfile::tempdir().unwrap();
    let rows = before
        .iter()
        .map(|binding| (String::from("101"), binding.clone()));
    let mut counter = Counter::open(lost.path(), Book::load(rows));
    lost.close().unwrap();
    for lines in [
        "Contact: <sip:101@192.0.2.8>;expires=300\r\n",
        "Contact: <sip:101@192.0.2.8>, <sip:101@192.0.2.7>;expires=0\r\n",
        "Contact: *\r\nExpires: 0\r\n",
    ] {
        let refusal = counter.register(lines).await;
        assert_eq!(refusal.status().code(), 500, "{lines}");
        assert!(
            !refusal.headers().has(HeaderName::Contact),
            "nothing is said to be bound"
        );
        assert_eq!(counter.phones().await, before, "{lines}");
    }
    let query = counter.register("").await;
    let listed: Vec<_> = query.headers().values(HeaderName::Contact).collect();
    assert!(
        listed.len() == 1 && listed[0].starts_with(b"<sip:101@192.0.2.7>"),
        "{listed:?}"
    );
}

#[tokio::test]
async fn who_comes_through_a_proxy_is_told_our_address_as_its_route() {
    let folder = tempfile::tempdir().unwrap();
    let mut counter = Counter::open(folder.path(), Book::default());
    let path = "Path: <sip:edge.example;lr>\r\n";
    let route = "<sip:192.0.2.1:5060;lr>";
    for lines in [
        format!("Contact: <sip:101@10.0.0.7>;expires=300\r\n{path}"),
        format!("Contact: <sip:101@10.0.0.7>;expires=300\r\n{path}"),
        String::from(path),
    ] {
        let granted = counter.register(&lines).await;
        assert_eq!(
            granted.headers().text(HeaderName::ServiceRoute).as_deref(),
            Some(route),
            "new, refreshed, asked for"
        );
    }
    let direct = counter
        .register("Contact: <sip:101@192.0.2.7>;expires=300\r\n")
        .await;
    assert!(!direct.headers().has(HeaderName::ServiceRoute));
}
