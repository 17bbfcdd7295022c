//! The thread that writes recordings: decoding and disks take time that no media thread has.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::record::{Deck, Piece, RecordError, Recording, Reel, State, Tape};

/// Packets that may wait for the recorder: a tenth of a second of 100 recordings.
const PIECES_MAX: usize = 2_048;

/// How often the recorder looks, while it records: packets must not wake it one by one.
const TICK: Duration = Duration::from_millis(50);

/// How often files are written.
const WRITE_EVERY: Duration = Duration::from_secs(1);

/// Bytes on their way to a file.
const BUFFER_BYTES: usize = 128 * 1024;

/// What the recorder is told.
#[expect(
    clippy::large_enum_variant,
    reason = "a box a packet would allocate on the packet path"
)]
enum Order {
    /// A file is to be written.
    Begin(Box<Take>),
    /// A packet of one.
    Piece(Piece),
}

/// The way to the recorder's thread.
#[derive(Debug)]
pub(crate) struct Recorder {
    queue: Arc<Queue>,
    begun: u64,
}

/// What media threads hand packets to.
#[derive(Debug)]
struct Queue(SyncSender<Order>);

impl Deck for Queue {
    fn take(&self, piece: Piece) -> bool {
        self.0.try_send(Order::Piece(piece)).is_ok()
    }
}

/// A recording that begins.
struct Take {
    state: Arc<State>,
    held: Arc<()>,
    reel: Reel<BufWriter<File>>,
}

impl Recorder {
    /// Starts the thread. It ends when this and all tapes are gone.
    pub(crate) fn start() -> io::Result<(Self, JoinHandle<()>)> {
        let (queue, orders) = sync_channel(PIECES_MAX);
        let thread = std::thread::Builder::new()
            .name(String::from("recorder"))
            .spawn(move || run(&orders))?;
        let queue = Arc::new(Queue(queue));
        Ok((Self { queue, begun: 0 }, thread))
    }

    /// Begins a new file, which only its owner can read.
    pub(crate) fn record(&mut self, path: &Path, rate_hz: u32) -> Result<(Recording, Tape), RecordError> {
        let failed = |error| RecordError::File {
            path: path.to_owned(),
            error,
        };
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(failed)?;
        let file = BufWriter::with_capacity(BUFFER_BYTES, file);
        let reel = Reel::new(file, rate_hz, Instant::now()).map_err(|error| failed(io_error(error)))?;
        self.begun += 1;
        let (state, held) = (Arc::new(State::new(self.begun)), Arc::new(()));
        let recording = Recording::new(state.clone());
        let tape = Tape::new(state.clone(), held.clone(), self.queue.clone());
        let begin = Order::Begin(Box::new(Take { state, held, reel }));
        self.queue.0.try_send(begin).map_err(|refused| match refused {
            TrySendError::Full(_) => RecordError::Busy { pending: PIECES_MAX },
            TrySendError::Disconnected(_) => RecordError::Stopped,
        })?;
        Ok((recording, tape))
    }
}

/// Records until nobody can order any more.
fn run(orders: &Receiver<Order>) {
    let mut takes = HashMap::new();
    let mut write_at = Instant::now();
    loop {
        // Before the packets are taken: what a stream recorded last is among them.
        let over = ended(&takes);
        let is_stopping = obey(orders, &mut takes);
        finish(&mut takes, over);
        if is_stopping {
            let all = takes.keys().copied().collect();
            return finish(&mut takes, all);
        }
        let now = Instant::now();
        if now >= write_at {
            write(&mut takes, now);
            write_at = now + WRITE_EVERY;
        }
        if !takes.is_empty() {
            std::thread::sleep(TICK);
            continue;
        }
        match orders.recv() {
            Ok(order) => one(order, &mut takes),
            Err(_) => return,
        }
    }
}

/// Takes all that waits; `true`: there is nobody left.
fn obey(orders: &Receiver<Order>, takes: &mut HashMap<u64, Take>) -> bool {
    loop {
        match orders.try_recv() {
            Ok(order) => one(order, takes),
            Err(TryRecvError::Empty) => return false,
            Err(TryRecvError::Disconnected) => return true,
        }
    }
}

fn one(order: Order, takes: &mut HashMap<u64, Take>) {
    match order {
        Order::Begin(take) => drop(takes.insert(take.state.number, *take)),
        // A packet of a recording that has failed.
        Order::Piece(piece) => drop(takes.get_mut(&piece.number).map(|take| take.reel.take(&piece))),
    }
}

/// The recordings that no stream holds any more.
fn ended(takes: &HashMap<u64, Take>) -> Vec<u64> {
    let is_over = |take: &Take| Arc::strong_count(&take.held) == 1;
    let over = takes.iter().filter(|(_, take)| is_over(take));
    over.map(|(number, _)| *number).collect()
}

fn finish(takes: &mut HashMap<u64, Take>, over: Vec<u64>) {
    for take in over.into_iter().filter_map(|number| takes.remove(&number)) {
        if take.reel.finish().is_err() {
            take.state.fail();
        }
    }
}

/// Writes what is due; what cannot be written is not recorded further.
fn write(takes: &mut HashMap<u64, Take>, now: Instant) {
    takes.retain(|_, take| {
        let written = take.reel.write(now);
        if written.is_err() {
            take.state.fail();
        }
        written.is_ok()
    });
}

fn io_error(error: hound::Error) -> io::Error {
    match error {
        hound::Error::IoError(error) => error,
        other => io::Error::other(other),
    }
}
