//! The threads of an engine, started.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use super::EngineConfig;
use crate::dtls::Identity;
use crate::worker::{Counts, Errand, Errands, KeyMaker, Order, Outbox, Recipient, Setup, Waker, Worker};

/// Orders that may wait for a media thread, which takes them all each millisecond.
pub(super) const ORDERS_MAX: usize = 1_024;

/// Where a worker takes its orders.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) orders: SyncSender<Order>,
    pub(super) waker: Arc<Waker>,
}

/// Starts the thread that makes keys. It ends with the last media thread.
pub(super) fn hire_key_maker(
    desks: &[Desk],
    identity: Identity,
    errands: Receiver<Errand>,
    counts: Arc<Counts>,
) -> io::Result<JoinHandle<()>> {
    let recipients = desks.iter().map(|desk| Recipient {
        orders: desk.orders.clone(),
        waker: desk.waker.clone(),
    });
    let maker = KeyMaker::new(identity, errands, recipients.collect(), counts);
    std::thread::Builder::new()
        .name(String::from("media-keys"))
        .spawn(move || maker.run())
}

/// Starts a media thread, and waits until it is ready.
pub(super) fn hire(
    index: usize,
    config: &EngineConfig,
    outbox: Outbox,
    errands: Errands,
) -> io::Result<(Desk, JoinHandle<()>)> {
    let (orders, taken) = sync_channel(ORDERS_MAX);
    let waker = Arc::new(Waker::new()?);
    let setup = Setup {
        orders: taken,
        waker: waker.clone(),
        outbox,
        errands,
        tick: config.tick,
        core: config.cores.get(index % config.cores.len().max(1)).copied(),
    };
    let (ready, is_ready) = sync_channel(1);
    let thread = std::thread::Builder::new()
        .name(format!("media-{index}"))
        .spawn(move || {
            let worker = Worker::new(setup);
            // The one who waits for this outlives it.
            match worker {
                Ok(worker) => {
                    let _ = ready.send(Ok(()));
                    worker.run();
                }
                Err(error) => {
                    let _ = ready.send(Err(error));
                }
            }
        })?;
    is_ready
        .recv()
        .unwrap_or_else(|_| Err(io::Error::other("it ended at once")))?;
    Ok((Desk { orders, waker }, thread))
}
