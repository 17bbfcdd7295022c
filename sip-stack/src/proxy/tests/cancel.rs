//! §16.8 timer C, §16.10 CANCEL, §9.1.

use std::time::Duration;

use super::run::{Run, message, phone};
use crate::transaction::Failure;

#[test]
fn a_cancel_goes_to_each_branch_that_rings_and_waits_for_the_first_1xx_of_others() {
    let mut run = Run::invite(vec![phone(1, 1000), phone(2, 1000), phone(3, 10)]);
    run.answer(0, 180);
    run.cancel(Some("SIP;cause=200"));
    assert_eq!(run.cancelled, [0]);
    run.answer(1, 100);
    assert_eq!(run.cancelled, [0, 1]);
    run.answer(0, 487);
    run.answer(1, 487);
    assert_eq!(run.codes(), [180, 487]);
    assert_eq!(run.ports(), [1, 2]);
}

#[test]
fn a_second_cancel_and_a_cancel_after_the_answer_change_nothing() {
    let mut run = Run::invite(vec![phone(1, 1000)]);
    run.answer(0, 180);
    run.cancel(None);
    run.cancel(None);
    assert_eq!(run.cancelled, [0]);
    let mut run = Run::invite(vec![phone(1, 1000)]);
    run.answer(0, 200);
    run.cancel(None);
    assert!(run.cancelled.is_empty());
}

#[test]
fn a_2xx_that_crosses_the_cancel_is_passed_on() {
    let mut run = Run::invite(vec![phone(1, 1000)]);
    run.answer(0, 180);
    run.cancel(None);
    run.answer(0, 200);
    assert_eq!(run.codes(), [180, 200]);
}

#[test]
fn a_cancelled_branch_that_never_answers_ends_as_408() {
    let mut run = Run::invite(vec![phone(1, 1000)]);
    run.answer(0, 180);
    run.cancel(None);
    run.fail(0, Failure::Timeout);
    assert_eq!(run.codes(), [180, 408]);
    assert!(run.dead.is_empty());
}

#[test]
fn timer_c_cancels_a_branch_that_only_rings_and_each_18x_starts_it_anew() {
    let mut run = Run::invite(vec![phone(1, 1000)]);
    run.answer(0, 180);
    run.pass(Duration::from_secs(180));
    assert!(run.cancelled.is_empty(), "more than three minutes");
    run.answer(0, 180);
    run.pass(Duration::from_secs(180));
    assert!(run.cancelled.is_empty());
    run.answer(0, 100);
    run.pass(Duration::from_secs(6));
    assert_eq!(run.cancelled, [0], "a 100 does not count");
    run.answer(0, 487);
    assert_eq!(run.codes(), [180, 180, 487]);
}

#[test]
fn timer_c_of_a_branch_without_a_sign_of_life_is_a_408() {
    let mut run = Run::invite(vec![phone(1, 1000)]);
    run.pass(Duration::from_secs(186));
    assert_eq!(run.codes(), [408]);
    assert!(run.cancelled.is_empty());
}

#[test]
fn other_requests_have_no_timer_c_and_cannot_be_cancelled() {
    let mut run = Run::start(message(), vec![phone(1, 1000)]);
    run.pass(Duration::from_secs(300));
    assert!(run.codes().is_empty() && run.cancelled.is_empty());
}
