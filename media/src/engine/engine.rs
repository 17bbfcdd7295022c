use std::io::ErrorKind;
use std::net::IpAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Instant, SystemTime};

use tokio::sync::mpsc;

use super::hire::{Desk, ORDERS_MAX, hire, hire_key_maker};
use super::open::bind_pair;
use super::{
    Command, CommandError, EngineConfig, EngineCounts, EventReceiver, OpenError, StartError, StreamId,
};
use crate::dtls::Identity;
use crate::ice::IceSecret;
use crate::mix::Room;
use crate::offer_answer::MediaAddress;
use crate::ports::PortPool;
use crate::record::{RecordError, Recording, Tape};
use crate::rtcp::NtpClock;
use crate::session::{Rules, Session};
use crate::worker::{Counts, ERRANDS_MAX, Errands, Order, Outbox, Recorder, Stream};

/// Media threads beyond this are a mistake in the settings.
const WORKERS_MAX: usize = 64;
/// Events that may wait for the calls.
const EVENTS_MAX: usize = 4_096;
/// Pairs that other programs may hold in a row before a stream is refused.
const BIND_ATTEMPTS_MAX: usize = 64;

/// The media engine. Cheap to clone; the threads end with [`Engine::shutdown`] or with the last clone.
#[derive(Clone, Debug)]
pub struct Engine {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    rules: Rules,
    ports: Arc<PortPool>,
    counts: Arc<Counts>,
    opened: AtomicU64,
    identity: Identity,
    workers: Vec<Desk>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Started with the first recording.
    recorder: Mutex<Option<Recorder>>,
}

impl Engine {
    /// Starts the media threads.
    ///
    /// # Errors
    /// A port range without a pair, too many threads, or a system that refuses them.
    pub fn start(config: EngineConfig) -> Result<(Self, EventReceiver), StartError> {
        let workers = match config.workers {
            0 => std::thread::available_parallelism()
                .map_or(1, usize::from)
                .min(WORKERS_MAX),
            workers => workers,
        };
        if workers > WORKERS_MAX {
            return Err(StartError::TooManyWorkers {
                workers,
                max: WORKERS_MAX,
            });
        }
        let Some(ports) = PortPool::new(&config.ports, rand::random_range(0..usize::from(u16::MAX))) else {
            return Err(StartError::NoPair { range: config.ports });
        };
        let (sender, events) = mpsc::channel(EVENTS_MAX);
        let mut inner = Inner {
            rules: Rules {
                latch: config.latch,
                key_form: config.key_form,
                dead_after: config.dead_after,
                ntp: NtpClock::new(Instant::now(), SystemTime::now()),
            },
            ports: Arc::new(ports),
            counts: Arc::default(),
            opened: AtomicU64::new(0),
            identity: Identity::generate()?,
            workers: Vec::with_capacity(workers),
            threads: Mutex::default(),
            recorder: Mutex::default(),
        };
        let (errands, taken) = sync_channel(ERRANDS_MAX);
        for index in 0..workers {
            let outbox = Outbox::new(sender.clone(), inner.counts.clone());
            let errands = Errands::new(errands.clone(), inner.counts.clone());
            let (desk, thread) = hire(index, &config, outbox, errands)?;
            inner.workers.push(desk);
            inner.threads_mut().push(thread);
        }
        let identity = inner.identity.clone();
        let thread = hire_key_maker(&inner.workers, identity, taken, inner.counts.clone())?;
        inner.threads_mut().push(thread);
        let inner = Arc::new(inner);
        Ok((Self { inner }, EventReceiver { events }))
    }

    /// Opens a stream whose phone shall send to `ip`; what has the same affinity can be bridged. Its thread is not
    /// woken: before a command there is nothing to do with what comes.
    ///
    /// `ip` need not be ours: it is then taken for the address in front of our NAT.
    ///
    /// # Errors
    /// No free ports, a refusing system, or an overloaded or stopped engine. Nothing stays open then.
    pub fn open(&self, affinity: u64, ip: IpAddr) -> Result<(StreamId, MediaAddress), OpenError> {
        let inner = &*self.inner;
        for _ in 0..BIND_ATTEMPTS_MAX {
            let lease = inner.ports.take().ok_or_else(|| inner.no_ports())?;
            let port = lease.rtp_port();
            let (rtp, rtcp) = match bind_pair(ip, port) {
                Ok(sockets) => sockets,
                Err(error) if error.kind() == ErrorKind::AddrInUse => continue,
                Err(error) => return Err(OpenError::Io { ip, error }),
            };
            let (worker, workers) = (inner.worker_of(affinity), inner.workers.len());
            let id = StreamId::new(inner.opened.fetch_add(1, Ordering::Relaxed), worker, workers);
            let session = Session::new(id, inner.rules, rand::random(), Instant::now());
            let stream = Stream {
                session,
                rtp,
                rtcp,
                timer_at: None,
                _lease: lease,
            };
            inner
                .order(id, Order::Open(Box::new(stream)))
                .map_err(|refused| match refused {
                    TrySendError::Full(()) => OpenError::QueueFull { pending: ORDERS_MAX },
                    TrySendError::Disconnected(()) => OpenError::Stopped,
                })?;
            let address = MediaAddress {
                ip,
                rtp_port: port,
                rtcp_port: port + 1,
                fingerprint: Some(inner.identity.fingerprint()),
                ice: Some(IceSecret::new(rand::random())),
            };
            return Ok((id, address));
        }
        Err(inner.no_ports())
    }

    /// A room for a conference of streams of whatever affinity; `has_chimes`: they hear two tones when someone comes or goes.
    #[must_use]
    pub fn room(&self, has_chimes: bool) -> Room {
        Room::new(Instant::now(), self.inner.workers.len(), has_chimes)
    }

    /// Tells a stream what to do; orders for one stream are kept in order.
    ///
    /// # Errors
    /// An overloaded or stopped engine, or a bridge across threads. The command was not taken then.
    pub fn command(&self, command: Command) -> Result<(), CommandError> {
        let stream = command.stream();
        let taken = self.queue(command);
        self.inner.wake(stream.worker(self.inner.workers.len()));
        taken
    }

    /// The same for one of several commands: [`Engine::wake`] must follow.
    ///
    /// # Errors
    /// As of [`Engine::command`].
    pub fn queue(&self, command: Command) -> Result<(), CommandError> {
        let inner = &*self.inner;
        let stream = command.stream();
        if let Command::Bridge { a, b } = command {
            let workers = inner.workers.len();
            if a.worker(workers) != b.worker(workers) {
                return Err(CommandError::DifferentWorkers { a, b });
            }
        }
        inner
            .order(stream, Order::Command(command))
            .map_err(|refused| match refused {
                TrySendError::Full(()) => CommandError::QueueFull { pending: ORDERS_MAX },
                TrySendError::Disconnected(()) => CommandError::Stopped,
            })
    }

    /// Records what the phone of a stream says, left, and what it hears, right, to a new WAV file of 16 bits and
    /// `rate_hz`, until the stream is closed or told otherwise. Only the file's owner can read it.
    ///
    /// # Errors
    /// The file cannot be made, or the recorder or the media thread is overloaded or stopped.
    pub fn record(&self, stream: StreamId, path: &Path, rate_hz: u32) -> Result<Recording, RecordError> {
        let (recording, tape) = self.inner.tape(path, rate_hz)?;
        let tape = Some(tape);
        self.command(Command::Record { stream, tape })
            .map_err(|refused| match refused {
                CommandError::Stopped => RecordError::Stopped,
                _ => RecordError::Busy { pending: ORDERS_MAX },
            })?;
        Ok(recording)
    }

    /// Lets the thread of this affinity look at the commands that were queued.
    pub fn wake(&self, affinity: u64) {
        self.inner.wake(self.inner.worker_of(affinity));
    }

    /// What the engine counts of itself.
    #[must_use]
    pub fn counts(&self) -> EngineCounts {
        let inner = &*self.inner;
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        EngineCounts {
            streams: count(&inner.counts.streams),
            pairs_taken: inner.ports.taken(),
            pairs: inner.ports.pairs(),
            events_lost: count(&inner.counts.events_lost),
            handshakes_done: count(&inner.counts.handshakes_done),
            handshakes_failed: count(&inner.counts.handshakes_failed),
            handshake_datagrams_dropped: count(&inner.counts.handshake_datagrams_dropped),
        }
    }

    /// Closes every stream and waits for the threads to end; they need a few milliseconds.
    pub fn shutdown(&self) {
        self.inner.stop();
    }
}

impl Inner {
    /// Puts an order on a worker's desk. It is woken only if there is no room left.
    fn order(&self, stream: StreamId, order: Order) -> Result<(), TrySendError<()>> {
        let desk = self.workers.get(stream.worker(self.workers.len()));
        let desk = desk.ok_or(TrySendError::Disconnected(()))?;
        desk.orders.try_send(order).map_err(|refused| match refused {
            TrySendError::Full(_) => {
                desk.waker.wake();
                TrySendError::Full(())
            }
            TrySendError::Disconnected(_) => TrySendError::Disconnected(()),
        })
    }

    fn threads_mut(&mut self) -> &mut Vec<JoinHandle<()>> {
        self.threads.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake(&self, worker: usize) {
        if let Some(desk) = self.workers.get(worker) {
            desk.waker.wake();
        }
    }

    fn worker_of(&self, affinity: u64) -> usize {
        usize::try_from(affinity % self.workers.len() as u64).unwrap_or(0)
    }

    fn tape(&self, path: &Path, rate_hz: u32) -> Result<(Recording, Tape), RecordError> {
        let mut recorder = self.recorder.lock().unwrap_or_else(PoisonError::into_inner);
        if recorder.is_none() {
            let (started, thread) = Recorder::start().map_err(RecordError::Thread)?;
            let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
            threads.push(thread);
            *recorder = Some(started);
        }
        let recorder = recorder.as_mut().ok_or(RecordError::Stopped)?;
        recorder.record(path, rate_hz)
    }

    fn no_ports(&self) -> OpenError {
        OpenError::NoPorts {
            pairs: self.ports.pairs(),
        }
    }

    fn stop(&self) {
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        // Its thread ends when the streams have ended too.
        drop(
            self.recorder
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        for desk in &self.workers {
            desk.waker.wake();
            // Waits for room, which a living worker makes; one that is gone needs no order.
            let _ = desk.orders.send(Order::Stop);
            desk.waker.wake();
        }
        for thread in threads {
            // A worker that panicked has nothing more to end.
            let _ = thread.join();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop();
    }
}
