//! Subscriptions as ladders: lamps, their end, and watchers that are gone (RFC 6665, RFC 4235).

use tests::sim::{Action, Fault, OnRing, Watch, WatcherId, World};

use crate::ms;

const DIALOG: &str = "Event: dialog\r\nExpires: 600\r\n";

/// A subscription to a user's lamp, at once.
fn lamp(world: &mut World, name: &'static str, extension: &'static str, number: &'static str) -> WatcherId {
    let watcher = world.watcher(name, extension);
    let headers = DIALOG;
    world.watch(ms(0), watcher, Watch::Subscribe { number, headers });
    watcher
}

/// The text between the first `<name…>` and its end.
fn element<'a>(body: &'a str, name: &str) -> &'a str {
    let start = body.find(&format!("<{name}")).unwrap_or(body.len());
    let rest = body[start..].split_once('>').map_or("", |(_, rest)| rest);
    rest.split('<').next().unwrap_or_default()
}

fn states(world: &World, watcher: WatcherId) -> Vec<String> {
    let heard = world.notified(watcher).iter();
    heard.map(|one| element(&one.body, "state").to_owned()).collect()
}

#[test]
fn a_lamp_follows_a_call_from_ringing_to_its_end() {
    let mut world = World::new(61);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Answer(ms(1_000)));
    let desk = lamp(&mut world, "desk", "103", "102");
    world.at(ms(500), alice, Action::Dial("102"));
    world.at(ms(5_000), alice, Action::HangUp);
    world.run_until(ms(10_000)).expect(
        "
        desk > switch SUBSCRIBE
        switch > desk 200 SUBSCRIBE
        switch > desk NOTIFY
        desk > switch 200 NOTIFY
        alice > switch INVITE
        switch > bob INVITE
        bob > switch 180 INVITE
        switch > alice 180 INVITE
        switch > desk NOTIFY
        desk > switch 200 NOTIFY
        bob > switch 200 INVITE
        switch > bob ACK
        switch > alice 200 INVITE
        switch > desk NOTIFY
        alice > switch ACK
        desk > switch 200 NOTIFY
        alice > switch BYE
        switch > alice 200 BYE
        switch > bob BYE
        switch > desk NOTIFY
        bob > switch 200 BYE
        desk > switch 200 NOTIFY
        ",
    );
    assert_eq!(
        states(&world, desk),
        ["terminated", "early", "confirmed", "terminated"]
    );
    let heard = world.notified(desk);
    for (version, one) in heard.iter().enumerate() {
        assert!(
            one.body.contains(&format!("version=\"{version}\"")),
            "{}",
            one.body
        );
        assert!(one.body.contains("<dialog "), "{}", one.body);
    }
    assert!(heard[1].body.contains("sip:101@office.example"));
    assert!(heard[1].body.contains("direction=\"recipient\""));
}

#[test]
fn a_ringing_lamp_tells_what_a_pick_up_needs_and_a_talking_one_does_not() {
    let mut world = World::new(62);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Answer(ms(1_000)));
    let desk = lamp(&mut world, "desk", "103", "102");
    world.at(ms(500), alice, Action::Dial("102"));
    let ladder = world.run_until(ms(4_000)).clone();
    let invite = String::from_utf8_lossy(&ladder.sent("switch", "INVITE")[0].bytes).into_owned();
    let call_id = invite
        .lines()
        .find_map(|line| line.strip_prefix("Call-ID: "))
        .unwrap_or_default();
    let ringing = &world.notified(desk)[1].body;
    assert!(ringing.contains(&format!("call-id=\"{call_id}\"")), "{ringing}");
    assert!(ringing.contains("local-tag=") && ringing.contains("remote-tag="));
    let talking = &world.notified(desk)[2].body;
    assert!(
        !talking.contains("call-id=") && !talking.contains("tag="),
        "{talking}"
    );
}

#[test]
fn a_private_users_call_is_not_offered_for_pick_up() {
    let mut world = World::new(66);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("dave", "104", OnRing::Answer(ms(1_000)));
    let desk = lamp(&mut world, "desk", "103", "104");
    world.at(ms(500), alice, Action::Dial("104"));
    world.run_until(ms(1_000));
    let ringing = world.notified(desk).last().map(|one| one.body.clone());
    let ringing = ringing.unwrap_or_default();
    assert_eq!(element(&ringing, "state"), "early");
    assert!(
        !ringing.contains("call-id=") && !ringing.contains("tag="),
        "{ringing}"
    );
}

#[test]
fn who_dials_is_busy_but_does_not_ring() {
    let mut world = World::new(63);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Answer(ms(1_000)));
    let desk = lamp(&mut world, "desk", "103", "101");
    world.at(ms(500), alice, Action::Dial("102"));
    world.at(ms(5_000), alice, Action::HangUp);
    world.run_until(ms(10_000));
    assert_eq!(
        states(&world, desk),
        ["terminated", "proceeding", "confirmed", "terminated"]
    );
}

#[test]
fn whom_a_private_user_speaks_with_is_not_shown() {
    let mut world = World::new(64);
    let dave = world.phone("dave", "104", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    let of_dave = lamp(&mut world, "desk", "103", "104");
    let of_bob = lamp(&mut world, "door", "101", "102");
    world.at(ms(500), dave, Action::Dial("102"));
    world.run_until(ms(2_000));
    for watcher in [of_dave, of_bob] {
        let last = world.notified(watcher).last().map(|one| one.body.clone());
        let last = last.unwrap_or_default();
        assert_eq!(element(&last, "state"), "confirmed");
        assert!(!last.contains("<remote>"), "{last}");
    }
}

#[test]
fn a_user_without_a_phone_is_not_idle() {
    let mut world = World::new(65);
    world.phone("bob", "102", OnRing::Ring);
    let desk = lamp(&mut world, "desk", "103", "102");
    world.run_until(ms(1_000));
    world.unregister("102");
    world.run_until(ms(2_000));
    assert_eq!(states(&world, desk), ["terminated", "confirmed"]);
}

#[test]
fn who_wants_no_calls_is_not_idle_until_that_runs_out() {
    const PUBLISH: &str = "Event: presence\r\nExpires: 60\r\nContent-Type: application/pidf+xml\r\n";
    const BUSY: &str = "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\"><tuple id=\"a\"><status>\
        <basic>open</basic></status></tuple><person><activities><busy/></activities></person></presence>";
    let mut world = World::new(72);
    world.phone("bob", "102", OnRing::Ring);
    let desk = lamp(&mut world, "desk", "103", "102");
    let bobs = world.watcher("tablet", "102");
    let (headers, body) = (PUBLISH, BUSY);
    world.watch(ms(1_000), bobs, Watch::Publish { headers, body });
    world.run_until(ms(70_000));
    assert_eq!(states(&world, desk), ["terminated", "confirmed", "terminated"]);
}

#[test]
fn a_refresh_and_an_end_are_answered_and_told() {
    let mut world = World::new(66);
    let desk = lamp(&mut world, "desk", "103", "102");
    world.watch(ms(1_000), desk, Watch::Refresh { headers: DIALOG });
    let headers = "Event: dialog\r\nExpires: 0\r\n";
    world.watch(ms(2_000), desk, Watch::Refresh { headers });
    world.run();
    let standing: Vec<_> = world.notified(desk).iter().map(|one| &*one.standing).collect();
    assert_eq!(
        standing,
        [
            "active;expires=600",
            "active;expires=600",
            "terminated;reason=timeout"
        ]
    );
    assert_eq!((world.subscriptions(), world.left_over()), (0, 0));
}

#[test]
fn a_subscription_that_nobody_refreshes_ends() {
    let mut world = World::new(67);
    let desk = lamp(&mut world, "desk", "103", "102");
    world.run();
    let last = world.notified(desk).last().map(|one| one.standing.clone());
    assert_eq!(last.as_deref(), Some("terminated;reason=timeout"));
    assert_eq!(world.subscriptions(), 0);
}

#[test]
fn a_subscription_of_another_life_of_the_switch_is_unknown() {
    let mut world = World::new(68);
    let desk = world.watcher("desk", "103");
    world.watch(
        ms(0),
        desk,
        Watch::Subscribe {
            number: "102",
            headers: "Event: dialog\r\nExpires: 0\r\n",
        },
    );
    world.watch(ms(5_000), desk, Watch::Refresh { headers: DIALOG });
    let ladder = world.run();
    let lines = ladder.lines();
    assert_eq!(
        lines.last().map(String::as_str),
        Some("switch > desk 481 SUBSCRIBE")
    );
}

#[test]
fn a_watcher_that_is_gone_is_forgotten() {
    for (answer, wait) in [(Some(481), ms(2_000)), (None, ms(40_000))] {
        let mut world = World::new(69);
        let alice = world.phone("alice", "101", OnRing::Ring);
        let desk = lamp(&mut world, "desk", "103", "101");
        world.watch(ms(500), desk, Watch::Answer(answer));
        world.at(ms(1_000), alice, Action::Dial("600"));
        world.run_until(wait);
        assert_eq!(world.subscriptions(), 0, "{answer:?}");
    }
}

#[test]
fn a_lost_notify_is_sent_again_and_the_next_one_waits() {
    let mut world = World::new(70);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Answer(ms(200)));
    let desk = lamp(&mut world, "desk", "103", "102");
    world.fault(Fault {
        after: 1,
        ..Fault::lose("switch", "NOTIFY")
    });
    world.at(ms(1_000), alice, Action::Dial("102"));
    world.run_until(ms(5_000));
    assert_eq!(
        states(&world, desk),
        ["terminated", "early", "confirmed"],
        "the lost one is repeated, then the newest state told"
    );
}

#[test]
fn who_may_not_watch_is_refused() {
    let table = [
        ("102", "Event: message-summary\r\n", "403"),
        ("102", "Event: reg\r\n", "403"),
        ("999", DIALOG, "404"),
        ("102", "", "489"),
        ("102", "Event: dialog\r\nExpires: 10\r\n", "423"),
        ("102", "Event: dialog\r\nAccept: application/pidf+xml\r\n", "406"),
        ("reception", DIALOG, "421"),
    ];
    for (number, headers, status) in table {
        let mut world = World::new(71);
        let desk = world.watcher("desk", "103");
        world.watch(ms(0), desk, Watch::Subscribe { number, headers });
        let lines = world.run().lines();
        assert_eq!(
            lines.last().map(String::as_str),
            Some(&*format!("switch > desk {status} SUBSCRIBE")),
            "{number} {headers}"
        );
        assert_eq!(world.subscriptions(), 0);
    }
}
