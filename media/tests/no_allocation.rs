//! Once a call is set up, the media threads allocate nothing: every allocation of this process is counted, but for
//! the test's own thread.
#![allow(unsafe_code, reason = "an allocator that counts")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use media::codec::Codec;
use media::engine::{Command, Engine, EngineConfig, EventReceiver, Source, StreamId};
use media::offer_answer::{Agreed, Direction, Keying, SrtpKeys};
use media::srtp::{OVERHEAD_MAX, Protector, SrtpKey, Suite};

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
    /// What an encrypted phone sends under.
    protector: Option<RefCell<Protector>>,
    suite: Option<Suite>,
}

impl Phone {
    fn open(engine: &Engine, suite: Option<Suite>, codec: Codec) -> Self {
        let keys = suite.map(|suite| {
            let key =
                |filled| SrtpKey::new(suite, &vec![filled; suite.key_bytes() + suite.salt_bytes()]).unwrap();
            SrtpKeys {
                send: key(1),
                receive: key(2),
            }
        });
        let (stream, address) = engine.open(1, LOCALHOST).unwrap();
        let socket = || {
            let socket = UdpSocket::bind((LOCALHOST, 0)).unwrap();
            socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            socket
        };
        let (rtp, rtcp) = (socket(), socket());
        let agreed = Agreed {
            codec,
            payload_type_send: codec.offered_payload_type(),
            payload_type_receive: codec.offered_payload_type(),
            telephone_event_send: None,
            telephone_event_receive: None,
            ptime_ms: 20,
            remote_rtp: rtp.local_addr().unwrap(),
            remote_rtcp: rtcp.local_addr().unwrap(),
            rtcp_mux: false,
            direction: Direction::SendRecv,
            srtp: keys.map(|keys| Box::new(Keying::Sdes(keys))),
            ice: None,
        };
        engine.command(Command::Agree { stream, agreed }).unwrap();
        Self {
            stream,
            rtp,
            rtcp,
            to: SocketAddr::new(LOCALHOST, address.rtp_port),
            control_to: SocketAddr::new(LOCALHOST, address.rtcp_port),
            protector: keys.map(|keys| RefCell::new(Protector::new(&keys.receive, 7).unwrap())),
            suite,
        }
    }

    fn say(&self, sequence: u16) {
        let mut packet = [0_u8; 172 + OVERHEAD_MAX];
        packet[0] = 0x80;
        packet[2..4].copy_from_slice(&sequence.to_be_bytes());
        packet[4..8].copy_from_slice(&(u32::from(sequence) * 160).to_be_bytes());
        packet[8..12].copy_from_slice(&7_u32.to_be_bytes());
        let length = match &self.protector {
            Some(protector) => protector.borrow_mut().protect_rtp(&mut packet, 172).unwrap(),
            None => 172,
        };
        self.rtp.send_to(&packet[..length], self.to).unwrap();
    }

    fn hear(&self) {
        let tag = match self.suite {
            None => 0,
            Some(Suite::AeadAes256Gcm) => 16,
            Some(_) => 10,
        };
        assert_eq!(self.rtp.recv(&mut [0; 500]).unwrap(), 172 + tag);
    }

    fn report(&self) {
        let mut report = [0; 8 + OVERHEAD_MAX];
        report[..8].copy_from_slice(&[0x80, 201, 0, 1, 0, 0, 0, 7]);
        let length = match &self.protector {
            Some(protector) => protector.borrow_mut().protect_rtcp(&mut report, 8).unwrap(),
            None => 8,
        };
        self.rtcp.send_to(&report[..length], self.control_to).unwrap();
    }
}

fn meet(engine: &Engine, members: [&Phone; 2]) {
    let room = engine.room(true);
    for stream in members.map(|member| member.stream) {
        let (room, music) = (room.clone(), None);
        let command = Command::Confer { stream, room, music };
        engine.command(command).unwrap();
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
fn relaying_converting_mixing_echoing_playing_encrypting_and_reporting_allocate_nothing() {
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
    let [a, b, echo, player] = [None; 4].map(|suite| Phone::open(&engine, suite, Codec::Pcmu));
    let [e, f] = [Codec::Pcmu, Codec::Opus].map(|codec| Phone::open(&engine, None, codec));
    // One talks in the room, the other, of Opus, only listens.
    let [talker, listener] = [Codec::Pcmu, Codec::Opus].map(|codec| Phone::open(&engine, None, codec));
    let suites = [Suite::AesCm128HmacSha1_80, Suite::AeadAes256Gcm];
    let [c, d] = suites.map(|suite| Phone::open(&engine, Some(suite), Codec::Pcmu));
    let source = Source::tone(440.0, -10.0, Duration::from_secs(1)).repeated();
    let (stream, of_echo) = (player.stream, echo.stream);
    for (a, b) in [(a.stream, b.stream), (c.stream, d.stream), (e.stream, f.stream)] {
        engine.command(Command::Bridge { a, b }).unwrap();
    }
    engine.command(Command::Echo { stream: of_echo }).unwrap();
    engine.command(Command::Play { stream, source }).unwrap();
    meet(&engine, [&talker, &listener]);
    player.hear();
    let converse = |sequence| {
        for (from, to) in [(&a, &b), (&b, &a), (&c, &d), (&d, &c), (&echo, &echo)] {
            from.say(sequence);
            to.hear();
        }
        // In another codec, at the pace of hearing; one packet in seven is missing, and two come the wrong way round.
        if sequence % 10 == 0 {
            let number = sequence / 10;
            match number % 7 {
                1 => {}
                3 => e.say(number + 1),
                4 => e.say(number - 1),
                _ => e.say(number),
            }
            f.rtp.recv(&mut [0; 1_500]).unwrap();
            talker.say(number);
            for member in [&talker, &listener] {
                member.rtp.recv(&mut [0; 1_500]).unwrap();
            }
        }
    };
    converse(0);
    drain(&mut events, 7);
    let before = ALLOCATIONS.load(Ordering::SeqCst);
    for sequence in 1..PACKETS {
        converse(sequence);
        if sequence % 100 == 0 {
            for (from, to) in [(&a, &b), (&c, &d)] {
                from.report();
                to.rtcp.recv(&mut [0; 500]).unwrap();
            }
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
