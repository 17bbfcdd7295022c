//! §16.7 steps 5 to 7: what is sent back.

use super::run::{Run, message, phone};
use crate::message::HeaderName;
use crate::transaction::Failure;

fn best(codes: &[u16]) -> u16 {
    let targets = (1..).zip(codes).map(|(port, _)| phone(port, 1000)).collect();
    let mut run = Run::invite(targets);
    for (n, code) in codes.iter().enumerate() {
        match code {
            0 => run.fail(n, Failure::Timeout),
            1 => run.fail(n, Failure::Transport),
            code => run.answer(n, *code),
        }
    }
    assert_eq!(run.codes().len(), 1, "{codes:?}");
    run.codes()[0]
}

#[test]
fn step_5_every_provisional_but_100_is_passed_on_at_once() {
    let mut run = Run::invite(vec![phone(1, 1000), phone(2, 1000)]);
    for (branch, code) in [(0, 100), (0, 180), (1, 183), (0, 199)] {
        run.answer(branch, code);
    }
    assert_eq!(run.codes(), [180, 183, 199]);
    run.answer(0, 200);
    run.answer(1, 180);
    assert_eq!(
        run.codes(),
        [180, 183, 199, 200],
        "nothing provisional follows a final answer"
    );
}

#[test]
fn step_6_the_best_answer_is_a_6xx_else_of_the_lowest_class() {
    for (codes, expected) in [
        (&[486, 603][..], 603),
        (&[500, 404], 404),
        (&[486, 302], 302),
        (&[486, 480], 486),
        (&[486, 401], 401),
        (&[404, 407], 407),
        (&[404, 415], 415),
        (&[404, 420], 420),
        (&[404, 484], 484),
        (&[0, 486], 486),
        (&[0, 500], 408),
        (&[502, 503], 502),
    ] {
        assert_eq!(best(codes), expected, "{codes:?}");
    }
}

#[test]
fn step_6_silence_is_a_408_and_a_lone_503_becomes_a_500() {
    assert_eq!(best(&[0]), 408);
    assert_eq!(best(&[503]), 500);
    assert_eq!(best(&[1]), 500);
    assert_eq!(Run::invite(Vec::new()).codes(), [480]);
}

#[test]
fn rfc_4320_no_408_is_sent_for_other_requests() {
    let mut run = Run::start(message(), vec![phone(1, 1000)]);
    run.fail(0, Failure::Timeout);
    assert!(run.codes().is_empty() && run.is_over());
}

#[test]
fn step_7_the_challenges_of_all_are_merged() {
    let mut run = Run::invite(vec![phone(1, 1000), phone(2, 1000), phone(3, 1000)]);
    run.answer_with(0, 407, &[(HeaderName::ProxyAuthenticate, "Digest realm=\"a\"")]);
    run.answer_with(1, 401, &[(HeaderName::WwwAuthenticate, "Digest realm=\"b\"")]);
    run.answer_with(2, 407, &[(HeaderName::ProxyAuthenticate, "Digest realm=\"c\"")]);
    let headers = run.back[0].headers();
    let values = |name| {
        headers
            .values(name)
            .map(|value| String::from_utf8_lossy(value).into_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(run.codes(), [407]);
    assert_eq!(
        values(HeaderName::ProxyAuthenticate),
        ["Digest realm=\"a\"", "Digest realm=\"c\""]
    );
    assert_eq!(values(HeaderName::WwwAuthenticate), ["Digest realm=\"b\""]);
}
