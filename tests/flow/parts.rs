//! What an INVITE says beside its session goes with the header that points to it.

use sip_stack::message::HeaderName;
use softswitch::call::HeaderPolicy;
use tests::sim::{Action, OnRing, World};

use crate::ms;

/// An INVITE with a location, and with a part that nothing points to.
const INVITE: &str = "INVITE sip:102@office.example SIP/2.0\r\n\
    Via: SIP/2.0/UDP 192.0.2.11:5060;branch=z9hG4bKparts\r\n\
    Max-Forwards: 70\r\n\
    From: <sip:101@office.example>;tag=a\r\n\
    To: <sip:102@office.example>\r\n\
    Call-ID: parts@192.0.2.11\r\n\
    CSeq: 1 INVITE\r\n\
    Contact: <sip:101@192.0.2.11>\r\n\
    Geolocation: <cid:place@192.0.2.11>\r\n\
    Content-Type: multipart/mixed;boundary=b\r\n\
    Content-Length: ";

const BODY: &str = "--b\r\nContent-Type: application/sdp\r\n\r\n\
    v=0\r\no=- 1 1 IN IP4 192.0.2.11\r\ns=-\r\nc=IN IP4 192.0.2.11\r\nt=0 0\r\n\
    m=audio 40000 RTP/AVP 0\r\n\
    --b\r\nContent-Type: application/pidf+xml\r\nContent-ID: <place@192.0.2.11>\r\n\r\n<presence/>\r\n\
    --b\r\nContent-Type: text/plain\r\nContent-ID: <other@192.0.2.11>\r\n\r\nsecret\r\n--b--\r\n";

/// The INVITE that bob gets, if these headers of phones cross.
fn told(pass: Vec<HeaderName>) -> String {
    let policy = HeaderPolicy::default().with(pass, Vec::new(), Vec::new());
    let mut world = World::new(231).with_phone_headers(policy.unwrap_or_default());
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Ring);
    let invite = format!("{INVITE}{}\r\n\r\n{BODY}", BODY.len());
    world.at(ms(0), alice, Action::SendRaw(invite.into_bytes()));
    let ladder = world.run();
    let invites = ladder.sent("switch", "INVITE");
    let bytes = invites.first().map(|step| step.bytes.clone());
    String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
}

#[test]
fn a_location_crosses_with_the_header_that_points_to_it() {
    let invite = told(vec![HeaderName::Geolocation]);
    for said in [
        "Geolocation: <cid:place@192.0.2.11>",
        "Content-Type: multipart/mixed;boundary=",
        "Content-Type: application/sdp\r\n\r\nv=0",
        "Content-ID: <place@192.0.2.11>\r\n\r\n<presence/>",
    ] {
        assert!(invite.contains(said), "{said}: {invite}");
    }
    assert!(!invite.contains("secret"), "{invite}");
}

#[test]
fn a_part_whose_header_stays_here_stays_here() {
    let invite = told(Vec::new());
    assert!(invite.contains("Content-Type: application/sdp"), "{invite}");
    assert!(
        !invite.contains("presence") && !invite.contains("Geolocation"),
        "{invite}"
    );
}
