use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Sockets told of in one wait; the others follow in the next.
const READY_MAX: usize = 512;

/// Waits for datagrams (epoll, edge-triggered: whoever is told drains the socket).
#[derive(Debug)]
pub(super) struct Poller {
    epoll: OwnedFd,
    ready: Vec<libc::epoll_event>,
}

/// Wakes a worker that waits, and costs next to nothing while it is awake. Its count is never read: edge-triggered,
/// each wake-up is told of by itself.
#[derive(Debug)]
pub(crate) struct Waker {
    event: File,
    /// The worker waits, or is about to.
    is_armed: AtomicBool,
}

impl Poller {
    pub(super) fn new() -> io::Result<Self> {
        // SAFETY: no pointers are passed.
        let epoll = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        if epoll < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(Self {
            // SAFETY: the kernel has just made it for us: it is open, and nobody else's.
            epoll: unsafe { OwnedFd::from_raw_fd(epoll) },
            ready: Vec::with_capacity(READY_MAX),
        })
    }

    /// Tells of datagrams on this descriptor by this token, until it is closed.
    pub(super) fn add(&self, of: &impl AsRawFd, token: u64) -> io::Result<()> {
        let mut event = libc::epoll_event {
            events: (libc::EPOLLIN | libc::EPOLLET).cast_unsigned(),
            u64: token,
        };
        let (epoll, of) = (self.epoll.as_raw_fd(), of.as_raw_fd());
        // SAFETY: both descriptors are open, and the kernel copies the event before it returns.
        match unsafe { libc::epoll_ctl(epoll, libc::EPOLL_CTL_ADD, of, &raw mut event) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }

    /// Waits for something, or for this long at most; whole milliseconds, rounded up.
    pub(super) fn wait(&mut self, timeout: Option<Duration>) {
        let milliseconds = timeout.map_or(-1, |timeout| {
            i32::try_from(timeout.as_micros().div_ceil(1_000)).unwrap_or(i32::MAX)
        });
        self.ready.clear();
        let room = i32::try_from(READY_MAX).unwrap_or(i32::MAX);
        let ready = self.ready.as_mut_ptr();
        // SAFETY: there is room for `READY_MAX` events, reserved in `new` and never given back.
        let count = unsafe { libc::epoll_wait(self.epoll.as_raw_fd(), ready, room, milliseconds) };
        // An interrupted wait is one without news.
        let count = usize::try_from(count).unwrap_or(0);
        // SAFETY: the kernel has filled the first `count` events.
        unsafe { self.ready.set_len(count.min(READY_MAX)) };
    }

    /// How many were told of by the last wait.
    pub(super) fn ready(&self) -> usize {
        self.ready.len()
    }

    /// The token of one of them.
    pub(super) fn token(&self, index: usize) -> Option<u64> {
        self.ready.get(index).map(|event| event.u64)
    }
}

impl Waker {
    pub(crate) fn new() -> io::Result<Self> {
        // SAFETY: no pointers are passed.
        let event = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        if event < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the kernel has just made it for us: it is open, and nobody else's.
        let event = unsafe { File::from_raw_fd(event) };
        let is_armed = AtomicBool::new(false);
        Ok(Self { event, is_armed })
    }

    /// Before the worker waits. What was ordered earlier has to be looked for after this: nobody tells of it.
    pub(super) fn arm(&self) {
        // A swap, not a store: it sees every order whose wake-up came before it.
        self.is_armed.swap(true, Ordering::AcqRel);
    }

    /// After an order was given.
    pub(crate) fn wake(&self) {
        if self.is_armed.swap(false, Ordering::AcqRel) {
            // It fails only when 2⁶⁴ − 1 wake-ups are pending: then the worker is awake.
            let _ = (&self.event).write(&1_u64.to_ne_bytes());
        }
    }
}

impl AsRawFd for Waker {
    fn as_raw_fd(&self) -> std::os::fd::RawFd {
        self.event.as_raw_fd()
    }
}

#[cfg(test)]
mod tests {
    use std::net::UdpSocket;
    use std::time::Duration;

    use super::{Poller, Waker};

    const LONG: Option<Duration> = Some(Duration::from_secs(10));
    const NONE: Option<Duration> = Some(Duration::ZERO);

    #[test]
    fn a_datagram_and_a_waker_are_told_of_by_their_tokens_once() {
        let mut poller = Poller::new().unwrap();
        let waker = Waker::new().unwrap();
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        poller.add(&waker, 1).unwrap();
        poller.add(&socket, 2).unwrap();
        poller.wait(NONE);
        assert_eq!(poller.ready(), 0);
        waker.arm();
        waker.wake();
        poller.wait(LONG);
        assert_eq!((poller.ready(), poller.token(0)), (1, Some(1)));
        socket.send_to(b"x", socket.local_addr().unwrap()).unwrap();
        poller.wait(LONG);
        assert_eq!((poller.ready(), poller.token(0)), (1, Some(2)));
        poller.wait(NONE);
        assert_eq!(poller.ready(), 0, "edge-triggered");
    }

    #[test]
    fn who_is_awake_is_not_woken_and_who_waits_is_woken_once() {
        let mut poller = Poller::new().unwrap();
        let waker = Waker::new().unwrap();
        poller.add(&waker, 1).unwrap();
        let mut heard = |waker: &Waker| {
            waker.wake();
            poller.wait(NONE);
            poller.ready()
        };
        assert_eq!(heard(&waker), 0);
        waker.arm();
        assert_eq!(heard(&waker), 1);
        assert_eq!(heard(&waker), 0);
    }
}
