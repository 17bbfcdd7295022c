use super::{ALL, negotiator, ours, text};
use crate::codec::Codec;
use crate::offer_answer::{Agreed, Direction, NegotiationError};
use crate::sdp::{Sdp, Section, samples};

/// What echo and prompts agree on with a phone that offers so.
fn agreed_with(offer: &str) -> Result<(String, Agreed), NegotiationError> {
    let mut leg = negotiator(&ALL);
    leg.receive_offer(offer.as_bytes())?;
    let (answer, agreed) = leg.answer(&ours(20_000))?;
    Ok((text(&answer), agreed))
}

/// Phone; its codec and number, its key presses, its RTP and RTCP.
type Expected = (&'static str, Codec, u8, Option<u8>, &'static str, &'static str);

const EXPECTED: [Expected; 7] = [
    (
        samples::YEALINK,
        Codec::G722,
        9,
        Some(101),
        "192.0.2.20:11780",
        "192.0.2.20:11781",
    ),
    (
        samples::SNOM,
        Codec::Pcma,
        8,
        Some(101),
        "192.0.2.21:57214",
        "192.0.2.21:57215",
    ),
    (
        samples::GRANDSTREAM,
        Codec::Pcmu,
        0,
        Some(101),
        "192.0.2.22:5004",
        "192.0.2.22:5005",
    ),
    (
        samples::LINPHONE,
        Codec::Opus,
        96,
        Some(101),
        "192.0.2.23:7078",
        "192.0.2.23:34871",
    ),
    (
        samples::BARESIP,
        Codec::Opus,
        96,
        Some(97),
        "192.0.2.24:30116",
        "192.0.2.24:30117",
    ),
    (
        samples::SIPP,
        Codec::Pcma,
        8,
        None,
        "192.0.2.25:6000",
        "192.0.2.25:6001",
    ),
    (
        samples::OLD_ADAPTER,
        Codec::Pcmu,
        0,
        None,
        "192.0.2.27:16384",
        "192.0.2.27:16385",
    ),
];

#[test]
fn each_common_phone_is_agreed_with() {
    for (offer, codec, payload_type, telephone_event, rtp, rtcp) in EXPECTED {
        let (_, agreed) = agreed_with(offer).unwrap();
        let wanted = Agreed {
            codec,
            payload_type_send: payload_type,
            payload_type_receive: payload_type,
            telephone_event_send: telephone_event,
            telephone_event_receive: telephone_event,
            ptime_ms: 20,
            remote_rtp: rtp.parse().unwrap(),
            remote_rtcp: rtcp.parse().unwrap(),
            rtcp_mux: false,
            direction: Direction::SendRecv,
            srtp: None,
            ice: None,
        };
        assert_eq!(agreed, wanted, "{offer}");
    }
}

#[test]
fn a_browser_that_insists_on_encryption_is_refused_for_now() {
    let error = agreed_with(samples::CHROMIUM).unwrap_err();
    assert_eq!((error, error.status_code()), (NegotiationError::NoAudio, 488));
}

#[test]
fn of_audio_with_and_without_encryption_the_plain_one_is_taken_in_its_place() {
    let (answer, _) = agreed_with(samples::SNOM).unwrap();
    let media: Vec<_> = answer.lines().filter(|line| line.starts_with("m=")).collect();
    assert_eq!(
        media,
        ["m=audio 0 RTP/SAVP 8 0 101", "m=audio 20000 RTP/AVP 8 101"]
    );
}

#[test]
fn nothing_that_we_do_not_speak_is_said_to_another_phone() {
    let plain_browser = samples::CHROMIUM.replace("UDP/TLS/RTP/SAVPF", "RTP/AVPF");
    for offer in samples::ALL
        .iter()
        .map(|(_, offer)| *offer)
        .chain([plain_browser.as_str()])
    {
        let (mut caller, mut callee) = (negotiator(&ALL), negotiator(&ALL));
        if caller.receive_offer(offer.as_bytes()).is_err() {
            continue;
        }
        let carried = text(&callee.offer_from(&caller, &ours(20_002)).unwrap());
        let own = text(&caller.answer(&ours(20_000)).unwrap().0);
        for said in [&carried, &own] {
            for foreign in [
                "192.0.2.",
                "candidate",
                "ice-",
                "fingerprint",
                "crypto",
                "extmap",
                "ssrc",
                "msid",
                "mid:",
                "rtcp-fb",
            ] {
                assert!(!said.contains(foreign), "{foreign} in {said}");
            }
            assert_eq!(Sdp::parse(said.as_bytes()).unwrap().to_string(), **said);
        }
        assert!(
            !carried.contains("rtcp-mux"),
            "the other leg decides for itself: {carried}"
        );
    }
}

#[test]
fn an_answer_of_our_own_says_what_we_want_to_hear() {
    let (answer, _) = agreed_with(samples::BARESIP).unwrap();
    assert!(
        answer.contains("a=fmtp:96 useinbandfec=1\r\n") && !answer.contains("stereo"),
        "{answer}"
    );
}

#[test]
fn a_call_between_any_two_common_phones_has_one_codec_where_both_speak_it() {
    for (caller_name, offer) in samples::ALL {
        for (callee_name, answer) in samples::ALL {
            let (mut caller, mut callee) = (negotiator(&ALL), negotiator(&ALL));
            if caller.receive_offer(offer.as_bytes()).is_err() {
                continue;
            }
            callee.offer_from(&caller, &ours(20_002)).unwrap();
            // An answer with codecs that were not offered fits nothing; the phone would have said 488.
            let Ok(callee_agreed) = callee.receive_answer(answer.as_bytes()) else {
                continue;
            };
            let (_, caller_agreed) = caller.answer_from(&callee, &ours(20_000)).unwrap();
            let offered = Sdp::parse(offer.as_bytes()).unwrap().sections;
            let speaks = |codec| {
                let formats = offered.iter().flat_map(Section::known_formats);
                formats.into_iter().any(|format| format.codec() == Some(codec))
            };
            assert!(speaks(caller_agreed.codec), "{caller_name} → {callee_name}");
            assert_eq!(
                caller_agreed.codec == callee_agreed.codec,
                speaks(callee_agreed.codec),
                "{caller_name} → {callee_name}"
            );
        }
    }
}
