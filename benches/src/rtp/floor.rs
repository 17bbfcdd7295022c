use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::event::epoll;
use rustix::time::Timespec;

const TICK: Duration = Duration::from_millis(1);
const READY_MAX: usize = 512;
/// How soon a floor that hears nothing sees that it shall end.
const IDLE: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 50_000_000,
};

/// When a floor looks for packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// When one has come.
    Packet,
    /// Once a millisecond.
    Tick,
}

/// The plainest relay: one thread that takes a datagram and sends it on as it is, and knows nothing.
#[derive(Debug)]
pub struct Floor {
    /// Where each phone sends to.
    pub relays: Vec<SocketAddr>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Floor {
    /// Relays between phones 2n and 2n + 1, in a thread of this name on this core.
    ///
    /// # Errors
    /// The system has no sockets or threads left.
    pub fn start(name: &str, core: usize, wake: Wake, phones: Vec<SocketAddr>) -> io::Result<Self> {
        let socket = |_: &SocketAddr| {
            let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
            socket.set_nonblocking(true)?;
            Ok(socket)
        };
        let sockets: Vec<UdpSocket> = phones.iter().map(socket).collect::<io::Result<_>>()?;
        let relays = sockets
            .iter()
            .map(UdpSocket::local_addr)
            .collect::<io::Result<_>>()?;
        let is_over = Arc::new(AtomicBool::new(false));
        let seen = is_over.clone();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            // Without a core of its own it is still a relay.
            let _ = super::keep_on_core(core);
            relay(wake, &sockets, &phones, &seen)
        })?;
        Ok(Self {
            relays,
            is_over,
            thread: Some(thread),
        })
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A floor that failed has relayed less, which was seen.
            let _ = thread.join();
        }
    }
}

fn relay(wake: Wake, sockets: &[UdpSocket], phones: &[SocketAddr], is_over: &AtomicBool) -> io::Result<()> {
    let poller = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    for (index, socket) in sockets.iter().enumerate() {
        epoll::add(
            &poller,
            socket,
            epoll::EventData::new_u64(index as u64),
            epoll::EventFlags::IN,
        )?;
    }
    let mut ready = Vec::with_capacity(READY_MAX);
    let mut packet = [0; 2_048];
    let mut next = Instant::now();
    while !is_over.load(Ordering::Relaxed) {
        let timeout = match wake {
            Wake::Packet => IDLE,
            Wake::Tick => {
                next = (next + TICK).max(Instant::now());
                std::thread::sleep(next.saturating_duration_since(Instant::now()));
                Timespec::default()
            }
        };
        epoll::wait(
            &poller,
            rustix::buffer::spare_capacity(&mut ready),
            Some(&timeout),
        )?;
        for event in ready.drain(..) {
            let index = usize::try_from(event.data.u64()).unwrap_or(usize::MAX);
            while let Ok((length, _)) = sockets[index].recv_from(&mut packet) {
                // What a full socket refuses is lost, and counted as such by the phones.
                let _ = sockets[index ^ 1].send_to(&packet[..length], phones[index ^ 1]);
                if wake == Wake::Packet {
                    break;
                }
            }
        }
    }
    Ok(())
}
