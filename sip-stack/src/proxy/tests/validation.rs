//! §16.3, in its order, and RFC 5393 §4.2.

use super::run::{Run, SECRET, message, parse, phone, request};
use crate::message::{HeaderName, Request, Transport, Via};
use crate::proxy::{LoopMark, Refusal, validate};
use crate::tokens::Tokens;

fn check(request: &Request) -> Result<(), Refusal> {
    validate(request, LoopMark::of(request, &SECRET))
}

fn changed(method: &str, from: &str, to: &str) -> Request {
    let text = String::from_utf8(request(method, "").to_bytes().to_vec()).unwrap();
    parse(&text.replace(from, to))
}

#[test]
fn steps_1_to_5_refuse_with_their_status_in_this_order() {
    let everything_wrong = "Proxy-Require: gin, foo\r\nRoute: nonsense\r\n";
    for (request, refusal, code) in [
        (request("MESSAGE", everything_wrong), Refusal::Malformed, 400),
        (
            changed(
                "MESSAGE",
                "MESSAGE sip:bob@office.example",
                "MESSAGE urn:nobody:x",
            ),
            Refusal::Scheme,
            416,
        ),
        (
            changed(
                "MESSAGE",
                "Max-Forwards: 70",
                "Max-Forwards: 0\r\nProxy-Require: foo",
            ),
            Refusal::Hops,
            483,
        ),
        (
            changed("OPTIONS", "Max-Forwards: 70", "Max-Forwards: 0"),
            Refusal::OptionsForUs,
            200,
        ),
        (
            request("MESSAGE", "Proxy-Require: gin, foo\r\n"),
            Refusal::Extension,
            420,
        ),
    ] {
        assert_eq!(check(&request), Err(refusal));
        assert_eq!(refusal.response(&request).status().code(), code);
    }
    let refused = Refusal::Extension.response(&request("MESSAGE", "Proxy-Require: gin, foo\r\n"));
    assert_eq!(
        refused.headers().text(HeaderName::Unsupported).unwrap(),
        "gin, foo"
    );
}

/// The same request as it comes back to us: our Via with its mark is in its path.
fn looped(mut request: Request) -> Request {
    let branch = Tokens::from_seed([1; 32]).marked_branch(LoopMark::of(&request, &SECRET).0);
    let own = "198.51.100.1:5060".parse::<std::net::SocketAddr>().unwrap();
    let via = Via::new(Transport::Udp, own.into()).with_branch(&branch.to_string());
    request.headers_mut().push_via(&via);
    request
}

#[test]
fn of_several_faults_the_first_in_the_order_of_the_rfc_is_told() {
    let faulty = |uri: &str, hops: &str, more: &str| {
        let text = String::from_utf8(request("MESSAGE", more).to_bytes().to_vec()).unwrap();
        let text = text.replace(
            "MESSAGE sip:bob@office.example SIP",
            &format!("MESSAGE {uri} SIP"),
        );
        looped(parse(
            &text.replace("Max-Forwards: 70", &format!("Max-Forwards: {hops}")),
        ))
    };
    let (odd, good) = ("urn:nobody:x", "sip:bob@office.example");
    let (foreign, worse) = (
        "Proxy-Require: foo\r\n",
        "Proxy-Require: foo\r\nRoute: nonsense\r\n",
    );
    for (uri, hops, more, first) in [
        (odd, "0", worse, Refusal::Malformed),
        (odd, "0", foreign, Refusal::Scheme),
        (good, "0", foreign, Refusal::Hops),
        (good, "70", foreign, Refusal::Loop),
    ] {
        assert_eq!(check(&faulty(uri, hops, more)), Err(first));
    }
    assert_eq!(check(&request("MESSAGE", foreign)), Err(Refusal::Extension));
}

#[test]
fn unknown_methods_headers_and_a_missing_max_forwards_are_no_reason_to_refuse() {
    assert_eq!(
        check(&request("JUGGLE", "X-Colour: blue\r\nRequire: fire\r\n")),
        Ok(())
    );
    assert_eq!(check(&changed("MESSAGE", "Max-Forwards: 70\r\n", "")), Ok(()));
}

#[test]
fn step_4_a_loop_is_refused_482_and_a_spiral_is_not() {
    let run = Run::start(message(), vec![phone(1, 1000)]);
    let copy = run.copy(0);
    assert_eq!(check(&copy), Ok(()), "the Request-URI changed: a spiral");
    let mut back = copy;
    back.set_uri(message().uri().clone());
    assert_eq!(check(&back), Err(Refusal::Loop));
    assert_eq!(Refusal::Loop.response(&back).status().code(), 482);
}
