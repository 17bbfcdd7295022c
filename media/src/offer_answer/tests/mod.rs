//! Offers and answers between made-up phones, and what must hold whatever they say.

mod again;
mod any_phone;
mod carrying;
mod encryption;
mod faults;
mod handshake;
mod ice;
mod own;
mod phones;

use std::net::{IpAddr, Ipv4Addr};

use super::{Agreed, MediaAddress, Negotiator};
use crate::codec::Codec;

const ALL: [Codec; 4] = Codec::ALL;

fn negotiator(codecs: &[Codec]) -> Negotiator {
    Negotiator::new(7, codecs.to_vec())
}

fn ours(rtp_port: u16) -> MediaAddress {
    MediaAddress {
        ip: IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)),
        rtp_port,
        rtcp_port: rtp_port + 1,
        fingerprint: None,
        ice: None,
    }
}

/// A phone's description: its address ends in `host`, `media` is its `m=` line and what follows.
fn phone(host: u8, media: &str) -> Vec<u8> {
    let media = media.replace('\n', "\r\n");
    format!("v=0\r\no=- 1 1 IN IP4 192.0.2.{host}\r\ns=-\r\nc=IN IP4 192.0.2.{host}\r\nt=0 0\r\n{media}\r\n")
        .into_bytes()
}

fn text(sdp: &[u8]) -> String {
    String::from_utf8(sdp.to_vec()).unwrap()
}

/// An offer from one phone, carried to another, whose answer comes back.
fn carried(offer: &str, answer: &str) -> (String, String, Agreed, Agreed) {
    let (mut caller, mut callee) = (negotiator(&ALL), negotiator(&ALL));
    caller.receive_offer(&phone(1, offer)).unwrap();
    let offer = callee.offer_from(&caller, &ours(20_002)).unwrap();
    let callee_agreed = callee.receive_answer(&phone(2, answer)).unwrap();
    let (answer, caller_agreed) = caller.answer_from(&callee, &ours(20_000)).unwrap();
    (text(&offer), text(&answer), caller_agreed, callee_agreed)
}
