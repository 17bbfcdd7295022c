//! Once a call is set up, the media threads allocate nothing: every allocation of this process is counted, but for
//! the test's own thread.
#![allow(unsafe_code, reason = "an allocator that counts")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use media::codec::Codec;
use media::engine::{Command, Engine, EngineConfig, EventReceiver, Source, StreamId};
use media::offer_answer::{Agreed, Direction};

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static IS_TEST: Cell<bool> = const { Cell::new(false) };
}

// SAFETY: everything is the system allocator's; counting touches neither the memory nor the allocator.
unsafe impl GlobalAlloc for Counting {
    // SAFETY: the caller's contract is the system allocator's.
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if !IS_TEST.try_with(Cell::get).unwrap_or(true) {
            ALLOCATIONS.fetch_add(1, Ordering::SeqCst);
        }
        // SAFETY: the caller keeps the contract.
        unsafe { System.alloc(layout) }
    }

    // SAFETY: the caller's contract is the system allocator's.
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract, and `at` came from the system allocator.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PACKETS: u16 = 1_000;

struct Phone {
    stream: StreamId,
    rtp: UdpSocket,
    rtcp: UdpSocket,
    to: SocketAddr,
    control_to: SocketAddr,
}

impl Phone {
    fn open(engine: &Engine) -> Self {
        let (stream, address) = engine.open(1, LOCALHOST).unwrap();
        let socket = || {
            let socket = UdpSocket::bind((LOCALHOST, 0)).unwrap();
            socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            socket
        };
        let (rtp, rtcp) = (socket(), socket());
        let agreed = Agreed {
            codec: Codec::Pcmu,
            payload_type_send: 0,
            payload_type_receive: 0,
            telephone_event_send: None,
            telephone_event_receive: None,
            ptime_ms: 20,
            remote_rtp: rtp.local_addr().unwrap(),
            remote_rtcp: rtcp.local_addr().unwrap(),
            rtcp_mux: false,
            direction: Direction::SendRecv,
            srtp: None,
        };
        engine.command(Command::Agree { stream, agreed }).unwrap();
        Self {
            stream,
            rtp,
            rtcp,
            to: SocketAddr::new(LOCALHOST, address.rtp_port),
            control_to: SocketAddr::new(LOCALHOST, address.rtcp_port),
        }
    }

    fn say(&self, sequence: u16) {
        let mut packet = [0_u8; 172];
        packet[0] = 0x80;
        packet[2..4].copy_from_slice(&sequence.to_be_bytes());
        packet[4..8].copy_from_slice(&(u32::from(sequence) * 160).to_be_bytes());
        packet[8..12].copy_from_slice(&7_u32.to_be_bytes());
        self.rtp.send_to(&packet, self.to).unwrap();
    }

    fn hear(&self) {
        assert_eq!(self.rtp.recv(&mut [0; 500]).unwrap(), 172);
    }

    fn report(&self) {
        let report = [0x80, 201, 0, 1, 0, 0, 0, 7];
        self.rtcp.send_to(&report, self.control_to).unwrap();
    }
}

/// Waits for so many events; the worker's orders before them are done then.
fn drain(events: &mut EventReceiver, count: usize) {
    let mut seen = 0;
    while seen < count {
        match events.try_recv() {
            Some(_) => seen += 1,
            None => std::thread::yield_now(),
        }
    }
}

#[test]
fn relaying_echoing_playing_and_reporting_allocate_nothing() {
    IS_TEST.with(|is_test| is_test.set(true));
    let free = UdpSocket::bind((LOCALHOST, 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let first = free.min(u16::MAX - 100);
    let config = EngineConfig {
        ports: first..=first + 99,
        ..EngineConfig::default()
    };
    let (engine, mut events) = Engine::start(config).unwrap();
    let [a, b, echo, player] = [(); 4].map(|()| Phone::open(&engine));
    let source = Source::tone(440.0, -10.0, Duration::from_secs(1)).repeated();
    let (stream, of_echo) = (player.stream, echo.stream);
    engine
        .command(Command::Bridge {
            a: a.stream,
            b: b.stream,
        })
        .unwrap();
    engine.command(Command::Echo { stream: of_echo }).unwrap();
    engine.command(Command::Play { stream, source }).unwrap();
    player.hear();
    let converse = |sequence| {
        for (from, to) in [(&a, &b), (&b, &a), (&echo, &echo)] {
            from.say(sequence);
            to.hear();
        }
    };
    converse(0);
    drain(&mut events, 3);
    let before = ALLOCATIONS.load(Ordering::SeqCst);
    for sequence in 1..PACKETS {
        converse(sequence);
        if sequence % 100 == 0 {
            a.report();
            b.rtcp.recv(&mut [0; 500]).unwrap();
        }
    }
    for _ in 0..10 {
        player.hear();
    }
    assert_eq!(ALLOCATIONS.load(Ordering::SeqCst) - before, 0);
    let _ = engine.open(1, LOCALHOST).unwrap();
    engine.shutdown();
    assert!(
        ALLOCATIONS.load(Ordering::SeqCst) > before,
        "the counter counts: closing allocates"
    );
}
