use std::net::SocketAddr;

use super::{ALL, negotiator, ours, phone, text};
use crate::offer_answer::{Direction, MediaAddress};

#[test]
fn an_offer_of_our_own_holds_every_codec_and_key_presses() {
    let offer = text(&negotiator(&ALL).offer(&ours(20_000)));
    assert!(
        offer.contains("m=audio 20000 RTP/AVP 111 9 0 8 101 110\r\n"),
        "{offer}"
    );
    for line in [
        "a=rtpmap:111 opus/48000/2",
        "a=rtpmap:101 telephone-event/8000",
        "c=IN IP4 203.0.113.7",
    ] {
        assert!(offer.contains(line), "{line} in {offer}");
    }
}

#[test]
fn our_own_answer_to_hold_is_its_mirror() {
    let mut leg = negotiator(&ALL);
    leg.receive_offer(&phone(1, "m=audio 4000 RTP/AVP 0\na=sendonly"))
        .unwrap();
    let (sdp, agreed) = leg.answer(&ours(20_000)).unwrap();
    assert!(text(&sdp).contains("a=recvonly"));
    assert_eq!(agreed.direction, Direction::RecvOnly);
}

#[test]
fn a_resume_restores_the_address() {
    let mut leg = negotiator(&ALL);
    for (media, address, direction) in [
        ("m=audio 4000 RTP/AVP 0", "192.0.2.1:4000", Direction::SendRecv),
        (
            "m=audio 4000 RTP/AVP 0\nc=IN IP4 0.0.0.0",
            "0.0.0.0:4000",
            Direction::RecvOnly,
        ),
        ("m=audio 4010 RTP/AVP 0", "192.0.2.1:4010", Direction::SendRecv),
    ] {
        leg.receive_offer(&phone(1, media)).unwrap();
        let (_, agreed) = leg.answer(&ours(20_000)).unwrap();
        assert_eq!(
            (agreed.remote_rtp, agreed.direction),
            (address.parse().unwrap(), direction)
        );
    }
}

#[test]
fn other_media_are_refused_in_their_place() {
    let mut leg = negotiator(&ALL);
    let media =
        "m=video 4002 RTP/AVP 99\na=rtpmap:99 H264/90000\nm=audio 4000 RTP/AVP 0\nm=image 4004 udptl t38";
    leg.receive_offer(&phone(1, media)).unwrap();
    let (sdp, _) = leg.answer(&ours(20_000)).unwrap();
    let lines: Vec<_> = text(&sdp)
        .lines()
        .filter(|line| line.starts_with("m="))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        lines,
        [
            "m=video 0 RTP/AVP 99",
            "m=audio 20000 RTP/AVP 0",
            "m=image 0 udptl t38"
        ]
    );
    let again = text(&leg.offer(&ours(20_000)));
    assert_eq!(
        again.matches("m=").count(),
        3,
        "a new offer keeps the places: {again}"
    );
}

#[test]
fn multiplexed_rtcp_is_accepted_when_offered() {
    let mut leg = negotiator(&ALL);
    leg.receive_offer(&phone(1, "m=audio 4000 RTP/AVP 0\na=rtcp-mux"))
        .unwrap();
    let (sdp, agreed) = leg.answer(&ours(20_000)).unwrap();
    assert!(text(&sdp).contains("a=rtcp-mux\r\n"));
    assert!(agreed.rtcp_mux && agreed.remote_rtcp == agreed.remote_rtp);
}

#[test]
fn a_feedback_profile_is_answered_in_kind() {
    let mut leg = negotiator(&ALL);
    leg.receive_offer(&phone(1, "m=audio 4000 RTP/AVPF 0")).unwrap();
    assert!(text(&leg.answer(&ours(20_000)).unwrap().0).contains("m=audio 20000 RTP/AVPF 0"));
}

#[test]
fn ipv6_is_spoken() {
    let mut leg = negotiator(&ALL);
    let offer = text(&phone(1, "m=audio 4000 RTP/AVP 0")).replace("IN IP4 192.0.2.1", "IN IP6 2001:db8::1");
    leg.receive_offer(offer.as_bytes()).unwrap();
    let address = MediaAddress {
        ip: "2001:db8::7".parse().unwrap(),
        rtp_port: 20_000,
        rtcp_port: 20_001,
        fingerprint: None,
        ice: None,
    };
    let (sdp, agreed) = leg.answer(&address).unwrap();
    assert!(text(&sdp).contains("c=IN IP6 2001:db8::7\r\n"));
    assert_eq!(
        agreed.remote_rtp,
        "[2001:db8::1]:4000".parse::<SocketAddr>().unwrap()
    );
}
