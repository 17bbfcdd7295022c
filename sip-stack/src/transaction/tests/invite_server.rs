//! RFC 3261 figure 7 and RFC 6026 figure 1.

use super::run::{TIMERS, request, response, run, start};
use crate::transaction::InviteServer;
use crate::transaction::uas::Input;

fn played(reliable: bool, script: Vec<(u64, Input)>) -> Vec<String> {
    let now = start();
    run(
        InviteServer::start(&request("INVITE"), reliable, TIMERS(), now),
        now,
        script,
    )
}

fn says(ms: u64, code: u16) -> (u64, Input) {
    (ms, Input::Respond(response(code)))
}

#[test]
fn silence_of_200_ms_is_answered_100() {
    assert_eq!(played(false, vec![]), ["200 send 100"]);
    assert_eq!(played(false, vec![says(150, 180)]), ["150 send 180"]);
}

#[test]
fn a_repeated_invite_gets_the_last_provisional_response_again() {
    let script = vec![
        (100, Input::Request),
        says(300, 180),
        says(400, 183),
        (500, Input::Request),
    ];
    assert_eq!(
        played(false, script),
        ["100 send 100", "300 send 180", "400 send 183", "500 send 183"]
    );
}

#[test]
fn timer_g_repeats_a_failure_up_to_t2_and_timer_h_gives_up() {
    let at = [
        0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
    ];
    let mut expected: Vec<String> = at.iter().map(|at| format!("{at} send 486")).collect();
    expected.extend(["32000 unacknowledged".into(), "32000 over".into()]);
    assert_eq!(played(false, vec![says(0, 486)]), expected);
    assert_eq!(
        played(true, vec![says(0, 486)]),
        ["0 send 486", "32000 unacknowledged", "32000 over"]
    );
}

#[test]
fn an_ack_ends_the_repetition_and_timer_i_absorbs_more() {
    let script = vec![
        says(0, 486),
        (100, Input::Request),
        (600, Input::Ack),
        (700, Input::Ack),
        (800, Input::Request),
    ];
    let expected = ["0 send 486", "100 send 486", "500 send 486", "5600 over"];
    assert_eq!(played(false, script), expected);
    assert_eq!(
        played(true, vec![says(0, 486), (600, Input::Ack)]),
        ["0 send 486", "600 over"]
    );
}

#[test]
fn accepted_passes_2xx_and_ack_and_absorbs_the_invite_until_timer_l() {
    let script = [
        says(0, 200),
        (100, Input::Request),
        says(500, 200),
        says(600, 486),
        (700, Input::Ack),
        (900, Input::Ack),
        says(33_000, 200),
    ];
    for reliable in [false, true] {
        let script = script.iter().map(|(ms, input)| (*ms, again(input))).collect();
        let expected = [
            "0 send 200",
            "500 send 200",
            "700 acknowledged",
            "900 acknowledged",
            "32000 over",
        ];
        assert_eq!(played(reliable, script), expected);
    }
}

fn again(input: &Input) -> Input {
    match input {
        Input::Request => Input::Request,
        Input::Ack => Input::Ack,
        Input::Respond(response) => Input::Respond(response.clone()),
        Input::Timeout => Input::Timeout,
    }
}

#[test]
fn an_ack_before_any_final_response_means_nothing() {
    assert_eq!(
        played(false, vec![says(0, 180), (100, Input::Ack)]),
        ["0 send 180"]
    );
}
