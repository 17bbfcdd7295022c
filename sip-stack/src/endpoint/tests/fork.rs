//! One INVITE, several callees (RFC 3261 §13.2.2.4).

use crate::endpoint::tests::side::sdp;
use crate::endpoint::tests::world::{A, B, C, World};
use crate::message::StatusCode;
use crate::user_agent::{Command, Farewell};

fn forked(seed: u8) -> World {
    let mut world = World::new(seed);
    world.network.fork = Some((world.sides[B].address, world.sides[C].address));
    world.call();
    world.network.fork = None;
    world
}

fn accept(world: &mut World, side: usize) {
    world.command(
        side,
        Command::Accept {
            body: sdp("answer"),
            headers: Vec::new(),
        },
    );
}

#[test]
fn each_early_dialog_is_told_by_its_tag() {
    let mut world = forked(1);
    for side in [B, C] {
        let (status, body) = (StatusCode::RINGING, None);
        world.command(
            side,
            Command::Progress {
                status,
                body,
                headers: Vec::new(),
            },
        );
    }
    world.run_ms(50);
    assert_eq!(world.events(A), ["progress 180 -", "progress 180 -"]);
}

#[test]
fn the_first_2xx_is_the_call_and_others_are_acknowledged_and_ended() {
    let mut world = forked(2);
    accept(&mut world, B);
    accept(&mut world, C);
    world.run_ms(100);
    assert_eq!(world.events(A), ["answered 200 answer"]);
    assert_eq!(world.events(B), ["invited", "confirmed -"]);
    assert_eq!(world.events(C), ["invited", "confirmed -", "peer bye -"]);
    world.command(A, Command::Bye(Farewell::default()));
    world.run();
    world.assert_empty();
}

#[test]
fn a_lost_ack_to_an_unwanted_callee_is_sent_again() {
    let mut world = forked(3);
    accept(&mut world, B);
    world.run_ms(100);
    world.network.lose = vec!["ACK", "BYE"];
    accept(&mut world, C);
    world.run_ms(5000);
    assert_eq!(world.events(C), ["invited", "confirmed -", "peer bye -"]);
    assert_eq!(world.events(A), ["answered 200 answer"]);
    world.command(A, Command::Bye(Farewell::default()));
    world.run();
    world.assert_empty();
}
