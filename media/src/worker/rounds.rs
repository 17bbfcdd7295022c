use std::io;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use super::batch::{Batch, DATAGRAM_MAX};
use super::cores;
use super::errands::Errands;
use super::obey::Order;
use super::outbox::Outbox;
use super::pace::Pace;
use super::poller::{Poller, Waker};
use super::rooms::Rooms;
use super::streams::{Streams, socket_of};
use super::timers::Timers;
use crate::session::Event;

/// What the poller says for the waker: no socket of a stream.
const WAKER_TOKEN: u64 = u64::MAX;
/// News of one round, for which there is room beforehand.
const NEWS_MAX: usize = 1_024;
/// How soon to try again when the calls do not take their news.
const RETRY: Duration = Duration::from_millis(10);

/// What a worker is made of.
#[derive(Debug)]
pub(crate) struct Setup {
    pub(crate) orders: Receiver<Order>,
    pub(crate) waker: Arc<Waker>,
    pub(crate) outbox: Outbox,
    pub(crate) errands: Errands,
    pub(crate) tick: Duration,
    pub(crate) core: Option<usize>,
}

/// One media thread.
pub(crate) struct Worker {
    pub(super) orders: Receiver<Order>,
    waker: Arc<Waker>,
    pub(super) outbox: Outbox,
    pub(super) errands: Errands,
    pub(super) poller: Poller,
    pub(super) batch: Batch,
    pub(super) streams: Streams,
    pub(super) timers: Timers,
    pub(super) rooms: Rooms,
    pub(super) news: Vec<Event>,
    /// Where packets of our own are written.
    pub(super) space: Box<[u8; DATAGRAM_MAX]>,
    pub(super) is_stopping: bool,
    pace: Pace,
}

impl Worker {
    /// To be made in the thread that runs it.
    pub(crate) fn new(setup: Setup) -> io::Result<Self> {
        if let Some(core) = setup.core {
            cores::pin(core);
        }
        let poller = Poller::new()?;
        poller.add(&*setup.waker, WAKER_TOKEN)?;
        Ok(Self {
            orders: setup.orders,
            waker: setup.waker,
            outbox: setup.outbox,
            errands: setup.errands,
            poller,
            batch: Batch::new(),
            streams: Streams::default(),
            timers: Timers::default(),
            rooms: Rooms::default(),
            news: Vec::with_capacity(NEWS_MAX),
            space: Box::new([0; DATAGRAM_MAX]),
            is_stopping: false,
            pace: Pace::new(setup.tick, Instant::now()),
        })
    }

    /// Works until it is told to stop.
    pub(crate) fn run(mut self) {
        let mut next_round = None;
        while !self.is_stopping {
            self.wait(next_round);
            let now = Instant::now();
            let packets = self.round(now);
            next_round = self.pace.after_round(now, packets);
        }
        self.close_all(Instant::now());
    }

    /// Until the next round: by the tick, or until something comes or is due.
    fn wait(&mut self, next_round: Option<Instant>) {
        let now = Instant::now();
        if let Some(at) = next_round {
            std::thread::sleep(at.saturating_duration_since(now));
            self.poller.wait(Some(Duration::ZERO));
            return;
        }
        self.waker.arm();
        self.obey_all(now);
        self.outbox.flush(&mut self.news);
        if self.is_stopping {
            return;
        }
        let due = self.timers.next().into_iter().chain(self.rooms.due()).min();
        let due = due.map(|at| at.saturating_duration_since(now));
        self.errands.flush();
        let is_waiting = self.outbox.is_waiting() || self.errands.is_waiting();
        let retry = is_waiting.then_some(RETRY);
        self.poller.wait(due.into_iter().chain(retry).min());
    }

    /// Does what was ordered, takes what has come and sends what is due; how many packets that were.
    fn round(&mut self, now: Instant) -> usize {
        let mut packets = 0;
        self.obey_all(now);
        for index in 0..self.poller.ready() {
            // A stream that has just taken the slot of a closed one is drained for nothing, which harms nobody.
            let socket = self.poller.token(index).and_then(socket_of);
            packets += socket.map_or(0, |(slot, channel)| self.drain(now, slot, channel));
        }
        while let Some((at, slot)) = self.timers.pop_due(now) {
            let is_current = self
                .streams
                .at(slot)
                .is_some_and(|stream| stream.timer_at == Some(at));
            if is_current {
                packets += self.poll_stream(now, slot);
            }
        }
        packets += self.mix(now);
        self.outbox.flush(&mut self.news);
        self.errands.flush();
        packets
    }
}
