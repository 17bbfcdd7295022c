//! A running engine and its events.

use std::collections::VecDeque;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::time::Duration;

use media::engine::{Command, Engine, EngineConfig, Event, EventReceiver, StreamId};
use media::offer_answer::{Agreed, MediaAddress};

use crate::phone::Phone;

pub(crate) const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// An address in front of us, which is not ours.
pub(crate) const PUBLIC: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7));
/// What is awaited comes within this, or the test has failed.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct House {
    pub(crate) engine: Engine,
    events: EventReceiver,
    /// Events that came before they were asked for.
    early: VecDeque<Event>,
    runtime: tokio::runtime::Runtime,
}

/// A stream with the phone it was opened for.
pub(crate) struct Line {
    pub(crate) stream: StreamId,
    pub(crate) address: MediaAddress,
    pub(crate) phone: Phone,
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(EngineConfig::default())
    }

    /// With these settings, but for the ports, which are free ones.
    pub(crate) fn with(config: EngineConfig) -> Self {
        let config = EngineConfig {
            ports: free_ports(),
            ..config
        };
        let (engine, events) = Engine::start(config).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        Self {
            engine,
            events,
            early: VecDeque::new(),
            runtime,
        }
    }

    /// A stream and its phone, agreed on PCMU.
    pub(crate) fn line(&mut self) -> Line {
        self.line_at(LOCALHOST, |_| ())
    }

    pub(crate) fn line_at(&mut self, ip: IpAddr, change: impl FnOnce(&mut Agreed)) -> Line {
        let (stream, address) = self.engine.open(1, ip).unwrap();
        let phone = Phone::new(if ip == PUBLIC { LOCALHOST } else { ip }, &address);
        let mut agreed = phone.agreed();
        change(&mut agreed);
        self.command(Command::Agree { stream, agreed });
        Line {
            stream,
            address,
            phone,
        }
    }

    pub(crate) fn bridged(&mut self) -> (Line, Line) {
        let (a, b) = (self.line(), self.line());
        self.bridge(&a, &b);
        (a, b)
    }

    pub(crate) fn bridge(&mut self, a: &Line, b: &Line) {
        self.command(Command::Bridge {
            a: a.stream,
            b: b.stream,
        });
    }

    /// Commands, and returns when it is done: packets and orders come to a worker by different ways.
    pub(crate) fn command(&mut self, command: Command) {
        self.engine.command(command).unwrap();
        let (last, _) = self.engine.open(1, LOCALHOST).unwrap();
        self.engine.command(Command::Close { stream: last }).unwrap();
        loop {
            match self.next() {
                Event::Closed { stream, .. } if stream == last => return,
                event => self.early.push_back(event),
            }
        }
    }

    /// The next event that is not [`Event::FirstPacket`].
    pub(crate) fn event(&mut self) -> Event {
        loop {
            let event = self.early.pop_front().unwrap_or_else(|| self.next());
            if !matches!(event, Event::FirstPacket { .. }) {
                return event;
            }
        }
    }

    fn next(&mut self) -> Event {
        let next = async { tokio::time::timeout(PATIENCE, self.events.recv()).await };
        self.runtime
            .block_on(next)
            .expect("an event in time")
            .expect("a running engine")
    }

    /// The streams whose first packet was told of, of an engine that was shut down.
    pub(crate) fn first_packets(&mut self) -> Vec<StreamId> {
        let mut streams = Vec::new();
        while let Some(event) = self.early.pop_front().or_else(|| self.events.try_recv()) {
            if let Event::FirstPacket { stream } = event {
                streams.push(stream);
            }
        }
        streams
    }

    /// Closes a stream; its final counts.
    pub(crate) fn close(&mut self, line: &Line) -> media::stats::StreamReport {
        self.command(Command::Close { stream: line.stream });
        match self.event() {
            Event::Closed { stream, report } if stream == line.stream => report,
            other => panic!("{other:?} instead of Closed"),
        }
    }
}

/// Some ports above one that the system has just found free; pairs that others hold are passed over.
pub(crate) fn free_ports() -> std::ops::RangeInclusive<u16> {
    let free = UdpSocket::bind((LOCALHOST, 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let first = free.min(u16::MAX - 400);
    first..=first + 399
}
