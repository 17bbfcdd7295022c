//! §16.6: what a copy looks like, and RFC 5393 §5.3.

use super::run::{Run, message, parse, phone, request};
use crate::message::{HeaderName, NameAddr, SipUri, Uri};
use crate::proxy::{RecordRoute, forward};

fn lines(request: &crate::message::Request) -> Vec<String> {
    let text = String::from_utf8(request.to_bytes().to_vec()).unwrap();
    text.split("\r\n").map(str::to_owned).collect()
}

fn own(text: &str) -> SipUri {
    text.parse::<Uri>().unwrap().as_sip().unwrap().clone()
}

#[test]
fn step_1_body_and_headers_stay_as_they_came_and_in_their_order() {
    let text = "MESSAGE sip:bob@office.example SIP/2.0\r\nX-First:   odd   \r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nMax-Forwards: 10\r\n\
        f: <sip:a@b>;tag=1\r\nTo: <sip:bob@office.example>\r\ni: c\r\nCSeq: 1 MESSAGE\r\nX-First: two\r\nContent-Length: 6\r\n\r\na\r\n\0é";
    let request = parse(text);
    let copy = forward(&request, None, &[], None);
    assert_eq!(copy.body(), request.body());
    let mut expected = lines(&request);
    expected
        .iter_mut()
        .filter(|line| line.starts_with("Max-"))
        .for_each(|line| *line = "Max-Forwards: 9".into());
    assert_eq!(lines(&copy), expected);
}

#[test]
fn step_2_the_request_uri_loses_what_only_a_contact_may_have() {
    let contact: Uri = "sip:bob@192.0.2.9;line=2;method=INVITE?Subject=x"
        .parse()
        .unwrap();
    let copy = forward(&message(), Some(&contact), &[], None);
    assert_eq!(copy.uri().to_string(), "sip:bob@192.0.2.9;line=2");
}

#[test]
fn step_3_max_forwards_goes_down_by_one_or_begins_at_70() {
    let mut without = message();
    without.headers_mut().remove(HeaderName::MaxForwards);
    for (request, hops) in [(message(), 69), (without, 70)] {
        assert_eq!(
            forward(&request, None, &[], None)
                .headers()
                .max_forwards()
                .unwrap(),
            Some(hops)
        );
    }
}

#[test]
fn step_4_record_route_is_one_entry_or_two_when_the_sides_differ() {
    let udp = own("sip:198.51.100.1:5060");
    let tcp = own("sip:198.51.100.1:5060;transport=tcp");
    let request = request("SUBSCRIBE", "Record-Route: <sip:before.example;lr>\r\n");
    let same = RecordRoute {
        sender: udp.clone(),
        target: udp.clone(),
    };
    let differ = RecordRoute {
        sender: udp,
        target: tcp,
    };
    let recorded = |route: &RecordRoute| {
        let copy = forward(&request, None, &[], Some(route));
        let entries = copy.headers().record_routes().unwrap();
        entries
            .iter()
            .map(|entry| entry.uri().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        recorded(&same),
        ["sip:198.51.100.1:5060;lr", "sip:before.example;lr"]
    );
    let double = [
        "sip:198.51.100.1:5060;transport=tcp;lr",
        "sip:198.51.100.1:5060;lr",
        "sip:before.example;lr",
    ];
    assert_eq!(recorded(&differ), double);
}

#[test]
fn step_6_a_path_goes_on_top_and_a_strict_router_gets_its_own_uri() {
    let route = |text: &str| NameAddr::parse(text.as_bytes()).unwrap();
    let request = request("MESSAGE", "Route: <sip:later.example;lr>\r\n");
    let contact: Uri = "sip:bob@192.0.2.9".parse().unwrap();
    let routes = |copy: &crate::message::Request| {
        copy.headers()
            .routes()
            .unwrap()
            .iter()
            .map(|route| route.uri().to_string())
            .collect::<Vec<_>>()
    };
    let loose = forward(&request, Some(&contact), &[route("<sip:edge.example;lr>")], None);
    assert_eq!(loose.uri(), &contact);
    assert_eq!(routes(&loose), ["sip:edge.example;lr", "sip:later.example;lr"]);
    let strict = forward(&request, Some(&contact), &[route("<sip:old.example>")], None);
    assert_eq!(strict.uri().to_string(), "sip:old.example");
    assert_eq!(routes(&strict), ["sip:later.example;lr", "sip:bob@192.0.2.9"]);
}

#[test]
fn step_8_each_branch_has_its_own_branch_parameter_with_the_same_loop_mark() {
    let run = Run::invite(vec![phone(1, 1000), phone(2, 1000)]);
    let branch = |n: usize| run.copy(n).headers().via().unwrap().branch().unwrap().to_owned();
    let (a, b) = (branch(0), branch(1));
    assert!(a.starts_with("z9hG4bK") && a != b);
    assert_eq!(a[a.len() - 16..], b[b.len() - 16..]);
}

#[test]
fn step_9_content_length_is_added_where_it_is_missing() {
    let mut request = message();
    request.headers_mut().remove(HeaderName::ContentLength);
    assert_eq!(
        forward(&request, None, &[], None)
            .headers()
            .content_length()
            .unwrap(),
        Some(0)
    );
}

#[test]
fn max_breadth_is_shared_by_parallel_branches_and_given_back_when_they_end() {
    let shares = |run: &Run| {
        (0..run.forwarded())
            .map(|n| {
                run.copy(n)
                    .headers()
                    .text(HeaderName::MaxBreadth)
                    .unwrap()
                    .into_owned()
            })
            .collect::<Vec<_>>()
    };
    let four = || (1..=4).map(|port| phone(port, 1000)).collect::<Vec<_>>();
    assert_eq!(shares(&Run::invite(four())), ["15", "15", "15", "15"]);
    let mut narrow = Run::start(request("INVITE", "Max-Breadth: 2\r\n"), four());
    assert_eq!(narrow.ports(), [1, 2]);
    narrow.answer(0, 486);
    assert_eq!(narrow.ports(), [1, 2, 3]);
    assert_eq!(shares(&narrow), ["1", "1", "1"]);
    assert_eq!(
        shares(&Run::start(
            request("INVITE", "Max-Breadth: 1000\r\n"),
            vec![phone(1, 0)]
        )),
        ["60"]
    );
}
