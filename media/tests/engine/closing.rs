use std::time::Duration;

use media::engine::{Command, CommandError, Engine, EngineConfig, Event, OpenError, StartError};

use crate::house::{House, LOCALHOST, PUBLIC, free_ports};

#[test]
fn the_report_at_the_end_counts_what_happened() {
    let mut house = House::new();
    let (mut a, mut b) = house.bridged();
    for number in 0..50_u8 {
        if number == 20 {
            a.phone.sequence = a.phone.sequence.wrapping_add(3);
        }
        a.phone.say(&[number; 160]);
        b.phone.hear();
    }
    b.phone.say(&[0; 80]);
    a.phone.hear();
    let report = house.close(&a);
    assert_eq!((report.packets_received, report.bytes_received), (50, 8_000));
    assert_eq!((report.packets_sent, report.bytes_sent), (1, 80));
    assert_eq!(report.lost, 3);
    assert_eq!(
        (report.rejected_source, report.malformed, report.send_failed),
        (0, 0, 0)
    );
    assert!(report.jitter_ms >= 0.0);
    assert_eq!(house.close(&b).packets_sent, 50);
}

#[test]
fn a_dead_phone_is_told_of() {
    let dead_after = Duration::from_millis(50);
    let mut house = House::with(EngineConfig {
        dead_after,
        ..EngineConfig::default()
    });
    let line = house.line();
    match house.event() {
        Event::Dead { stream, silent_for } => {
            assert_eq!(stream, line.stream);
            assert!(silent_for >= dead_after);
        }
        other => panic!("{other:?} instead of Dead"),
    }
}

#[test]
fn the_first_packet_is_told_of_once() {
    let mut house = House::new();
    let (mut a, b) = house.bridged();
    a.phone.say(b"1");
    b.phone.hear();
    a.phone.say(b"2");
    b.phone.hear();
    house.engine.shutdown();
    assert_eq!(house.first_packets(), [a.stream]);
}

#[test]
fn ten_thousand_streams_leave_no_port_behind() {
    let mut house = House::new();
    for round in 0..100 {
        let opened: Vec<_> = (0..100)
            .map(|_| house.engine.open(round, LOCALHOST).unwrap())
            .collect();
        assert!(opened.iter().all(|(_, address)| address.rtp_port % 2 == 0));
        assert!(
            opened
                .iter()
                .all(|(_, address)| address.rtcp_port == address.rtp_port + 1)
        );
        for (stream, _) in &opened {
            house.command(Command::Close { stream: *stream });
        }
        for (stream, _) in opened {
            assert!(matches!(house.event(), Event::Closed { stream: closed, .. } if closed == stream));
        }
    }
    let counts = house.engine.counts();
    assert_eq!(
        (counts.streams, counts.pairs_taken, counts.events_lost),
        (0, 0, 0)
    );
}

#[test]
fn without_free_ports_a_stream_is_refused_and_a_closed_one_makes_room() {
    let mut house = House::with(EngineConfig::default());
    let mut opened = Vec::new();
    let refused = loop {
        match house.engine.open(1, LOCALHOST) {
            Ok((stream, _)) => opened.push(stream),
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, OpenError::NoPorts { .. }), "{refused}");
    assert!(opened.len() > 100);
    house
        .engine
        .command(Command::Close { stream: opened[0] })
        .unwrap();
    house.event();
    house.engine.open(1, LOCALHOST).unwrap();
}

#[test]
fn an_address_in_front_of_us_is_advertised_and_every_one_of_ours_listened_to() {
    let mut house = House::new();
    let mut line = house.line_at(PUBLIC, |_| ());
    assert_eq!(line.address.ip, PUBLIC);
    line.phone.to.set_ip(LOCALHOST);
    house.command(Command::Echo { stream: line.stream });
    line.phone.say(b"hello");
    assert_eq!(line.phone.hear().payload, b"hello");
}

#[test]
fn commands_for_a_closed_stream_are_nothing() {
    let mut house = House::new();
    let (a, b) = house.bridged();
    house.close(&a);
    house.bridge(&a, &b);
    house.command(Command::Echo { stream: a.stream });
    house.command(Command::Close { stream: a.stream });
    house.close(&b);
    assert_eq!(house.engine.counts().streams, 0);
}

#[test]
fn a_stopped_engine_tells_of_every_stream_and_refuses_more() {
    let mut house = House::new();
    let (a, b) = house.bridged();
    house.engine.shutdown();
    let mut closed = [house.event(), house.event()].map(|event| match event {
        Event::Closed { stream, .. } => stream,
        other => panic!("{other:?} instead of Closed"),
    });
    closed.sort_unstable();
    assert_eq!(closed, [a.stream, b.stream]);
    assert_eq!(
        house.engine.command(Command::Echo { stream: a.stream }),
        Err(CommandError::Stopped)
    );
    assert!(matches!(house.engine.open(1, LOCALHOST), Err(OpenError::Stopped)));
    assert_eq!(house.engine.counts().pairs_taken, 0);
}

#[test]
fn streams_of_different_workers_are_not_bridged() {
    let house = House::with(EngineConfig {
        workers: 2,
        ..EngineConfig::default()
    });
    let a = house.engine.open(0, LOCALHOST).unwrap().0;
    let b = house.engine.open(1, LOCALHOST).unwrap().0;
    let refused = house.engine.command(Command::Bridge { a, b });
    assert_eq!(refused, Err(CommandError::DifferentWorkers { a, b }));
    let c = house.engine.open(2, LOCALHOST).unwrap().0;
    assert_eq!(house.engine.command(Command::Bridge { a, b: c }), Ok(()));
}

#[test]
fn settings_that_cannot_work_are_refused() {
    let start = |config| Engine::start(config).map(|_| ());
    let config = EngineConfig {
        ports: 20_001..=20_002,
        ..EngineConfig::default()
    };
    assert!(matches!(start(config), Err(StartError::NoPair { .. })));
    let config = EngineConfig {
        ports: free_ports(),
        workers: 10_000,
        ..EngineConfig::default()
    };
    assert!(matches!(start(config), Err(StartError::TooManyWorkers { .. })));
}
