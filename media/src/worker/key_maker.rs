//! The thread that makes keys: handshakes cost a hundred times what a packet costs, and allocate, so that no media
//! thread may wait for them.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError};
use std::time::{Duration, Instant};

use super::errands::Errand;
use super::handshakes::{Handshakes, Outcome};
use super::obey::Order;
use super::outbox::Counts;
use super::poller::Waker;
use crate::dtls::Identity;
use crate::session::StreamId;

/// How soon to try again when a media thread does not take its keys.
const RETRY: Duration = Duration::from_millis(10);
/// Without anything due it looks again so seldom.
const IDLE: Duration = Duration::from_secs(3_600);

/// Where a media thread takes what was made for its streams.
#[derive(Debug)]
pub(crate) struct Recipient {
    pub(crate) orders: SyncSender<Order>,
    pub(crate) waker: Arc<Waker>,
}

/// Makes the keys of all media threads' streams.
#[derive(Debug)]
pub(crate) struct KeyMaker {
    errands: Receiver<Errand>,
    recipients: Vec<Recipient>,
    counts: Arc<Counts>,
    handshakes: Handshakes,
    /// Keys that found no room; one a stream at most.
    waiting: VecDeque<(usize, Order)>,
}

impl KeyMaker {
    pub(crate) fn new(
        identity: Identity,
        errands: Receiver<Errand>,
        recipients: Vec<Recipient>,
        counts: Arc<Counts>,
    ) -> Self {
        Self {
            errands,
            recipients,
            counts,
            handshakes: Handshakes::new(identity),
            waiting: VecDeque::new(),
        }
    }

    /// Works until no media thread is left.
    pub(crate) fn run(mut self) {
        let mut outcomes = Vec::new();
        loop {
            let errand = self.errands.recv_timeout(self.patience());
            let now = Instant::now();
            match errand {
                Ok(errand) => self.handshakes.handle(now, errand, &mut outcomes),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.handshakes.poll(now, &mut outcomes);
            for _ in 0..self.waiting.len() {
                if let Some((worker, order)) = self.waiting.pop_front() {
                    self.deliver(worker, order);
                }
            }
            for (stream, outcome) in outcomes.drain(..) {
                self.count(&outcome);
                let worker = stream.worker(self.recipients.len());
                self.deliver(worker, order(stream, outcome));
            }
        }
    }

    fn patience(&self) -> Duration {
        if !self.waiting.is_empty() {
            return RETRY;
        }
        let due = self.handshakes.deadline();
        due.map_or(IDLE, |due| due.saturating_duration_since(Instant::now()))
    }

    /// What does not fit is sent again by the handshake itself, but for keys.
    fn deliver(&mut self, worker: usize, order: Order) {
        let Some(recipient) = self.recipients.get(worker) else {
            return;
        };
        match recipient.orders.try_send(order) {
            Ok(()) | Err(TrySendError::Disconnected(_)) => {}
            Err(TrySendError::Full(order @ Order::Secure { .. })) => {
                self.waiting.push_back((worker, order));
            }
            Err(TrySendError::Full(_)) => {
                self.counts
                    .handshake_datagrams_dropped
                    .fetch_add(1, Ordering::Relaxed);
            }
        }
        recipient.waker.wake();
    }

    fn count(&self, outcome: &Outcome) {
        let counter = match outcome {
            Outcome::Send { .. } => return,
            Outcome::Keys { .. } => &self.counts.handshakes_done,
            Outcome::Failed { .. } => &self.counts.handshakes_failed,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

fn order(stream: StreamId, outcome: Outcome) -> Order {
    match outcome {
        Outcome::Send { to, datagram } => Order::Send { stream, to, datagram },
        Outcome::Keys {
            generation,
            source,
            keys,
        } => Order::Secure {
            stream,
            generation,
            source,
            keys,
        },
        Outcome::Failed {
            generation,
            source,
            error,
        } => Order::HandshakeFailed {
            stream,
            generation,
            source,
            error,
        },
    }
}
