//! Calls by day and by night: the time is that of the step.

use tests::sim::{Action, OnRing, World};

use crate::ms;

/// Who is called when Alice dials 510 at this time and hangs up after 50 s; Bob lets it ring for 20 s.
fn called(seed: u8, at: &str) -> Vec<String> {
    let mut world = World::new(seed).in_the_time_of(at);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Ring);
    world.phone("carol", "103", OnRing::Ring);
    world.phone("dave", "104", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("510"));
    world.at(ms(50_000), alice, Action::HangUp);
    let ladder = world.run();
    let called = ladder
        .sent("switch", "INVITE")
        .into_iter()
        .map(|sent| sent.to.to_owned())
        .collect();
    assert_eq!(world.left_over(), 0);
    called
}

#[test]
fn by_day_one_phone_rings_and_by_night_another() {
    assert_eq!(called(150, "2026-11-23T10:00:00Z"), ["bob", "carol"]);
    assert_eq!(called(151, "2026-11-23T22:00:00Z"), ["dave"]);
    assert_eq!(called(152, "2026-12-25T10:00:00Z"), ["dave"]);
}

#[test]
fn an_office_that_closes_while_a_phone_rings_is_closed_for_the_next_step() {
    // It closes at 17:00 by its clocks, which is 16:00 of UTC in winter.
    assert_eq!(called(153, "2026-11-23T15:59:30Z"), ["bob", "carol"]);
    assert_eq!(called(154, "2026-11-23T15:59:50Z"), ["bob"]);
}
