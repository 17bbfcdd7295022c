//! Provisional responses that are acknowledged (RFC 3262), in both roles.

use crate::endpoint::tests::side::sdp;
use crate::endpoint::tests::world::{A, B, World};
use crate::message::{Body, StatusCode};
use crate::user_agent::{Command, Event, Reliable, Terms};

const fn terms(reliable: Reliable) -> Terms {
    Terms {
        reliable,
        ..Terms::PLAIN
    }
}

fn world(seed: u8, caller: Reliable, callee: Reliable) -> World {
    let mut world = World::new(seed);
    world.sides[A].terms = terms(caller);
    world.sides[B].terms = terms(callee);
    world
}

/// A call whose callee has answered early and reliably.
fn early(seed: u8) -> World {
    let mut world = world(seed, Reliable::Supported, Reliable::Supported);
    world.call();
    world.progress(183, sdp("answer"));
    world.run_ms(50);
    world
}

fn answering(event: &Event) -> Option<Command> {
    match event {
        Event::Progress {
            needs_acknowledge: true,
            remote_tag,
            ..
        } => Some(Command::AcknowledgeProgress {
            remote_tag: remote_tag.clone(),
            answer: sdp("answer"),
        }),
        _ => None,
    }
}

fn accept(world: &mut World, body: Option<Body>) {
    world.accept(body);
    world.run_ms(50);
}

#[test]
fn sdp_goes_reliably_and_the_200_repeats_none_of_it() {
    let mut world = early(1);
    assert_eq!(
        world.ladder(),
        ["a>b INVITE", "b>a 183 INVITE", "a>b PRACK", "b>a 200 PRACK"]
    );
    accept(&mut world, sdp("answer"));
    assert_eq!(world.events(A), ["progress 183 answer", "answered 200 -"]);
    assert_eq!(world.events(B), ["invited", "confirmed -"]);
    let rseq = world.network.last("183 INVITE");
    let rseq = rseq.lines().find_map(|line| line.strip_prefix("RSeq: ")).unwrap();
    assert!(world.network.last("PRACK").contains(&format!("RAck: {rseq} ")));
    assert!(world.network.last("183 INVITE").contains("Require: 100rel\r\n"));
}

#[test]
fn ringing_without_sdp_is_not_acknowledged_unless_the_peer_requires_it() {
    let mut world = world(2, Reliable::Supported, Reliable::Supported);
    world.call();
    world.progress(180, None);
    world.run_ms(50);
    assert_eq!(world.ladder(), ["a>b INVITE", "b>a 180 INVITE"]);
    let mut world = self::world(2, Reliable::Required, Reliable::Supported);
    world.call();
    world.progress(180, None);
    world.run_ms(50);
    assert_eq!(
        world.ladder(),
        ["a>b INVITE", "b>a 180 INVITE", "a>b PRACK", "b>a 200 PRACK"]
    );
}

#[test]
fn a_peer_without_100rel_is_told_as_before() {
    let mut world = world(3, Reliable::Off, Reliable::Supported);
    world.call();
    world.progress(183, sdp("answer"));
    accept(&mut world, sdp("answer"));
    assert_eq!(world.events(A), ["progress 183 answer", "answered 200 answer"]);
    assert!(!world.network.last("183 INVITE").contains("RSeq"));
}

#[test]
fn a_required_100rel_that_is_switched_off_gets_420() {
    let mut world = world(4, Reliable::Required, Reliable::Off);
    world.call();
    assert_eq!(world.events(A), ["failed 420"]);
    assert!(
        world
            .network
            .last("420 INVITE")
            .contains("Unsupported: 100rel\r\n")
    );
}

#[test]
fn a_callee_that_requires_100rel_answers_421_to_a_caller_without_it() {
    let mut world = world(5, Reliable::Off, Reliable::Required);
    world.call();
    assert_eq!(world.events(A), ["failed 421"]);
    assert!(world.network.last("421 INVITE").contains("Require: 100rel\r\n"));
}

#[test]
fn an_unacknowledged_response_is_repeated_with_doubled_pauses_and_then_refused_504() {
    let mut world = world(6, Reliable::Supported, Reliable::Supported);
    world.call();
    world.progress(180, None);
    world.run_ms(50);
    world.forget();
    world.network.lose = vec!["183 INVITE"; 20];
    world.progress(183, sdp("answer"));
    let mut pauses = Vec::new();
    for ms in 1..40_000 {
        let before = world.network.ladder.len();
        world.run_ms(1);
        if world.network.ladder[before..]
            .iter()
            .any(|line| line.contains("183 INVITE"))
        {
            pauses.push(ms);
        }
    }
    assert_eq!(pauses, [500, 1_500, 3_500, 7_500, 15_500, 31_500]);
    assert_eq!(world.events(B), ["progress never acknowledged"]);
    assert_eq!(world.events(A), ["failed 504"]);
    world.run();
    world.assert_empty();
}

#[test]
fn a_repeated_response_and_one_out_of_order_are_passed_over() {
    let mut world = world(7, Reliable::Required, Reliable::Supported);
    world.call();
    world.network.lose = vec!["PRACK"];
    world.progress(180, None);
    world.progress(183, sdp("answer"));
    world.run_ms(3_000);
    // The 183 waits for the PRACK of the 180, which is repeated by its transaction.
    assert_eq!(world.events(A), ["progress 180 -", "progress 183 answer"]);
    let pracks = world.ladder().iter().filter(|line| *line == "a>b PRACK").count();
    assert_eq!(pracks, 2);
}

#[test]
fn the_200_waits_for_the_prack_and_ringing_after_it_is_not_said() {
    let mut world = world(8, Reliable::Supported, Reliable::Supported);
    world.call();
    world.progress(180, None);
    world.run_ms(50);
    world.forget();
    world.network.lose = vec!["183 INVITE"];
    world.progress(183, sdp("answer"));
    world.accept(sdp("answer"));
    world.progress(180, None);
    world.run_ms(200);
    assert_eq!(world.ladder(), ["b>a 183 INVITE (lost)"]);
    world.run_ms(2_000);
    let ladder = world.ladder();
    assert_eq!(
        ladder,
        [
            "b>a 183 INVITE",
            "a>b PRACK",
            "b>a 200 PRACK",
            "b>a 200 INVITE",
            "a>b ACK"
        ]
    );
}

#[test]
fn a_prack_that_means_nothing_open_is_answered_481() {
    let mut world = early(9);
    let stray = world
        .network
        .last("PRACK")
        .replace("CSeq: ", "CSeq: 1")
        .replace("branch=z9hG4bK", "branch=z9hG4bKx");
    world.inject(&stray.replace("\r\n", "\n"));
    assert_eq!(world.ladder().last().unwrap(), "b>a 481 PRACK");
    world.events(A);
    accept(&mut world, None);
    assert_eq!(world.events(A).last().unwrap(), "answered 200 -");
}

#[test]
fn a_late_offer_goes_in_the_183_and_its_answer_in_the_prack() {
    let mut world = world(10, Reliable::Supported, Reliable::Supported);
    world.sides[A].habit = answering;
    world.call_with(None);
    world.progress(183, sdp("offer"));
    world.run_ms(50);
    accept(&mut world, sdp("offer"));
    assert_eq!(
        world.events(A),
        ["progress with offer 183 offer", "answered 200 -"]
    );
    assert_eq!(
        world.events(B),
        ["invited", "progress acknowledged answer", "confirmed -"]
    );
    assert!(world.network.last("PRACK").ends_with("answer"));
}

#[test]
fn a_late_offer_is_never_in_a_response_that_may_be_lost() {
    let mut world = world(11, Reliable::Off, Reliable::Supported);
    world.call_with(None);
    world.progress(183, sdp("offer"));
    accept(&mut world, sdp("offer"));
    assert_eq!(world.events(A), ["progress 183 -", "answered with offer offer"]);
}

#[test]
fn a_cancel_ends_what_waits_for_its_prack() {
    let mut world = world(12, Reliable::Supported, Reliable::Supported);
    world.call();
    world.network.lose = vec!["PRACK"; 3];
    world.progress(183, sdp("answer"));
    world.run_ms(50);
    world.command(A, Command::Cancel { reason: None });
    world.run_ms(50);
    assert_eq!(world.events(A), ["progress 183 answer", "failed 487"]);
    assert_eq!(world.events(B), ["invited", "cancelled -"]);
    world.run();
    world.assert_empty();
    assert!(world.ladder().iter().any(|line| line == "b>a 481 PRACK"));
}

#[test]
fn the_prack_goes_to_the_contact_of_its_response() {
    let mut world = world(13, Reliable::Supported, Reliable::Supported);
    world.call();
    world.network.rewrite = Some((
        "<sip:phone@10.0.0.2:5060>",
        "<sip:phone@10.0.0.2:5060;gw=7>".into(),
    ));
    world.progress(183, sdp("answer"));
    world.run_ms(50);
    assert!(
        world
            .network
            .last("PRACK")
            .starts_with("PRACK sip:phone@10.0.0.2:5060;gw=7 SIP/2.0\r\n")
    );
}

#[test]
fn each_callee_behind_a_proxy_is_acknowledged_in_a_dialog_of_its_own() {
    let mut world = world(14, Reliable::Supported, Reliable::Supported);
    world.sides[2].terms = terms(Reliable::Supported);
    world.network.fork = Some((world.sides[B].address, world.sides[2].address));
    world.call();
    world.progress(183, sdp("of b"));
    let early = Command::Progress {
        status: StatusCode::SESSION_PROGRESS,
        body: sdp("of c"),
        headers: Vec::new(),
    };
    world.command(2, early);
    world.run_ms(50);
    assert_eq!(world.events(A), ["progress 183 of b", "progress 183 of c"]);
    let ladder = world.ladder();
    assert!(
        ladder.contains(&"a>b PRACK".into()) && ladder.contains(&"a>c PRACK".into()),
        "{ladder:?}"
    );
    let accept = Command::Accept {
        body: None,
        headers: Vec::new(),
    };
    world.command(2, accept);
    world.run_ms(50);
    assert_eq!(world.events(A), ["answered 200 -"]);
}
