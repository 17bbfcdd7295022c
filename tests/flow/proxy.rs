//! Requests between users that the switch forwards (RFC 3261 §16).

use sip_stack::message::StatusCode;
use tests::sim::{Action, Fault, OnRing, World};

use crate::ms;

fn raw(text: &str) -> Action {
    Action::SendRaw(text.replace('\n', "\r\n").into_bytes())
}

/// A request of alice to a user, with more headers.
fn request(method: &str, uri: &str, to_tag: &str, more: &str) -> String {
    format!(
        "{method} {uri} SIP/2.0
Via: SIP/2.0/UDP 192.0.2.11:5060;branch=z9hG4bKalice{method}
Max-Forwards: 70
From: <sip:101@office.example>;tag=alice
To: <sip:102@office.example>{to_tag}
Call-ID: between-users
CSeq: 7 {method}
Contact: <sip:101@192.0.2.11>
{more}Content-Type: text/plain
Content-Length: 5

hello"
    )
}

fn message(to: &str) -> Action {
    raw(&request("MESSAGE", &format!("sip:{to}@office.example"), "", ""))
}

fn text(world: &mut World, from: &str, name: &str) -> String {
    let ladder = world.run();
    let step = ladder.sent(from, name)[0];
    String::from_utf8_lossy(&step.bytes).into_owned()
}

fn record_routes(text: &str) -> Vec<String> {
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("Record-Route: "));
    lines.map(str::to_owned).collect()
}

#[test]
fn a_message_reaches_the_user_s_phone_and_its_answer_comes_back() {
    let mut world = World::new(71);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Ring);
    world.at(ms(0), alice, message("102"));
    world.run().expect(
        "
        alice > switch MESSAGE
        switch > bob MESSAGE
        bob > switch 200 MESSAGE
        switch > alice 200 MESSAGE
        ",
    );
    let copy = text(&mut world, "switch", "MESSAGE");
    assert!(copy.starts_with(
        "MESSAGE sip:102@192.0.2.12:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK"
    ));
    assert!(copy.ends_with("\r\n\r\nhello") && copy.contains("Max-Forwards: 69\r\n"));
    assert!(
        !copy.contains("Record-Route") && !copy.contains("User-Agent"),
        "{copy}"
    );
    let answer = text(&mut world, "switch", "200 MESSAGE");
    assert_eq!(answer.matches("Via: ").count(), 1);
}

#[test]
fn a_device_whose_flow_is_gone_gets_the_message_by_its_next_flow() {
    let mut world = World::new(84);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("lost", "102", OnRing::Reject(StatusCode::FLOW_FAILED));
    world.phone("bob", "102", OnRing::Ring);
    world.one_device("102");
    world.at(ms(0), alice, message("102"));
    world.run().expect(
        "
        alice > switch MESSAGE
        switch > lost MESSAGE
        lost > switch 430 MESSAGE
        switch > bob MESSAGE
        bob > switch 200 MESSAGE
        switch > alice 200 MESSAGE
        ",
    );
}

#[test]
fn a_message_goes_to_all_phones_of_a_user_and_one_answer_comes_back() {
    let mut world = World::new(72);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("desk", "102", OnRing::Reject(StatusCode::BUSY_HERE));
    world.phone("mobile", "102", OnRing::Ring);
    world.at(ms(0), alice, message("102"));
    let ladder = world.run();
    assert_eq!(ladder.sent("switch", "MESSAGE").len(), 2);
    assert_eq!(ladder.sent("switch", "200 MESSAGE").len(), 1);
    assert!(ladder.sent("switch", "486 MESSAGE").is_empty());
}

#[test]
fn who_is_unknown_is_not_found_and_another_domain_is_refused() {
    let mut world = World::new(73);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.at(ms(0), alice, message("999"));
    world
        .run()
        .expect("alice > switch MESSAGE\nswitch > alice 404 MESSAGE");
    let mut world = World::new(73);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.at(
        ms(0),
        alice,
        raw(&request("MESSAGE", "sip:x@elsewhere.example", "", "")),
    );
    world
        .run()
        .expect("alice > switch MESSAGE\nswitch > alice 403 MESSAGE");
}

#[test]
fn what_is_for_the_switch_itself_is_answered_by_it_and_asks_for_no_password() {
    for (method, uri, more, code) in [
        ("NOTIFY", "sip:office.example", "Event: keep-alive\n", 489),
        ("SUBSCRIBE", "sip:192.0.2.1", "Event: weather\n", 489),
        ("MESSAGE", "sip:office.example:5060", "", 405),
        ("JUGGLE", "sip:192.0.2.1", "", 405),
    ] {
        let mut world = World::new(78);
        let alice = world.phone("alice", "101", OnRing::Ring);
        world.at(ms(0), alice, raw(&request(method, uri, "", more)));
        world.run().expect(&format!(
            "alice > switch {method}\nswitch > alice {code} {method}"
        ));
    }
}

#[test]
fn an_unknown_method_with_unknown_requirements_is_forwarded_all_the_same() {
    let mut world = World::new(74);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Ring);
    world.at(
        ms(0),
        alice,
        raw(&request(
            "JUGGLE",
            "sip:102@office.example",
            "",
            "Require: fire\n",
        )),
    );
    world.run().expect(
        "
        alice > switch JUGGLE
        switch > bob JUGGLE
        bob > switch 405 JUGGLE
        switch > alice 405 JUGGLE
        ",
    );
}

#[test]
fn a_lost_message_is_sent_again_and_a_repeated_one_is_forwarded_once() {
    let mut world = World::new(75);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Ring);
    world.fault(Fault::lose("switch", "MESSAGE"));
    world.at(ms(0), alice, message("102"));
    world.at(ms(300), alice, message("102"));
    let ladder = world.run();
    assert_eq!(
        ladder.sent("switch", "MESSAGE").len(),
        2,
        "one lost, one repeated"
    );
    assert_eq!(ladder.sent("switch", "200 MESSAGE").len(), 1);
}

#[test]
fn the_dialog_of_a_forwarded_subscribe_stays_with_the_switch_in_both_directions() {
    let mut world = World::new(76);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::Ring);
    let subscribe = request("SUBSCRIBE", "sip:102@office.example", "", "Event: weather\n");
    world.at(ms(0), alice, raw(&subscribe));
    let routes = record_routes(&text(&mut world, "switch", "SUBSCRIBE"));
    assert_eq!(routes.len(), 2, "one for each side");
    // What bob sends goes to alice by the routes in their order; what alice sends, by the reverse.
    let route = |routes: &[&String]| {
        routes
            .iter()
            .map(|route| format!("Route: {route}\n"))
            .collect::<String>()
    };
    let (down, up) = (route(&[&routes[0], &routes[1]]), route(&[&routes[1], &routes[0]]));
    let notify = request(
        "NOTIFY",
        "sip:101@10.9.9.9",
        ";tag=x",
        &format!("{down}Event: weather\n"),
    );
    world.at(
        ms(1_000),
        bob,
        raw(&notify.replace("192.0.2.11:5060", "192.0.2.12:5060")),
    );
    let refresh = request(
        "SUBSCRIBE",
        "sip:102@10.8.8.8",
        ";tag=x",
        &format!("{up}Event: weather\n"),
    );
    world.at(
        ms(2_000),
        alice,
        raw(&refresh.replace("z9hG4bKalice", "z9hG4bKagain")),
    );
    let lines = world.run().lines();
    assert!(lines.contains(&"switch > alice NOTIFY".to_owned()), "{lines:#?}");
    assert_eq!(
        lines
            .iter()
            .filter(|line| *line == "switch > bob SUBSCRIBE")
            .count(),
        2,
        "{lines:#?}"
    );
}

#[test]
fn a_forged_route_and_a_dialog_without_one_lead_nowhere() {
    let mut world = World::new(77);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Ring);
    let forged = request(
        "INFO",
        "sip:102@192.0.2.12:5060",
        ";tag=x",
        "Route: <sip:192.0.2.1:5060;lr>\n",
    );
    world.at(ms(0), alice, raw(&forged));
    world.run().expect("alice > switch INFO\nswitch > alice 481 INFO");
}
