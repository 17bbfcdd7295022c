//! Single responses against one endpoint (RFC 3261 §17.1.3, §18.1.2), and transports that fail.

use crate::endpoint::Input;
use crate::endpoint::tests::world::{A, B, World};
use crate::flow::{ConnectionId, Flow};
use crate::message::Transport;
use crate::tokens::Branch;

fn ringing(world: &mut World) -> String {
    world.call();
    world.progress(180, None);
    world.network.last("180 INVITE")
}

fn give(world: &mut World, text: String) {
    let flow = Flow {
        transport: Transport::Udp,
        local: world.sides[A].address,
        remote: world.sides[B].address,
        connection: None,
    };
    let now = world.now;
    world.sides[A].feed(
        now,
        Input::Received {
            flow,
            bytes: text.into(),
        },
    );
}

#[test]
fn a_response_must_match_branch_method_and_our_name() {
    let mut world = World::new(1);
    let response = ringing(&mut world);
    for (from, to) in [
        ("branch=z9hG4bK", "branch=z9hG4bKx"),
        (" INVITE", " OPTIONS"),
        ("UDP 10.0.0.1", "UDP 10.0.0.9"),
    ] {
        give(&mut world, response.replace(from, to));
        assert_eq!(world.events(A), ["dropped stray_response"], "{to}");
    }
    give(&mut world, response);
    assert_eq!(world.events(A), ["progress 180 -"]);
}

fn branch(world: &World) -> Branch {
    let invite = world.network.last("INVITE");
    let at = invite.find("branch=").unwrap() + "branch=".len();
    Branch::parse(invite[at..].split([';', '\r']).next().unwrap()).unwrap()
}

#[test]
fn a_request_that_cannot_be_sent_fails_with_503() {
    let mut world = World::new(2);
    world.network.loss = 100;
    world.call();
    let (now, branch) = (world.now, branch(&world));
    world.sides[A].feed(now, Input::SendFailed { branch });
    assert_eq!(world.events(A), ["failed 503"]);
    world.run();
    world.assert_empty();
}

#[test]
fn a_closed_connection_fails_what_was_sent_over_it() {
    let mut world = World::new(3);
    world.network.transport = Transport::Tcp;
    world.call();
    world.accept(None);
    world.run_ms(50);
    world.forget();
    let reinvite = crate::user_agent::Command::Reinvite {
        offer: None,
        headers: Vec::new(),
    };
    world.command(B, reinvite);
    let flow = Flow {
        transport: Transport::Tcp,
        local: world.sides[B].address,
        remote: world.sides[A].address,
        connection: Some(ConnectionId(1)),
    };
    let now = world.now;
    world.sides[B].feed(now, Input::Closed { flow });
    assert_eq!(world.events(B), ["reinvite failed 503"]);
}
