use bytes::Bytes;
use sip_stack::auth::{Attempt, Ha1, respond};
use sip_stack::message::{Challenge, Limits, Message};
use tokio::sync::mpsc;

use super::*;
use crate::mail::ToSignalling;

const REALM: &str = "office.example";

/// Who asks, and what the edge hears of it.
struct Door {
    authenticator: Authenticator,
    told: mpsc::Receiver<ToSignalling>,
}

impl Door {
    fn new() -> Self {
        let user = User {
            extension: "101".into(),
            name: "Alice".into(),
            ha1: Ha1::new("101", REALM, "secret"),
        };
        let (sender, told) = mpsc::channel(8);
        Self {
            authenticator: Authenticator::new(
                Users::new([user]),
                REALM,
                Domains::new(REALM, []),
                [7; 32],
                Witness::new(sender),
            ),
            told,
        }
    }

    fn knock(&mut self, from: &str, user: &str, credentials: Option<&str>) -> Result<User, Box<Response>> {
        let request = register(user, credentials);
        self.authenticator.authenticate(from.parse().unwrap(), &request)
    }

    /// The right answer to a fresh challenge, but for the password.
    fn credentials(&mut self, from: &str, user: &str, password: &str) -> String {
        let refusal = self.knock(from, user, None).unwrap_err();
        let offer = refusal.headers().first(HeaderName::WwwAuthenticate).unwrap();
        let challenge = Challenge::parse(offer).unwrap();
        let attempt = Attempt {
            method: &sip_stack::message::Method::Register,
            uri: "sip:office.example",
            body: b"",
            cnonce: "c",
            nonce_count: 1,
        };
        respond(&challenge, user, &Ha1::new(user, REALM, password), &attempt).unwrap()
    }

    fn offence(&mut self) -> Option<Offence> {
        match self.told.try_recv() {
            Ok(ToSignalling::Conduct {
                conduct: Conduct::Offended { offence, user },
                ..
            }) => {
                assert!(user.is_some(), "the name counts, be it a user's or nobody's");
                Some(offence)
            }
            _ => None,
        }
    }
}

fn register(user: &str, credentials: Option<&str>) -> Request {
    let credentials = credentials.map_or(String::new(), |value| format!("Authorization: {value}\r\n"));
    let text = format!(
        "REGISTER sip:office.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\r\n\
         From: <sip:{user}@office.example>;tag=1\r\nTo: <sip:{user}@office.example>\r\nCall-ID: c\r\n\
         CSeq: 1 REGISTER\r\n{credentials}Content-Length: 0\r\n\r\n"
    );
    match Message::parse(Bytes::from(text), &Limits::default()).unwrap() {
        Message::Request(request) => request,
        Message::Response(_) => panic!("not a request"),
    }
}

/// A response without what is new in each.
fn shape(response: &Response) -> String {
    let text = String::from_utf8(response.to_bytes().to_vec()).unwrap();
    let nonce = text.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap();
    text.replace(nonce, "N")
}

#[test]
fn a_wrong_password_is_answered_alike_whether_the_user_exists_or_not() {
    let mut door = Door::new();
    let bare = |door: &mut Door, user| shape(&door.knock("192.0.2.7", user, None).unwrap_err());
    assert_eq!(
        bare(&mut door, "101"),
        bare(&mut door, "555").replace("555", "101")
    );
    let mut refusal = |user: &str| {
        let credentials = door.credentials("192.0.2.7", user, "wrong");
        shape(&door.knock("192.0.2.7", user, Some(&credentials)).unwrap_err())
    };
    let (known, unknown) = (refusal("101"), refusal("555"));
    assert!(
        known.starts_with("SIP/2.0 401") && !known.contains("stale"),
        "{known}"
    );
    assert_eq!(known, unknown.replace("555", "101"));
    assert_eq!(known.len(), unknown.len());
    let offences = [door.offence(), door.offence()];
    assert_eq!(
        offences,
        [Some(Offence::WrongPassword), Some(Offence::UnknownUser)]
    );
}

#[test]
fn a_made_up_nonce_is_challenged_anew_and_accuses_nobody() {
    let mut door = Door::new();
    for password in ["wrong", "secret"] {
        let forged = door
            .credentials("192.0.2.7", "101", password)
            .replace("nonce=\"", "nonce=\"f");
        let refusal = door.knock("192.0.2.7", "101", Some(&forged)).unwrap_err();
        assert!(
            shape(&refusal).contains("stale=true"),
            "the password was not looked at"
        );
    }
    assert_eq!(door.offence(), None);
}

#[test]
fn who_cannot_hear_our_challenges_cannot_accuse_an_address() {
    let mut door = Door::new();
    let borrowed = door.credentials("203.0.113.9", "101", "wrong");
    assert!(door.knock("192.0.2.7", "101", Some(&borrowed)).is_err());
    let offence = door.offence().unwrap();
    assert_eq!(offence, Offence::BorrowedNonce);
}

#[test]
fn the_right_password_opens_from_anywhere() {
    let mut door = Door::new();
    let credentials = door.credentials("203.0.113.9", "101", "secret");
    assert_eq!(
        door.knock("192.0.2.7", "101", Some(&credentials))
            .unwrap()
            .extension,
        "101"
    );
    let again = door.knock("192.0.2.7", "101", Some(&credentials));
    assert!(again.is_err(), "but only once");
}

#[test]
fn nobody_speaks_as_someone_else_or_as_a_user_of_another_domain() {
    let door = Door::new();
    let request = register("101", None);
    assert!(door.authenticator.is_from(&request, "101"));
    assert!(!door.authenticator.is_from(&request, "102"));
    let mut abroad = request;
    abroad
        .headers_mut()
        .set(HeaderName::From, "<sip:101@evil.example>;tag=1");
    assert!(!door.authenticator.is_from(&abroad, "101"));
}

#[test]
fn each_algorithm_is_challenged_in_a_header_of_its_own_and_always_with_qop() {
    let mut door = Door::new();
    let refusal = door.knock("192.0.2.7", "101", None).unwrap_err();
    let challenges: Vec<_> = refusal
        .headers()
        .values(HeaderName::WwwAuthenticate)
        .map(|value| Challenge::parse(value).unwrap())
        .collect();
    let algorithms: Vec<_> = challenges.iter().map(|one| one.get("algorithm")).collect();
    assert_eq!(algorithms, [Some("MD5"), Some("SHA-256")]);
    assert!(challenges.iter().all(|one| one.get("qop") == Some("auth")));
}
