//! Challenges to requests within a dialog (RFC 3261 §22.2, §22.3).

use crate::auth::Login;
use crate::endpoint::Input;
use crate::endpoint::tests::side::sdp;
use crate::endpoint::tests::world::{A, B, World};
use crate::flow::Flow;
use crate::message::{Method, StatusCode, Transport};
use crate::user_agent::{Command, Event, Farewell};

/// A call whose caller can prove who it is; what it sends next is answered by [`challenge`] alone.
fn established(seed: u8, label: &'static str) -> World {
    let mut world = World::established(seed);
    world.sides[B].habit = |event| match event {
        Event::ReinviteReceived { .. } => Some(Command::AcceptReinvite {
            body: sdp("yes"),
            headers: Vec::new(),
        }),
        Event::OfferReceived { transaction, .. } | Event::Request { transaction, .. } => {
            Some(Command::Respond {
                transaction: *transaction,
                status: StatusCode::OK,
                headers: Vec::new(),
                body: sdp("yes"),
            })
        }
        _ => None,
    };
    let login = Login::new("alice", "secret");
    world.sides[A]
        .usages
        .values_mut()
        .for_each(|usage| usage.prove_with(Some(login.clone())));
    world.network.lose = vec![label];
    world
}

/// A proxy's answer to the latest request of that name from A.
fn challenge(world: &mut World, label: &str, more: &str) {
    let request = world.network.last(label);
    let same = |name: &&str| {
        ["Via", "From", "To", "Call-ID", "CSeq"]
            .iter()
            .any(|own| name.starts_with(own))
    };
    let lines: Vec<&str> = request.lines().filter(same).collect();
    let text = format!(
        "SIP/2.0 407 Proxy Authentication Required\r\n{}\r\n\
         Proxy-Authenticate: Digest realm=\"carrier\", nonce=\"n\", qop=\"auth\"{more}\r\nContent-Length: 0\r\n\r\n",
        lines.join("\r\n")
    );
    let flow = Flow {
        transport: Transport::Udp,
        local: world.sides[A].address,
        remote: world.sides[B].address,
        connection: None,
    };
    let (now, bytes) = (world.now, text.into());
    world.sides[A].feed(now, Input::Received { flow, bytes });
    world.flush();
    world.run_ms(100);
}

fn number(request: &str) -> u32 {
    let line = request
        .lines()
        .find_map(|line| line.strip_prefix("CSeq: "))
        .unwrap();
    line.split(' ').next().unwrap().parse().unwrap()
}

fn commands() -> [(&'static str, Command, &'static str); 4] {
    let headers = Vec::new;
    let info = Command::Request {
        method: Method::Info,
        headers: headers(),
        body: sdp("press"),
    };
    let (offer, headers) = (sdp("new"), headers());
    let update = Command::Update {
        offer: sdp("new"),
        headers: Vec::new(),
    };
    [
        (
            "INVITE",
            Command::Reinvite { offer, headers },
            "reinvite answered yes",
        ),
        ("UPDATE", update, "update answered yes"),
        ("INFO", info, "told INFO 200"),
        ("BYE", Command::Bye(Farewell::default()), "local bye"),
    ]
}

#[test]
fn a_challenged_request_is_sent_again_with_proof_and_the_next_number() {
    for (label, command, event) in commands() {
        let mut world = established(1, label);
        world.command(A, command);
        let first = world.network.last(label);
        challenge(&mut world, label, "");
        let second = world.network.last(label);
        assert!(
            !first.contains("Authorization") && second.contains("nc=00000001"),
            "{second}"
        );
        assert_eq!(number(&first) + 1, number(&second), "{label}");
        assert_eq!(
            first.split_once("\r\n\r\n").map(|(_, body)| body),
            second.split_once("\r\n\r\n").map(|(_, body)| body)
        );
        assert_eq!(world.events(A), [event], "{label}");
    }
}

#[test]
fn what_was_asked_for_once_is_in_all_later_requests_and_in_the_ack() {
    let mut world = established(2, "INFO");
    let [reinvite, _, info, bye] = commands();
    world.command(A, info.1);
    challenge(&mut world, "INFO", "");
    world.command(A, reinvite.1);
    world.run_ms(100);
    assert!(world.network.last("INVITE").contains("nc=00000002"));
    assert!(world.network.last("ACK").contains("nc=00000002"));
    // The nonce has grown old by now: it is not a wrong password.
    world.network.lose = vec!["BYE"];
    world.command(A, bye.1);
    assert!(world.network.last("BYE").contains("nc=00000003"));
    challenge(&mut world, "BYE", ", stale=true");
    assert!(world.network.last("BYE").contains("nc=00000001"));
    world.run();
    world.assert_empty();
}

#[test]
fn a_proof_that_is_refused_is_not_tried_again_and_the_session_stays() {
    let mut world = established(3, "INVITE");
    world.network.lose.push("INVITE");
    let [reinvite, _, _, bye] = commands();
    world.command(A, reinvite.1);
    challenge(&mut world, "INVITE", "");
    challenge(&mut world, "INVITE", "");
    assert_eq!(world.events(A), ["reinvite failed 407"]);
    assert_eq!(world.sides[A].usages.len(), 1);
    world.network.lose = vec!["BYE"];
    world.command(A, bye.1);
    challenge(&mut world, "BYE", "");
    world.run();
    assert_eq!(world.sides[A].usages.len(), 0, "nobody says goodbye for ever");
}
