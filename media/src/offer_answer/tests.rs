use std::net::{IpAddr, Ipv4Addr};

use super::{Agreed, Direction, MediaAddress, NegotiationError, Negotiator};
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
fn a_carried_offer_keeps_order_numbers_and_parameters_but_not_addresses() {
    let (offer, answer, caller, callee) = carried(
        "m=audio 4000 RTP/AVP 18 96 0 97\na=rtpmap:96 opus/48000/2\na=fmtp:96 useinbandfec=1\n\
         a=rtpmap:97 telephone-event/48000\na=ptime:40",
        "m=audio 6000 RTP/AVP 96 97\na=rtpmap:96 opus/48000/2\na=fmtp:96 stereo=0\na=rtpmap:97 telephone-event/48000",
    );
    assert!(offer.contains("m=audio 20002 RTP/AVP 96 0 97\r\n"), "{offer}");
    assert!(offer.contains("a=fmtp:96 useinbandfec=1\r\n") && offer.contains("a=ptime:40\r\n"));
    assert!(!offer.contains("192.0.2.1") && !offer.contains("G729"));
    assert!(answer.contains("m=audio 20000 RTP/AVP 96 97\r\n"), "{answer}");
    assert!(answer.contains("a=fmtp:96 stereo=0\r\n"));
    assert_eq!((caller.codec, callee.codec), (Codec::Opus, Codec::Opus));
    assert_eq!(caller.remote_rtp, "192.0.2.1:4000".parse().unwrap());
    assert_eq!(callee.remote_rtp, "192.0.2.2:6000".parse().unwrap());
    assert_eq!(callee.telephone_event_send, Some(97));
}

#[test]
fn each_leg_keeps_its_own_payload_numbers() {
    let (_, answer, caller, callee) = carried(
        "m=audio 4000 RTP/AVP 96 101\na=rtpmap:96 opus/48000/2\na=rtpmap:101 telephone-event/8000",
        "m=audio 6000 RTP/AVP 120 105\na=rtpmap:120 opus/48000/2\na=rtpmap:105 telephone-event/8000",
    );
    assert!(answer.contains("RTP/AVP 96 101"), "{answer}");
    assert_eq!((caller.payload_type_send, caller.payload_type_receive), (96, 96));
    assert_eq!((callee.payload_type_send, callee.payload_type_receive), (120, 96));
    assert_eq!(
        (callee.telephone_event_send, callee.telephone_event_receive),
        (Some(105), Some(101))
    );
}

#[test]
fn hold_in_each_of_its_forms_is_answered_and_carried() {
    for (hold, callee_sees, callee_says, caller_sees) in [
        ("a=sendonly", "a=sendonly", "a=recvonly", "a=recvonly"),
        ("a=inactive", "a=inactive", "a=inactive", "a=inactive"),
        (
            "c=IN IP4 0.0.0.0\na=sendrecv",
            "a=sendonly",
            "a=recvonly",
            "a=recvonly",
        ),
    ] {
        let (offer, answer, caller, _) = carried(
            &format!("m=audio 4000 RTP/AVP 0\n{hold}"),
            &format!("m=audio 6000 RTP/AVP 0\n{callee_says}"),
        );
        assert!(offer.contains(callee_sees), "{hold}: {offer}");
        assert!(answer.contains(caller_sees), "{hold}: {answer}");
        assert!(
            !caller.direction.sends(),
            "{hold}: we send nothing to a phone that holds"
        );
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
fn what_cannot_be_agreed_on_says_why() {
    let mut leg = negotiator(&[Codec::Pcmu]);
    let refused = |leg: &mut Negotiator, media: &str| leg.receive_offer(&phone(1, media)).unwrap_err();
    assert_eq!(
        refused(&mut leg, "m=audio 4000 RTP/AVP 8"),
        NegotiationError::NoCommonCodec
    );
    assert_eq!(
        refused(&mut leg, "m=audio 4000 RTP/SAVP 0"),
        NegotiationError::NoAudio
    );
    assert_eq!(
        refused(&mut leg, "m=audio 0 RTP/AVP 0"),
        NegotiationError::NoAudio
    );
    assert_eq!(
        refused(&mut leg, "m=audio 4000 RTP/AVP 0\nc=IN IP4 phone.example"),
        NegotiationError::NoAddress
    );
    assert!(matches!(
        leg.receive_offer(b"nonsense"),
        Err(NegotiationError::Malformed(_))
    ));
    assert_eq!(leg.answer(&ours(20_000)).unwrap_err(), NegotiationError::NoOffer);
    assert_eq!(
        leg.receive_answer(&phone(1, "m=audio 4000 RTP/AVP 0"))
            .unwrap_err(),
        NegotiationError::NoOffer
    );
    assert!(!leg.has_remote());
}

#[test]
fn an_answer_with_a_codec_that_was_not_offered_does_not_fit() {
    let mut leg = negotiator(&[Codec::Pcmu]);
    leg.offer(&ours(20_000));
    let answer = phone(1, "m=audio 4000 RTP/AVP 8");
    assert_eq!(
        leg.receive_answer(&answer).unwrap_err(),
        NegotiationError::Mismatch
    );
}

#[test]
fn a_refused_offer_leaves_what_was_agreed() {
    let mut leg = negotiator(&ALL);
    leg.receive_offer(&phone(1, "m=audio 4000 RTP/AVP 0")).unwrap();
    leg.answer(&ours(20_000)).unwrap();
    let before = leg.agreed().cloned();
    leg.receive_offer(&phone(9, "m=audio 9000 RTP/AVP 8")).unwrap();
    leg.rollback();
    assert_eq!(leg.agreed().cloned(), before);
    leg.offer(&ours(20_000));
    leg.rollback();
    assert!(!leg.awaits_answer());
    assert_eq!(leg.agreed().cloned(), before);
}

#[test]
fn an_early_answer_may_be_repeated_and_the_version_stays() {
    let (mut caller, mut callee) = (negotiator(&ALL), negotiator(&ALL));
    caller
        .receive_offer(&phone(1, "m=audio 4000 RTP/AVP 0 8"))
        .unwrap();
    callee.offer_from(&caller, &ours(20_002)).unwrap();
    let answer = phone(2, "m=audio 6000 RTP/AVP 8");
    callee.receive_answer(&answer).unwrap();
    let (early, _) = caller.answer_from(&callee, &ours(20_000)).unwrap();
    callee.receive_answer(&answer).unwrap();
    let (last, _) = caller.answer_from(&callee, &ours(20_000)).unwrap();
    assert_eq!(early, last);
}

#[test]
fn a_changed_description_has_a_higher_version() {
    let mut leg = negotiator(&ALL);
    let version = |sdp: &[u8]| {
        text(sdp)
            .lines()
            .nth(1)
            .unwrap()
            .split(' ')
            .nth(2)
            .unwrap()
            .parse::<u64>()
            .unwrap()
    };
    let first = version(&leg.offer(&ours(20_000)));
    let same = version(&leg.offer(&ours(20_000)));
    let moved = version(&leg.offer(&ours(20_004)));
    assert_eq!((same, moved), (first, first + 1));
}

#[test]
fn a_leg_that_has_answered_for_itself_offers_only_its_codec_to_the_next() {
    let (mut caller, mut callee) = (negotiator(&ALL), negotiator(&ALL));
    caller
        .receive_offer(&phone(
            1,
            "m=audio 4000 RTP/AVP 8 0 101\na=rtpmap:101 telephone-event/8000",
        ))
        .unwrap();
    caller.answer(&ours(20_000)).unwrap();
    let offer = text(&callee.offer_from(&caller, &ours(20_002)).unwrap());
    assert!(offer.contains("RTP/AVP 8 101\r\n"), "{offer}");
}

#[test]
fn a_late_offer_is_carried_back_and_its_answer_forth() {
    let (mut caller, mut callee) = (negotiator(&ALL), negotiator(&ALL));
    callee
        .receive_offer(&phone(2, "m=audio 6000 RTP/AVP 9 0"))
        .unwrap();
    caller.offer_from(&callee, &ours(20_000)).unwrap();
    assert!(caller.awaits_answer() && callee.owes_answer());
    caller
        .receive_answer(&phone(1, "m=audio 4000 RTP/AVP 0"))
        .unwrap();
    let (answer, agreed) = callee.answer_from(&caller, &ours(20_002)).unwrap();
    assert!(text(&answer).contains("RTP/AVP 0\r\n"));
    assert_eq!(agreed.codec, Codec::Pcmu);
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
    };
    let (sdp, agreed) = leg.answer(&address).unwrap();
    assert!(text(&sdp).contains("c=IN IP6 2001:db8::7\r\n"));
    assert_eq!(agreed.remote_rtp, "[2001:db8::1]:4000".parse().unwrap());
}
