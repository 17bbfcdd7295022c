//! RFC 5626 §7: one device by several flows.

use super::run::{Run, message, phone, request};
use crate::proxy::ForwardTarget;
use crate::transaction::Failure;

/// A phone whose flows are at these ports.
fn device(ports: &[u16]) -> ForwardTarget {
    let mut flows: Vec<_> = ports.iter().map(|port| phone(*port, 1000)).collect();
    let mut first = flows.remove(0);
    first.other_flows = flows;
    first
}

#[test]
fn after_430_or_a_lost_connection_the_next_flow_of_the_device_is_tried() {
    for request in [message(), request("INVITE", "")] {
        let mut run = Run::start(request, vec![device(&[1, 2, 3])]);
        assert_eq!(run.ports(), [1], "one flow at a time");
        run.answer(0, 430);
        assert_eq!(run.ports(), [1, 2]);
        run.fail(1, Failure::Transport);
        assert_eq!(run.ports(), [1, 2, 3]);
        run.answer(2, 200);
        assert_eq!(run.codes(), [200]);
    }
}

#[test]
fn a_device_that_has_answered_is_not_asked_by_another_flow() {
    for code in [200, 404, 486, 500] {
        let mut run = Run::start(message(), vec![device(&[1, 2])]);
        run.answer(0, code);
        assert_eq!((run.ports(), run.codes()), (vec![1], vec![code]));
    }
}

#[test]
fn no_flow_left_is_told_as_480_and_another_device_s_answer_before_it() {
    let mut run = Run::invite(vec![device(&[1, 2])]);
    run.answer(0, 430);
    run.answer(1, 430);
    assert_eq!(run.codes(), [480]);
    let mut run = Run::invite(vec![device(&[1]), device(&[2])]);
    run.answer(0, 430);
    run.answer(1, 486);
    assert_eq!(run.codes(), [486]);
}

#[test]
fn a_cancelled_request_takes_no_further_flow() {
    let mut run = Run::invite(vec![device(&[1, 2])]);
    run.answer(0, 100);
    run.cancel(None);
    run.answer(0, 430);
    assert_eq!(run.ports(), [1]);
}
