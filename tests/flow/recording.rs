//! Recording by the plan: begun, paused, ended, and begun anew.

use tests::sim::{Action, OnRing, World};

use crate::ms;

#[test]
fn a_recording_pauses_ends_and_begins_anew_as_the_plan_says() {
    let mut world = World::new(170);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::RejectAfter(ms(500)));
    world.at(ms(0), alice, Action::Dial("700"));
    world.run();
    let told = world.media().iter().map(String::as_str);
    let told: Vec<&str> = told
        .filter(|action| {
            ["record", "pause", "resume", "stop", "tone"]
                .iter()
                .any(|word| action.starts_with(word))
        })
        .collect();
    assert_eq!(
        told,
        [
            "record 0",
            "tone 0",
            "pause 0",
            "tone 0",
            "resume 0",
            "tone 0 ringback",
            "stop 0",
            "tone 0",
            "record 0",
            "tone 0"
        ]
    );
    assert_eq!(world.left_over(), 0);
}
