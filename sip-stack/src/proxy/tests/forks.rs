//! §16.6 and §16.7 step 5: who is tried when, and RFC 3263 §4.3.

use std::time::Duration;

use super::run::{Run, hop, message, phone};
use crate::message::HeaderName;
use crate::transaction::Failure;

#[test]
fn equal_targets_ring_at_once_and_lower_ones_only_when_those_have_failed() {
    let mut run = Run::invite(vec![phone(3, 200), phone(1, 1000), phone(2, 1000)]);
    assert_eq!(run.ports(), [1, 2]);
    run.answer(0, 486);
    assert_eq!(run.ports(), [1, 2]);
    run.answer(1, 480);
    assert_eq!(run.ports(), [1, 2, 3]);
    assert!(run.codes().is_empty());
}

#[test]
fn a_2xx_ends_the_search_and_cancels_the_others() {
    let mut run = Run::invite(vec![phone(1, 1000), phone(2, 1000), phone(3, 10)]);
    run.answer(0, 180);
    run.answer(1, 180);
    run.answer(0, 200);
    assert_eq!(run.cancelled, [1]);
    run.answer(1, 487);
    assert_eq!(run.codes(), [180, 180, 200]);
    assert_eq!(run.ports(), [1, 2]);
}

#[test]
fn every_2xx_of_an_invite_is_passed_on_and_late_and_repeated_ones_too() {
    let mut run = Run::invite(vec![phone(1, 1000), phone(2, 1000)]);
    run.answer(0, 200);
    run.answer(1, 200);
    run.answer(0, 200);
    assert_eq!(run.codes(), [200, 200, 200]);
    run.pass(Duration::from_secs(31));
    assert!(!run.is_over());
    run.answer(1, 200);
    run.pass(Duration::from_secs(32));
    assert!(run.is_over());
}

#[test]
fn other_requests_are_answered_once_and_then_over() {
    let mut run = Run::start(message(), vec![phone(1, 1000), phone(2, 1000)]);
    run.answer(0, 200);
    run.answer(1, 200);
    assert_eq!(run.codes(), [200]);
    assert!(run.is_over() && run.cancelled.is_empty());
}

#[test]
fn a_6xx_cancels_the_others_and_waits_for_them() {
    let mut run = Run::invite(vec![phone(1, 1000), phone(2, 1000), phone(3, 10)]);
    run.answer(1, 180);
    run.answer(0, 603);
    assert_eq!(
        (run.codes(), run.cancelled.as_slice()),
        (vec![180], [1].as_slice())
    );
    run.answer(1, 487);
    assert_eq!(run.codes(), [180, 603]);
    assert_eq!(run.ports(), [1, 2], "the third is not tried any more");
}

#[test]
fn a_2xx_after_a_6xx_still_wins() {
    let mut run = Run::invite(vec![phone(1, 1000), phone(2, 1000)]);
    run.answer(1, 180);
    run.answer(0, 603);
    run.answer(1, 200);
    assert_eq!(run.codes(), [180, 200]);
}

#[test]
fn a_hop_that_is_down_is_followed_by_the_next_one_of_its_target() {
    for down in [0, 1, 2] {
        let mut target = phone(1, 1000);
        target.hops = vec![hop(1), hop(11)];
        let mut run = Run::start(message(), vec![target]);
        match down {
            0 => run.fail(0, Failure::Timeout),
            1 => run.fail(0, Failure::Transport),
            _ => run.answer_with(0, 503, &[(HeaderName::RetryAfter, "7")]),
        }
        assert_eq!(run.ports(), [1, 11]);
        assert_eq!(run.dead, [hop(1)]);
        assert_ne!(
            run.copy(0).headers().via().unwrap().branch(),
            run.copy(1).headers().via().unwrap().branch()
        );
        run.answer(1, 200);
        assert_eq!(run.codes(), [200]);
    }
}

#[test]
fn a_late_answer_of_a_hop_that_was_given_up_is_no_second_answer() {
    let mut target = phone(1, 1000);
    target.hops = vec![hop(1), hop(11)];
    let mut run = Run::invite(vec![target]);
    run.answer(0, 503);
    run.answer(0, 503);
    assert_eq!(run.ports(), [1, 11]);
    run.answer(1, 486);
    assert_eq!(run.codes(), [486]);
}
