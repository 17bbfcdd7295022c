//! Menus: keys beside the audio, in it and by INFO, while the prompt plays and after it.

use softswitch::call::LegId;
use tests::sim::{Action, Ladder, OnRing, PhoneId, Said, World};

use crate::{ms, press};

/// Alice has dialled a menu, whose prompt she hears; everybody else answers at once.
fn asked(seed: u8) -> (World, PhoneId) {
    let mut world = World::new(seed);
    let alice = world.phone("alice", "101", OnRing::Ring);
    for (name, extension) in [("bob", "102"), ("carol", "103"), ("dave", "104")] {
        world.phone(name, extension, OnRing::AnswerAtOnce);
    }
    world.at(ms(0), alice, Action::Dial("500"));
    world.at(ms(60_000), alice, Action::HangUp);
    world.run_until(ms(1_000));
    (world, alice)
}

fn by_info(key: &'static str) -> Action {
    Action::Say(Said {
        line: 1,
        method: "INFO",
        headers: Vec::new(),
        body: Some(("application/dtmf-relay", key)),
    })
}

/// Who was called, and when, in seconds.
fn rung(ladder: &Ladder) -> Vec<(String, u128)> {
    let invites = ladder.sent("switch", "INVITE").into_iter();
    invites
        .map(|sent| (sent.to.to_owned(), (sent.at.as_millis() + 500) / 1_000))
        .collect()
}

fn heard(world: &World) -> Vec<&str> {
    let told = world.media().iter().map(String::as_str);
    told.filter(|action| {
        ["play", "silence", "listen", "ignore"]
            .iter()
            .any(|word| action.starts_with(word))
    })
    .collect()
}

#[test]
fn a_key_interrupts_the_prompt_and_leads_on() {
    let (mut world, _) = asked(140);
    press(&mut world, "1");
    press(&mut world, "#");
    assert_eq!(
        heard(&world),
        ["listen 0", "play 0 welcome.wav", "silence 0", "ignore 0"]
    );
    assert_eq!(rung(world.run()), [(String::from("carol"), 1)]);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_key_that_could_go_on_leads_on_when_no_other_follows() {
    let (mut world, _) = asked(141);
    world.end_sound(LegId::CALLER);
    press(&mut world, "1");
    assert_eq!(rung(world.run()), [(String::from("carol"), 3)]);
}

#[test]
fn a_user_is_dialled_key_by_key() {
    let (mut world, _) = asked(142);
    press(&mut world, "10");
    world.run_until(ms(2_500));
    press(&mut world, "2");
    assert_eq!(rung(world.run()), [(String::from("bob"), 3)]);
}

#[test]
fn a_key_by_info_is_taken_and_answered() {
    let (mut world, alice) = asked(143);
    world.at(ms(1_500), alice, by_info("Signal=1\r\nDuration=160\r\n"));
    world.at(ms(1_700), alice, by_info("Signal=#\r\nDuration=160\r\n"));
    let ladder = world.run();
    assert_eq!(ladder.sent("switch", "200 INFO").len(), 2);
    assert_eq!(rung(ladder), [(String::from("carol"), 2)]);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_key_that_is_told_in_two_ways_is_one() {
    let (mut world, alice) = asked(144);
    world.at(ms(1_100), alice, by_info("Signal=1\r\nDuration=100\r\n"));
    world.run_until(ms(1_200));
    press(&mut world, "1");
    world.run_until(ms(2_000));
    press(&mut world, "02");
    assert_eq!(rung(world.run()), [(String::from("bob"), 2)], "102, not 1102");
}

#[test]
fn who_presses_nothing_is_asked_again_and_sent_on() {
    let (mut world, _) = asked(145);
    world.end_sound(LegId::CALLER);
    world.run_until(ms(7_000));
    world.end_sound(LegId::CALLER);
    assert_eq!(rung(world.run()), [(String::from("dave"), 12)]);
    let plays = heard(&world)
        .into_iter()
        .filter(|action| action.starts_with("play"));
    assert_eq!(plays.count(), 2);
}

#[test]
fn a_wrong_key_is_told_and_a_second_ends_the_call() {
    let (mut world, _) = asked(146);
    press(&mut world, "7");
    world.run_until(ms(2_000));
    world.end_sound(LegId::CALLER);
    let plays: Vec<_> = heard(&world)
        .into_iter()
        .filter(|action| action.starts_with("play"))
        .collect();
    assert_eq!(
        plays,
        ["play 0 welcome.wav", "play 0 sorry.wav", "play 0 welcome.wav"]
    );
    press(&mut world, "7");
    let ladder = world.run();
    assert_eq!(ladder.sent("switch", "BYE").len(), 1);
    assert!(rung(ladder).is_empty());
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_prompt_that_nobody_may_interrupt_is_heard_to_its_end() {
    let (mut world, _) = asked(147);
    press(&mut world, "2");
    press(&mut world, "1");
    world.run_until(ms(3_000));
    world.end_sound(LegId::CALLER);
    press(&mut world, "1");
    assert_eq!(rung(world.run()), [(String::from("bob"), 3)]);
}

#[test]
fn who_hangs_up_in_a_menu_leaves_nothing_behind() {
    let (mut world, alice) = asked(148);
    world.at(ms(1_500), alice, Action::HangUp);
    world.run();
    assert_eq!(world.left_over(), 0);
}

#[test]
fn who_chose_hears_that_it_rings_until_somebody_answers() {
    let mut world = World::new(149);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("carol", "103", OnRing::Ring);
    world.phone("dave", "104", OnRing::Answer(ms(2_000)));
    world.at(ms(0), alice, Action::Dial("500"));
    world.at(ms(60_000), alice, Action::HangUp);
    world.run_until(ms(1_000));
    press(&mut world, "1");
    press(&mut world, "#");
    world.run_until(ms(25_000));
    let heard: Vec<_> = world
        .media()
        .iter()
        .filter(|action| action.ends_with("ringback"))
        .collect();
    assert_eq!(heard, ["tone 0 ringback"], "{:?}", world.media());
    let last = world.media().iter().rposition(|action| action == "silence 0");
    assert!(
        last > world
            .media()
            .iter()
            .position(|action| action == "tone 0 ringback")
    );
    world.run();
    assert_eq!(world.left_over(), 0);
}
