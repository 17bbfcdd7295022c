//! RFC 3261 figure 8 and RFC 4320 §4.2.

use super::run::{TIMERS, request, response, run, start};
use crate::transaction::Server;
use crate::transaction::uas::Input;

fn played(reliable: bool, script: Vec<(u64, Input)>) -> Vec<String> {
    let now = start();
    assert_eq!(request("BYE").method().as_str(), "BYE");
    run(Server::start(reliable, TIMERS(), now), now, script)
}

fn says(ms: u64, code: u16) -> (u64, Input) {
    (ms, Input::Respond(response(code)))
}

#[test]
fn while_trying_a_repeated_request_is_absorbed() {
    assert_eq!(played(false, vec![(100, Input::Request)]), ["32000 over"]);
}

#[test]
fn while_proceeding_a_repeated_request_gets_the_provisional_response() {
    let script = vec![says(100, 100), (200, Input::Request)];
    assert_eq!(
        played(false, script),
        ["100 send 100", "200 send 100", "32000 over"]
    );
}

#[test]
fn a_final_response_is_repeated_on_demand_until_timer_j() {
    let script = vec![
        says(100, 200),
        (200, Input::Request),
        says(300, 500),
        (400, Input::Request),
    ];
    assert_eq!(
        played(false, script),
        ["100 send 200", "200 send 200", "400 send 200", "32100 over"]
    );
    assert_eq!(played(true, vec![says(100, 200)]), ["100 send 200", "100 over"]);
}

#[test]
fn an_answer_after_the_client_gave_up_is_not_sent() {
    assert_eq!(played(false, vec![says(33_000, 200)]), ["32000 over"]);
}
