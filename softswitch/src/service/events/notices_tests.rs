use std::net::SocketAddr;

use sip_stack::flow::{Flow, Target};
use sip_stack::message::{Request, Response, Transport, Uri};
use sip_stack::transaction::Failure;

use super::*;
use crate::clock;

fn device(n: u8) -> Device {
    let flow = Flow {
        transport: Transport::Udp,
        local: SocketAddr::from(([192, 0, 2, 1], 5060)),
        remote: SocketAddr::from(([192, 0, 2, n], 5060)),
        connection: None,
    };
    Device {
        contact: Uri::parse(format!("sip:102@192.0.2.{n}").as_bytes()).unwrap(),
        target: Target::Flow(flow),
        route: vec![bytes::Bytes::from_static(b"<sip:192.0.2.99;lr>")],
        local_contact: Uri::parse(b"sip:192.0.2.1").unwrap(),
    }
}

fn sent(effects: &[NoticeEffect]) -> Vec<(Branch, &Request)> {
    let sent = effects.iter().filter_map(|effect| match effect {
        NoticeEffect::Sip {
            effect: user_agent::Effect::Request { branch, request, .. },
            ..
        } => Some((*branch, request)),
        _ => None,
    });
    sent.collect()
}

fn done(effects: &[NoticeEffect]) -> Option<Vec<(String, Heard)>> {
    effects.iter().find_map(|effect| match effect {
        NoticeEffect::Done { heard, .. } => Some(heard.clone()),
        NoticeEffect::Sip { .. } => None,
    })
}

fn notices() -> Notices {
    Notices::new("office.example", Tokens::from_seed([3; 32]))
}

#[test]
fn every_phone_is_told_in_its_makers_words() {
    let url = String::from("https://phones.office.example/p/0123");
    let table = [
        (
            Notice::CheckSync { reboot: true },
            "Event: check-sync;reboot=true\r\n",
            "",
        ),
        (
            Notice::CheckSync { reboot: false },
            "Event: check-sync;reboot=false\r\n",
            "",
        ),
        (
            Notice::Profile { url: url.clone() },
            "Content-Type: application/url\r\n",
            url.as_str(),
        ),
    ];
    for (notice, header, body) in table {
        let mut effects = Vec::new();
        let number = notices().send(
            clock::now(),
            "102",
            &notice,
            &[device(7), device(8)],
            &mut effects,
        );
        assert!(number.is_some());
        let sent = sent(&effects);
        assert_eq!(sent.len(), 2);
        let text = String::from_utf8(sent[0].1.to_bytes().to_vec()).unwrap();
        assert!(text.starts_with("NOTIFY sip:102@192.0.2.7 SIP/2.0\r\n"), "{text}");
        for line in [
            header,
            "Route: <sip:192.0.2.99;lr>\r\n",
            "To: <sip:102@office.example>\r\n",
            "Subscription-State: terminated;reason=timeout\r\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
        assert!(text.ends_with(&format!("\r\n\r\n{body}")), "{text}");
    }
}

#[test]
fn what_each_phone_says_is_told_once_all_have_answered() {
    let (mut notices, now, mut effects) = (notices(), clock::now(), Vec::new());
    let notice = Notice::CheckSync { reboot: false };
    let number = notices.send(now, "102", &notice, &[device(7), device(8)], &mut effects);
    let number = number.unwrap();
    let (first, second) = (sent(&effects)[0], sent(&effects)[1].0);
    let response = Response::for_request(first.1, StatusCode::OK);
    let answer = user_agent::Input::Response {
        branch: first.0,
        response,
    };
    let mut heard = Vec::new();
    notices.hear(number, &answer, &mut heard);
    assert!(heard.is_empty());
    let failed = user_agent::Input::Failed {
        branch: second,
        cause: Failure::Transport,
    };
    notices.hear(number, &failed, &mut heard);
    let expected = vec![
        (String::from("sip:102@192.0.2.7"), Heard::Answer(StatusCode::OK)),
        (String::from("sip:102@192.0.2.8"), Heard::Unreachable),
    ];
    assert_eq!(done(&heard), Some(expected));
    assert_eq!(notices.deadline(), None);
}

#[test]
fn a_silent_phone_is_not_waited_for_forever() {
    let (mut notices, now, mut effects) = (notices(), clock::now(), Vec::new());
    let notice = Notice::CheckSync { reboot: false };
    notices.send(now, "102", &notice, &[device(7)], &mut effects);
    let at = notices.deadline().unwrap();
    assert_eq!(at, now + ANSWER_WAIT);
    let mut late = Vec::new();
    notices.timeout(at, &mut late);
    let expected = vec![(String::from("sip:102@192.0.2.7"), Heard::Silence)];
    assert_eq!(done(&late), Some(expected));
}

#[test]
fn only_so_many_notices_are_on_their_way_at_once() {
    let (mut notices, now) = (notices(), clock::now());
    let notice = Notice::CheckSync { reboot: false };
    for _ in 0..NOTICES_MAX {
        assert!(
            notices
                .send(now, "102", &notice, &[device(7)], &mut Vec::new())
                .is_some()
        );
    }
    let mut effects = Vec::new();
    let number = notices.send(now, "102", &notice, &[device(7)], &mut effects);
    assert!(number.is_none() && effects.is_empty());
}
