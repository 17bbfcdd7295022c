use std::net::SocketAddr;

use super::{ALL, negotiator, ours, phone};
use crate::codec::Codec;
use crate::offer_answer::{NegotiationError, Negotiator};

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
fn an_answer_that_refuses_the_audio_leaves_nothing() {
    let mut leg = negotiator(&ALL);
    leg.offer(&ours(20_000));
    let refused = leg.receive_answer(&phone(1, "m=audio 0 RTP/AVP 0")).unwrap_err();
    assert_eq!(refused, NegotiationError::NoAudio);
    assert!(leg.agreed().is_none() && leg.awaits_answer());
}

#[test]
fn multiplexed_rtcp_that_was_not_offered_is_not_accepted() {
    let mut leg = negotiator(&ALL);
    leg.offer(&ours(20_000));
    let agreed = leg
        .receive_answer(&phone(1, "m=audio 4000 RTP/AVP 0\na=rtcp-mux"))
        .unwrap();
    assert!(!agreed.rtcp_mux);
    assert_eq!(
        agreed.remote_rtcp,
        "192.0.2.1:4001".parse::<SocketAddr>().unwrap()
    );
}
