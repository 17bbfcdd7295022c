use std::net::SocketAddr;
use std::time::Duration;

use super::{Desk, PTIME, agreed, bridge, phone, source, voice};
use crate::rtcp::{Compound, ReportBlock, SenderInfo, kind, packets};

fn kinds(bytes: &[u8]) -> Vec<u8> {
    packets(bytes).map(|packet| packet.kind).collect()
}

fn compound(write: impl FnOnce(&mut Compound<'_>)) -> Vec<u8> {
    let mut buffer = vec![0; 500];
    let mut out = Compound::new(&mut buffer);
    write(&mut out);
    let length = out.finish();
    buffer.truncate(length);
    buffer
}

#[test]
fn an_echo_reports_what_it_hears_and_sends_and_says_goodbye() {
    let mut desk = Desk::with_phone(1);
    desk.session.echo(desk.now);
    for sequence in [5, 6, 8, 9] {
        desk.pass(PTIME);
        let header = voice(9, sequence);
        let arrival = desk.hear(phone(1), header).unwrap();
        let mut packet = [0; 172];
        header.build(&[7; 160], &mut packet).unwrap();
        let id = desk.session.id();
        assert_eq!(
            desk.session.forward(desk.now, id, &arrival, &mut packet),
            Some((phone(1), 172))
        );
    }
    let (report, to) = desk.next_report();
    assert_eq!(to, phone(2), "RTCP's own port");
    assert_eq!(kinds(&report), [kind::SENDER_REPORT, kind::DESCRIPTION]);
    let first = packets(&report).next().unwrap();
    let info = SenderInfo::of(&first).unwrap();
    assert_eq!((info.packets, info.octets), (4, 640));
    let block = ReportBlock::all(&first).next().unwrap();
    assert_eq!(
        (
            block.ssrc,
            block.lost,
            block.fraction_lost,
            block.highest_sequence
        ),
        (9, 1, 51, 9)
    );
    let mut space = [0; 500];
    let last = desk.session.close(desk.now, &mut space).unwrap();
    let ends = [kind::SENDER_REPORT, kind::DESCRIPTION, kind::GOODBYE];
    assert_eq!(kinds(&space[..last.length]), ends);
}

#[test]
fn reports_come_every_five_seconds_or_so_and_the_first_sooner() {
    let mut desk = Desk::with_phone(1);
    desk.session.play(desk.now, source(2).repeated());
    let start = desk.now;
    desk.next_report();
    let mut before = desk.now;
    assert!((1_000..=3_100).contains(&(before - start).as_millis()));
    for _ in 0..20 {
        desk.next_report();
        assert!((2_000..=6_200).contains(&(desk.now - before).as_millis()));
        before = desk.now;
    }
}

#[test]
fn a_phones_reports_time_the_round_trip() {
    let mut desk = Desk::with_phone(1);
    desk.session.play(desk.now, source(2).repeated());
    let (report, _) = desk.next_report();
    let first = packets(&report).next().unwrap();
    let ours = first.word(0).unwrap();
    let ntp = SenderInfo::of(&first).unwrap().ntp;
    desk.pass(Duration::from_millis(580));
    let mut answer = compound(|out| {
        let block = ReportBlock {
            ssrc: ours,
            last_report: u32::try_from(ntp >> 16 & 0xffff_ffff).unwrap(),
            since_last_report: 32_768,
            ..ReportBlock::default()
        };
        out.report(9, None, &[block]);
    });
    assert!(
        desk.session
            .receive_control(desk.now, phone(2), &mut answer)
            .is_some()
    );
    let round_trip = desk.session.report().round_trip.unwrap();
    assert!(
        round_trip.abs_diff(Duration::from_millis(80)) < Duration::from_millis(1),
        "{round_trip:?}"
    );
}

#[test]
fn a_phones_reports_tell_how_we_sound_there() {
    let mut desk = Desk::with_phone(1);
    desk.session.play(desk.now, source(2).repeated());
    for _ in 0..200 {
        desk.pass(Duration::from_millis(20));
        desk.poll_voice();
    }
    let sent = desk.session.report();
    assert!(sent.packets_sent >= 190 && sent.opinion_out.is_none(), "{sent:?}");
    let ours = desk.session.outbound.ssrc();
    for (lost, known) in [(20, 20), (0x00ff_fff0, 0)] {
        let block = ReportBlock {
            ssrc: ours,
            lost,
            jitter: 80,
            ..ReportBlock::default()
        };
        let mut told = compound(|out| out.report(9, None, &[block]));
        desk.session.receive_control(desk.now, phone(2), &mut told);
        let report = desk.session.report();
        assert_eq!((report.far_lost, report.far_jitter_ms), (Some(known), Some(10.0)));
        let score = report.opinion_out.unwrap();
        assert_eq!(score < 4.0, known > 0, "{score}");
    }
}

#[test]
fn a_bridged_session_leaves_reports_to_the_phones() {
    let (mut a, mut b) = (Desk::with_phone(1), Desk::with_phone(3));
    bridge(&mut a, &mut b);
    let end = a.now + Duration::from_secs(30);
    assert!(a.session.deadline().unwrap() > end, "only the silence is watched");
    a.session.silence(a.now);
    assert!(a.session.deadline().unwrap() < end);
}

#[test]
fn rtcp_is_taken_from_the_phones_host_only_and_answered_where_it_came_from() {
    let mut desk = Desk::with_phone(1);
    let stranger = SocketAddr::from(([198, 51, 100, 1], 2));
    let mut report = compound(|out| out.report(9, None, &[]));
    assert!(
        desk.session
            .receive_control(desk.now, stranger, &mut report.clone())
            .is_none()
    );
    assert_eq!(desk.session.control_target(), Some(phone(2)));
    assert!(
        desk.session
            .receive_control(desk.now, phone(40_000), &mut report)
            .is_some(),
        "behind NAT"
    );
    assert_eq!(desk.session.control_target(), Some(phone(40_000)));
    assert!(
        desk.session
            .receive_control(desk.now, phone(2), &mut b"nonsense".to_owned())
            .is_none()
    );
    let counts = desk.session.report();
    assert_eq!((counts.rejected_source, counts.malformed), (1, 1));
}

#[test]
fn with_rtcp_mux_everything_goes_through_one_port() {
    let mut desk = Desk::new(1);
    let mut terms = agreed(phone(1));
    terms.rtcp_mux = true;
    desk.session.agree(desk.now, terms);
    let (mut report, to) = desk.next_report();
    assert_eq!(to, phone(1));
    assert_eq!(kinds(&report), [kind::RECEIVER_REPORT, kind::DESCRIPTION]);
    assert!(
        desk.session
            .receive_control(desk.now, phone(2), &mut report.clone())
            .is_none()
    );
    assert!(
        desk.session
            .receive_control(desk.now, phone(1), &mut report)
            .is_some()
    );
}

#[test]
fn a_phone_that_only_reports_is_alive() {
    let mut desk = Desk::with_phone(1);
    let report = compound(|out| out.report(9, None, &[]));
    for _ in 0..30 {
        desk.pass(Duration::from_secs(5));
        assert!(
            desk.session
                .receive_control(desk.now, phone(2), &mut report.clone())
                .is_some()
        );
        desk.poll_voice();
    }
    assert!(desk.news.is_empty());
}
