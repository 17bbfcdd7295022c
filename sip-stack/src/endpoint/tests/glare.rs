//! Two INVITEs at once in one dialog (RFC 3261 §14.1, §14.2).

use crate::endpoint::tests::side::sdp;
use crate::endpoint::tests::world::{A, B, World};
use crate::user_agent::{Command, Event};

fn agreeable(event: &Event) -> Option<Command> {
    match event {
        Event::ReinviteReceived { .. } => Some(Command::AcceptReinvite {
            body: sdp("yes"),
            headers: Vec::new(),
        }),
        _ => None,
    }
}

/// Both sides of a call, whose caller is A, offer anew at the same moment.
fn crossing(seed: u8) -> World {
    let mut world = World::established(seed);
    for (side, offer) in [(A, "of a"), (B, "of b")] {
        let (offer, headers) = (sdp(offer), Vec::new());
        world.sides[side].habit = agreeable;
        world.command(side, Command::Reinvite { offer, headers });
    }
    world
}

#[test]
fn crossing_reinvites_are_both_refused_491_and_tried_again_the_callees_first() {
    for seed in 1..=20 {
        let mut world = crossing(seed);
        world.run_ms(50);
        let ladder = [
            "a>b INVITE",
            "b>a INVITE",
            "b>a 491 INVITE",
            "a>b 491 INVITE",
            "a>b ACK",
            "b>a ACK",
        ];
        assert_eq!(world.ladder(), ladder);
        world.run_ms(5000);
        assert_eq!(
            world.events(A),
            ["reinvited of b", "reinvite confirmed -", "reinvite answered yes"]
        );
        assert_eq!(
            world.events(B),
            ["reinvite answered yes", "reinvited of a", "reinvite confirmed -"]
        );
    }
}

/// How long after the 491 each side, A's first, sends its INVITE again.
fn waits_ms(mut world: World) -> [u64; 2] {
    world.run_ms(20);
    let mut said: Vec<(u64, String)> = Vec::new();
    for step in 0..=450 {
        said.extend(world.ladder().into_iter().map(|line| (10 * step, line)));
        world.run_ms(10);
    }
    ["a>b INVITE", "b>a INVITE"].map(|invite| {
        let mut invites = said.iter().filter(|(_, line)| line == invite);
        invites.nth(1).map(|(at, _)| *at).unwrap()
    })
}

#[test]
fn after_a_491_who_made_the_call_id_waits_2100_to_4000_ms_and_the_other_up_to_2000_ms() {
    let waits: Vec<_> = (1..=80).map(|seed| waits_ms(crossing(seed))).collect();
    for (side, least, most) in [(A, 2_100, 4_000), (B, 0, 2_000)] {
        let of_side = || waits.iter().map(|wait| wait[side]);
        assert!(of_side().all(|ms| (least..=most).contains(&ms)), "{waits:?}");
        // Spread over all of the range, so that two who meet again part soon.
        assert!(of_side().any(|ms| ms < least + 300) && of_side().any(|ms| ms > most - 300));
    }
}

#[test]
fn a_second_reinvite_while_the_first_is_open_gets_500_with_retry_after() {
    for seed in 1..=20 {
        let refusal = refused_for_now(seed);
        let wait = refusal
            .lines()
            .find_map(|line| line.strip_prefix("Retry-After: "));
        assert!(
            wait.is_some_and(|seconds| seconds.parse::<u32>().unwrap() <= 10),
            "{refusal}"
        );
    }
}

fn refused_for_now(seed: u8) -> String {
    let mut world = World::established(seed);
    world.command(
        A,
        Command::Reinvite {
            offer: sdp("offer"),
            headers: Vec::new(),
        },
    );
    world.run_ms(50);
    let invite = world.network.last("INVITE");
    world.forget();
    // The same caller, as a wrong one would do it: another transaction, a higher CSeq.
    let cseq = invite.lines().find(|line| line.starts_with("CSeq")).unwrap();
    let branch = invite.lines().find(|line| line.starts_with("Via")).unwrap();
    let second = invite
        .replace(cseq, "CSeq: 999999 INVITE")
        .replace(branch, "Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKsecond");
    world.inject(&second.replace("\r\n", "\n"));
    assert_eq!(world.ladder(), ["b>a 500 INVITE"]);
    world.network.last("500 INVITE")
}

#[test]
fn glare_without_end_is_told_after_five_attempts() {
    let mut world = World::established(2);
    world.sides[B].habit = |event| match event {
        Event::ReinviteReceived { .. } => Some(Command::RejectReinvite {
            status: crate::message::StatusCode::REQUEST_PENDING,
            headers: Vec::new(),
        }),
        _ => None,
    };
    world.command(
        A,
        Command::Reinvite {
            offer: sdp("offer"),
            headers: Vec::new(),
        },
    );
    world.run_ms(60_000);
    assert_eq!(world.events(A), ["reinvite failed 491"]);
    assert_eq!(
        world.ladder().iter().filter(|line| *line == "a>b INVITE").count(),
        5
    );
}

#[test]
fn a_retry_whose_wait_is_over_waits_on_for_the_open_exchange() {
    let mut world = World::established(3);
    world.command(
        A,
        Command::Reinvite {
            offer: sdp("of a"),
            headers: Vec::new(),
        },
    );
    world.command(
        B,
        Command::Reinvite {
            offer: sdp("of b"),
            headers: Vec::new(),
        },
    );
    world.run_ms(10_000);
    // B tried again first; A has not decided yet, so its own retry is still to come.
    assert_eq!(world.events(A), ["reinvited of b"]);
    world.command(
        A,
        Command::AcceptReinvite {
            body: sdp("yes"),
            headers: Vec::new(),
        },
    );
    world.run_ms(100);
    assert_eq!(world.events(B), ["reinvite answered yes", "reinvited of a"]);
}
