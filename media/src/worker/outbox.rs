use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::TrySendError;

use crate::session::Event;

/// What an engine counts of itself.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) streams: AtomicU64,
    pub(crate) events_lost: AtomicU64,
    pub(crate) handshakes_done: AtomicU64,
    pub(crate) handshakes_failed: AtomicU64,
    pub(crate) handshake_datagrams_dropped: AtomicU64,
}

/// Events on their way to the calls. A full queue never holds a worker up: what does not fit is counted and lost,
/// but for `Closed`, which waits here.
#[derive(Debug)]
pub(crate) struct Outbox {
    events: Sender<Event>,
    counts: Arc<Counts>,
    closed: VecDeque<Event>,
}

impl Outbox {
    pub(crate) fn new(events: Sender<Event>, counts: Arc<Counts>) -> Self {
        Self {
            events,
            counts,
            closed: VecDeque::new(),
        }
    }

    /// Sends what can be sent.
    pub(super) fn flush(&mut self, news: &mut Vec<Event>) {
        while let Some(event) = self.closed.pop_front() {
            if let Err(TrySendError::Full(event)) = self.events.try_send(event) {
                self.closed.push_front(event);
                break;
            }
        }
        for event in news.drain(..) {
            self.send(event);
        }
    }

    /// `Closed` events wait for room.
    pub(super) fn is_waiting(&self) -> bool {
        !self.closed.is_empty()
    }

    pub(super) fn count_streams(&self, added: i64) {
        let counter = &self.counts.streams;
        if added > 0 {
            counter.fetch_add(added.unsigned_abs(), Ordering::Relaxed);
        } else {
            counter.fetch_sub(added.unsigned_abs(), Ordering::Relaxed);
        }
    }

    fn send(&mut self, event: Event) {
        match self.events.try_send(event) {
            Ok(()) => {}
            Err(TrySendError::Full(event @ Event::Closed { .. })) => self.closed.push_back(event),
            // Full, or nobody listens any more.
            Err(_) => {
                self.counts.events_lost.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::Ordering;

    use super::{Counts, Outbox};
    use crate::session::{Event, StreamId};
    use crate::stats::StreamReport;

    #[test]
    fn a_full_queue_loses_news_but_never_that_a_stream_is_closed() {
        let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
        let counts = Arc::new(Counts::default());
        let mut outbox = Outbox::new(sender, counts.clone());
        let stream = StreamId::new(1, 0, 1);
        let closed = Event::Closed {
            stream,
            report: StreamReport::default(),
        };
        let played = Event::Played { stream };
        outbox.flush(&mut vec![
            played.clone(),
            played.clone(),
            closed.clone(),
            closed.clone(),
        ]);
        assert_eq!(counts.events_lost.load(Ordering::Relaxed), 1);
        assert_eq!(receiver.try_recv(), Ok(played));
        for _ in 0..2 {
            assert!(outbox.is_waiting());
            outbox.flush(&mut Vec::new());
            assert_eq!(receiver.try_recv().as_ref(), Ok(&closed));
        }
        assert!(!outbox.is_waiting());
    }
}
