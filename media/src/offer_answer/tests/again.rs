use std::net::SocketAddr;

use super::{ALL, negotiator, ours, phone, text};
use crate::codec::Codec;
use crate::offer_answer::{Direction, Negotiator};

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

/// A call between two phones that has been set up.
fn talking(caller_media: &str, callee_media: &str) -> (Negotiator, Negotiator) {
    let (mut caller, mut callee) = (negotiator(&ALL), negotiator(&ALL));
    exchange(&mut caller, 1, caller_media, &mut callee, 2, callee_media);
    (caller, callee)
}

/// One phone offers, the other answers; what each was sent comes back.
fn exchange(
    from: &mut Negotiator,
    from_host: u8,
    offer: &str,
    to: &mut Negotiator,
    to_host: u8,
    answer: &str,
) -> (String, String) {
    from.receive_offer(&phone(from_host, offer)).unwrap();
    let carried = to.offer_from(from, &ours(20_002)).unwrap();
    to.receive_answer(&phone(to_host, answer)).unwrap();
    let (answer, _) = from.answer_from(to, &ours(20_000)).unwrap();
    (text(&carried), text(&answer))
}

const PLAIN: &str = "m=audio 4000 RTP/AVP 0 8";

#[test]
fn either_phone_may_hold_and_resume_and_neither_codec_nor_numbers_change() {
    let (mut caller, mut callee) = talking(PLAIN, PLAIN);
    let (held, _) = exchange(
        &mut callee,
        2,
        "m=audio 4000 RTP/AVP 0\na=sendonly",
        &mut caller,
        1,
        "m=audio 4000 RTP/AVP 0\na=recvonly",
    );
    assert!(held.contains("a=sendonly"), "{held}");
    let directions = |a: &Negotiator, b: &Negotiator| [a, b].map(|leg| leg.agreed().unwrap().direction);
    assert_eq!(
        directions(&caller, &callee),
        [Direction::SendOnly, Direction::RecvOnly]
    );
    let (resumed, _) = exchange(&mut callee, 2, PLAIN, &mut caller, 1, PLAIN);
    assert!(resumed.contains("a=sendrecv"), "{resumed}");
    assert_eq!(directions(&caller, &callee), [Direction::SendRecv; 2]);
    assert_eq!(caller.agreed().unwrap().codec, Codec::Pcmu);
}

#[test]
fn both_phones_may_hold_at_once() {
    let (mut caller, mut callee) = talking(PLAIN, PLAIN);
    let hold = "m=audio 4000 RTP/AVP 0\na=sendonly";
    exchange(
        &mut callee,
        2,
        hold,
        &mut caller,
        1,
        "m=audio 4000 RTP/AVP 0\na=inactive",
    );
    let (sent, answered) = exchange(
        &mut caller,
        1,
        hold,
        &mut callee,
        2,
        "m=audio 4000 RTP/AVP 0\na=inactive",
    );
    assert!(
        sent.contains("a=sendonly") && answered.contains("a=inactive"),
        "{sent}{answered}"
    );
}

#[test]
fn a_codec_may_change_during_a_call() {
    let (mut caller, mut callee) = talking("m=audio 4000 RTP/AVP 9 0", "m=audio 6000 RTP/AVP 9");
    exchange(
        &mut caller,
        1,
        "m=audio 4000 RTP/AVP 8",
        &mut callee,
        2,
        "m=audio 6000 RTP/AVP 8",
    );
    let codecs = [&caller, &callee].map(|leg| leg.agreed().unwrap().codec);
    assert_eq!(codecs, [Codec::Pcma; 2]);
}

#[test]
fn a_new_offer_before_the_call_is_answered_follows_an_early_answer() {
    // As by UPDATE after a 183 with an answer (RFC 3311, RFC 6337 §2).
    let (mut caller, mut callee) = talking(PLAIN, "m=audio 6000 RTP/AVP 8");
    let moved = "m=audio 4444 RTP/AVP 0";
    let (offer, answer) = exchange(&mut caller, 1, moved, &mut callee, 2, "m=audio 6000 RTP/AVP 0");
    assert!(offer.contains("RTP/AVP 0 ") && answer.contains("RTP/AVP 0\r\n"));
    assert_eq!(
        caller.agreed().unwrap().remote_rtp,
        "192.0.2.1:4444".parse::<SocketAddr>().unwrap()
    );
}

#[test]
fn a_number_that_means_something_else_on_the_other_leg_is_replaced_there() {
    let opus_at = |opus: u8, event: u8| {
        format!(
            "m=audio 4000 RTP/AVP {opus} {event}\na=rtpmap:{opus} opus/48000/2\na=rtpmap:{event} telephone-event/8000"
        )
    };
    // The callee answers under numbers of its own, which the caller uses for something else.
    let (mut caller, mut callee) = talking(&opus_at(96, 97), &opus_at(97, 96));
    let reoffer = opus_at(97, 96);
    let (sent, _) = exchange(&mut callee, 2, &reoffer, &mut caller, 1, &opus_at(96, 97));
    assert!(sent.contains("RTP/AVP 96 9 0 8 97\r\n"), "{sent}");
    assert!(sent.contains("a=rtpmap:96 opus/48000/2\r\n"), "{sent}");
    let agreed = caller.agreed().unwrap();
    assert_eq!((agreed.payload_type_send, agreed.payload_type_receive), (96, 96));
}

#[test]
fn our_own_offer_does_not_reuse_a_number_that_the_phone_gave_to_something_foreign() {
    let mut leg = negotiator(&ALL);
    leg.receive_offer(&phone(1, "m=audio 4000 RTP/AVP 0 111\na=rtpmap:111 speex/8000"))
        .unwrap();
    leg.answer(&ours(20_000)).unwrap();
    let offer = text(&leg.offer(&ours(20_000)));
    assert!(
        offer.contains("a=rtpmap:96 opus/48000/2\r\n") && !offer.contains(":111 "),
        "{offer}"
    );
}

#[test]
fn a_new_offer_keeps_the_transport_of_the_phone() {
    let mut leg = negotiator(&ALL);
    leg.receive_offer(&phone(1, "m=audio 4000 RTP/AVPF 0")).unwrap();
    leg.answer(&ours(20_000)).unwrap();
    let offer = text(&leg.offer(&ours(20_000)));
    assert!(offer.contains("m=audio 20000 RTP/AVPF "), "{offer}");
}

#[test]
fn key_presses_follow_the_clock_that_the_other_phone_took() {
    let events =
        "\na=rtpmap:96 opus/48000/2\na=rtpmap:110 telephone-event/48000\na=rtpmap:101 telephone-event/8000";
    let offer = format!("m=audio 4000 RTP/AVP 96 110 101{events}");
    let answer = "m=audio 6000 RTP/AVP 96 101\na=rtpmap:96 opus/48000/2\na=rtpmap:101 telephone-event/8000";
    let (mut caller, mut callee) = (negotiator(&ALL), negotiator(&ALL));
    let (_, answered) = exchange(&mut caller, 1, &offer, &mut callee, 2, answer);
    assert!(answered.contains("RTP/AVP 96 101\r\n"), "{answered}");
    for leg in [&caller, &callee] {
        let agreed = leg.agreed().unwrap();
        let events = (agreed.telephone_event_send, agreed.telephone_event_receive);
        assert_eq!(events, (Some(101), Some(101)));
    }
    // For a phone that takes none they become something else: the other one presses them on its own clock.
    let none = "m=audio 6000 RTP/AVP 96\na=rtpmap:96 opus/48000/2";
    let (_, answered) = exchange(&mut caller, 1, &offer, &mut callee, 2, none);
    assert!(answered.contains("RTP/AVP 96 110\r\n"), "{answered}");
    assert_eq!(caller.agreed().unwrap().telephone_event_receive, Some(110));
    assert_eq!(callee.agreed().unwrap().telephone_event_receive, None);
}

#[test]
fn packet_times_are_carried_and_kept() {
    let offer = format!("{PLAIN}\na=ptime:60\na=maxptime:40");
    let (mut caller, mut callee) = (negotiator(&ALL), negotiator(&ALL));
    let (carried, answered) = exchange(
        &mut caller,
        1,
        &offer,
        &mut callee,
        2,
        "m=audio 6000 RTP/AVP 0\na=maxptime:10",
    );
    assert!(carried.contains("a=ptime:60\r\na=maxptime:40\r\n"), "{carried}");
    assert!(answered.contains("a=maxptime:10\r\n"), "{answered}");
    let to_send = [&caller, &callee].map(|leg| leg.agreed().unwrap().ptime_ms);
    assert_eq!(to_send, [40, 10]);
}
