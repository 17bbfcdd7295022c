//! What each package tells: presence, voice messages, registrations, lists (RFC 3856, 3842, 3680, 4662, 3903).

use tests::sim::{Action, OnRing, Watch, WatcherId, World};

use crate::ms;

const AWAY: &str = r#"<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf"
 xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid"
 entity="sip:102@office.example"><tuple id="a"><status><basic>open</basic></status><note>Back at two</note></tuple>
 <dm:person id="p"><rpid:activities><rpid:lunch/></rpid:activities></dm:person></presence>"#;

fn subscribe(
    world: &mut World,
    extension: &'static str,
    number: &'static str,
    headers: &'static str,
) -> WatcherId {
    let watcher = world.watcher("desk", extension);
    world.watch(ms(0), watcher, Watch::Subscribe { number, headers });
    watcher
}

fn last(world: &World, watcher: WatcherId) -> String {
    let last = world.notified(watcher).last();
    last.map(|one| one.body.clone()).unwrap_or_default()
}

#[test]
fn presence_follows_registration_and_calls() {
    let mut world = World::new(81);
    let bob = world.phone("bob", "102", OnRing::Ring);
    let desk = subscribe(&mut world, "101", "102", "Event: presence\r\nExpires: 600\r\n");
    world.at(ms(2_000), bob, Action::Dial("600"));
    world.at(ms(5_000), bob, Action::HangUp);
    world.run_until(ms(1_000));
    assert!(last(&world, desk).contains("<basic>open</basic>"));
    world.run_until(ms(4_000));
    assert!(last(&world, desk).contains("<rpid:on-the-phone/>"));
    world.run_until(ms(7_000));
    assert!(!last(&world, desk).contains("on-the-phone"));
    world.unregister("102");
    world.run_until(ms(9_000));
    assert!(last(&world, desk).contains("<basic>closed</basic>"));
}

#[test]
fn what_a_phone_publishes_is_told_and_forgotten_in_time() {
    let mut world = World::new(82);
    world.phone("bob", "102", OnRing::Ring);
    let desk = subscribe(&mut world, "101", "102", "Event: presence\r\nExpires: 600\r\n");
    let bobs = world.watcher("tablet", "102");
    let publish = Watch::Publish {
        headers: "Event: presence\r\nExpires: 60\r\nContent-Type: application/pidf+xml\r\n",
        body: AWAY,
    };
    world.watch(ms(2_000), bobs, publish);
    let ladder = world.run_until(ms(5_000)).clone();
    let ok = String::from_utf8_lossy(&ladder.sent("switch", "200 PUBLISH")[0].bytes).into_owned();
    assert!(ok.contains("SIP-ETag: ") && ok.contains("Expires: 60"), "{ok}");
    let told = last(&world, desk);
    assert!(
        told.contains("<rpid:lunch/>") && told.contains("<note>Back at two</note>"),
        "{told}"
    );
    world.run_until(ms(70_000));
    assert!(!last(&world, desk).contains("lunch"));
}

#[test]
fn a_publication_that_may_not_be_is_refused() {
    let pidf = "Event: presence\r\nContent-Type: application/pidf+xml\r\n";
    let table = [
        ("Event: dialog\r\nContent-Type: text/plain\r\n", "x", "489"),
        ("Event: presence\r\nContent-Type: text/plain\r\n", "x", "415"),
        (pidf, "<!DOCTYPE x><presence/>", "400"),
        (pidf, "<presence>", "400"),
        ("Event: presence\r\nSIP-If-Match: gone\r\n", "", "412"),
        (
            "Event: message-summary\r\nContent-Type: application/simple-message-summary\r\n",
            "Messages-Waiting: yes\r\n",
            "403",
        ),
    ];
    for (headers, body, status) in table {
        let mut world = World::new(83);
        let bobs = world.watcher("tablet", "102");
        world.watch(ms(0), bobs, Watch::Publish { headers, body });
        let lines = world.run().lines();
        assert_eq!(
            lines.last().map(String::as_str),
            Some(&*format!("switch > tablet {status} PUBLISH")),
            "{headers}{body}"
        );
    }
}

#[test]
fn without_a_voicemail_system_no_messages_wait_and_with_one_they_do() {
    let mut world = World::new(84);
    let dave = subscribe(
        &mut world,
        "104",
        "104",
        "Event: message-summary\r\nExpires: 600\r\n",
    );
    let voicemail = world.watcher("voicemail", "104");
    let publish = Watch::Publish {
        headers: "Event: message-summary\r\nContent-Type: application/simple-message-summary\r\n",
        body: "Messages-Waiting: yes\r\nVoice-Message: 2/8 (0/2)\r\n",
    };
    world.watch(ms(2_000), voicemail, publish);
    world.run_until(ms(1_000));
    let none =
        "Messages-Waiting: no\r\nMessage-Account: sip:104@office.example\r\nVoice-Message: 0/0 (0/0)\r\n";
    assert_eq!(last(&world, dave), none);
    world.run_until(ms(5_000));
    let some =
        "Messages-Waiting: yes\r\nMessage-Account: sip:104@office.example\r\nVoice-Message: 2/8 (0/2)\r\n";
    assert_eq!(last(&world, dave), some);
}

#[test]
fn registrations_are_told_whole_and_then_by_their_changes() {
    let mut world = World::new(85);
    world.phone("bob", "102", OnRing::Ring);
    let desk = subscribe(&mut world, "102", "102", "Event: reg\r\nExpires: 600\r\n");
    world.run_until(ms(1_000));
    let first = last(&world, desk);
    assert!(first.contains("version=\"0\" state=\"full\""), "{first}");
    assert!(first.contains("state=\"active\" event=\"registered\""), "{first}");
    world.unregister("102");
    world.run_until(ms(10_000));
    let second = last(&world, desk);
    assert!(second.contains("version=\"1\" state=\"partial\""), "{second}");
    assert!(
        second.contains("state=\"terminated\" event=\"unregistered\""),
        "{second}"
    );
}

#[test]
fn a_list_is_told_whole_and_then_member_by_member() {
    let mut world = World::new(86);
    let bob = world.phone("bob", "102", OnRing::Ring);
    world.phone("carol", "103", OnRing::Ring);
    let headers = "Event: dialog\r\nSupported: eventlist\r\nExpires: 600\r\n";
    let desk = subscribe(&mut world, "101", "reception", headers);
    world.at(ms(1_000), bob, Action::Dial("600"));
    world.run_until(ms(500));
    let first = last(&world, desk);
    assert!(first.contains("fullState=\"true\""), "{first}");
    for member in ["102", "103"] {
        assert!(
            first.contains(&format!("entity=\"sip:{member}@office.example\"")),
            "{first}"
        );
        assert!(
            first.contains(&format!("Content-ID: <{member}@list.invalid>")),
            "{first}"
        );
    }
    let notify = &world.notified(desk)[0].request;
    assert!(notify.headers().supports("eventlist"));
    assert!(
        notify
            .body_part()
            .is_some_and(|body| body.is("multipart/related"))
    );
    world.run_until(ms(3_000));
    let second = last(&world, desk);
    assert!(second.contains("fullState=\"false\""), "{second}");
    assert!(
        second.contains("102@office") && !second.contains("103@office"),
        "{second}"
    );
}
