use std::net::SocketAddr;

use super::{ALL, carried, negotiator, ours, phone, text};
use crate::codec::Codec;

#[test]
fn a_carried_offer_keeps_order_numbers_and_parameters_but_not_addresses() {
    let (offer, answer, caller, callee) = carried(
        "m=audio 4000 RTP/AVP 18 96 0 97\na=rtpmap:96 opus/48000/2\na=fmtp:96 useinbandfec=1\n\
         a=rtpmap:97 telephone-event/48000\na=ptime:40",
        "m=audio 6000 RTP/AVP 96 97\na=rtpmap:96 opus/48000/2\na=fmtp:96 stereo=0\na=rtpmap:97 telephone-event/48000",
    );
    assert!(offer.contains("m=audio 20002 RTP/AVP 96 0 9 8 97\r\n"), "{offer}");
    assert!(offer.contains("a=fmtp:96 useinbandfec=1\r\n") && offer.contains("a=ptime:40\r\n"));
    assert!(!offer.contains("192.0.2.1") && !offer.contains("G729"));
    assert!(answer.contains("m=audio 20000 RTP/AVP 96 97\r\n"), "{answer}");
    assert!(answer.contains("a=fmtp:96 stereo=0\r\n"));
    assert_eq!((caller.codec, callee.codec), (Codec::Opus, Codec::Opus));
    assert_eq!(caller.remote_rtp, "192.0.2.1:4000".parse::<SocketAddr>().unwrap());
    assert_eq!(callee.remote_rtp, "192.0.2.2:6000".parse::<SocketAddr>().unwrap());
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
fn a_leg_that_has_answered_for_itself_offers_its_codec_first_to_the_next() {
    let (mut caller, mut callee) = (negotiator(&ALL), negotiator(&ALL));
    caller
        .receive_offer(&phone(
            1,
            "m=audio 4000 RTP/AVP 8 0 101\na=rtpmap:101 telephone-event/8000",
        ))
        .unwrap();
    caller.answer(&ours(20_000)).unwrap();
    let offer = text(&callee.offer_from(&caller, &ours(20_002)).unwrap());
    assert!(offer.contains("RTP/AVP 8 111 9 0 101\r\n"), "{offer}");
}

#[test]
fn phones_without_a_common_codec_each_get_one_that_they_speak() {
    let (offer, answer, caller, callee) = carried(
        "m=audio 4000 RTP/AVP 0 101\na=rtpmap:101 telephone-event/8000",
        "m=audio 6000 RTP/AVP 9 101\na=rtpmap:101 telephone-event/8000",
    );
    assert!(offer.contains("RTP/AVP 0 111 9 8 101\r\n"), "{offer}");
    assert!(answer.contains("RTP/AVP 0 101\r\n"), "{answer}");
    assert_eq!((caller.codec, callee.codec), (Codec::Pcmu, Codec::G722));
    assert_eq!(caller.telephone_event_send, Some(101));
}

#[test]
fn who_holds_is_answered_in_a_codec_of_its_own_too() {
    let (_, answer, caller, _) = carried(
        "m=audio 4000 RTP/AVP 0\na=sendonly",
        "m=audio 6000 RTP/AVP 8\na=recvonly",
    );
    assert!(
        answer.contains("RTP/AVP 0\r\n") && answer.contains("a=recvonly"),
        "{answer}"
    );
    assert!(!caller.direction.sends());
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
