//! RFC 3261 figure 6.

use super::run::{TIMERS, request, response, run, start, told_uac};
use crate::transaction::Client;
use crate::transaction::uac::Input;

fn played(reliable: bool, script: Vec<(u64, Input)>) -> Vec<String> {
    let (now, mut out) = (start(), Vec::new());
    let machine = Client::start(request("BYE").to_bytes(), reliable, TIMERS(), now, &mut out);
    assert_eq!(told_uac(out), ["send BYE"]);
    run(machine, now, script)
}

fn comes(ms: u64, code: u16) -> (u64, Input) {
    (ms, Input::Response(response(code)))
}

#[test]
fn timer_e_doubles_up_to_t2_and_timer_f_gives_up() {
    let at = [
        500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
    ];
    let mut expected: Vec<String> = at.iter().map(|at| format!("{at} send BYE")).collect();
    expected.extend(["32000 failed Timeout".into(), "32000 over".into()]);
    assert_eq!(played(false, vec![]), expected);
    assert_eq!(played(true, vec![]), ["32000 failed Timeout", "32000 over"]);
}

#[test]
fn after_a_provisional_response_it_repeats_every_t2() {
    let notes = played(false, vec![comes(100, 100), comes(9000, 200)]);
    let expected = [
        "100 deliver 100",
        "500 send BYE",
        "4500 send BYE",
        "8500 send BYE",
        "9000 deliver 200",
        "14000 over",
    ];
    assert_eq!(notes, expected);
}

#[test]
fn a_provisional_response_does_not_stop_timer_f() {
    let notes = played(true, vec![comes(100, 100)]);
    assert_eq!(notes, ["100 deliver 100", "32000 failed Timeout", "32000 over"]);
}

#[test]
fn a_final_response_is_delivered_once_and_absorbed_until_timer_k() {
    let script = vec![comes(100, 481), comes(600, 481), comes(700, 200)];
    assert_eq!(played(false, script), ["100 deliver 481", "5100 over"]);
    assert_eq!(
        played(true, vec![comes(100, 200)]),
        ["100 deliver 200", "100 over"]
    );
}

#[test]
fn a_failing_transport_is_told() {
    assert_eq!(
        played(true, vec![(100, Input::SendFailed)]),
        ["100 failed Transport", "100 over"]
    );
}
