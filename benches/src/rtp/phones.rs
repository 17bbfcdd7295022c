use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

/// Phones talk in turn, in so many groups, one each millisecond: each phone says a packet every 20 ms.
const GROUPS: usize = 20;
const STEP: Duration = Duration::from_millis(1);
/// A phone takes what it heard so many groups after the other spoke.
const LATER: usize = 10;
/// The last packets are waited for.
const PATIENCE: Duration = Duration::from_millis(300);
/// An RTP header and 160 samples of PCMU.
const PACKET_BYTES: usize = 172;

/// Pairs of phones in conversation: phone 2n with phone 2n + 1.
#[derive(Debug)]
pub struct Phones {
    sockets: Vec<UdpSocket>,
    sequence: u16,
    heard: u64,
    delays: Vec<Duration>,
}

/// What came of a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Heard {
    /// Packets said.
    pub said: u64,
    /// Packets heard.
    pub heard: u64,
    /// Half of the probe's packets took at most this from phone to phone.
    pub delay_p50: Duration,
    /// Of a hundred of the probe's packets, one took longer.
    pub delay_p99: Duration,
}

impl Phones {
    /// Phones for so many calls. The last call is the probe, whose packets are timed.
    ///
    /// # Errors
    /// The system has no sockets left.
    pub fn new(calls: usize) -> io::Result<Self> {
        let socket = |_| {
            let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
            socket.set_nonblocking(true)?;
            Ok(socket)
        };
        Ok(Self {
            sockets: (0..2 * calls).map(socket).collect::<io::Result<_>>()?,
            sequence: 0,
            heard: 0,
            delays: Vec::new(),
        })
    }

    /// Where each phone is.
    ///
    /// # Errors
    /// The system has forgotten a socket.
    pub fn addresses(&self) -> io::Result<Vec<SocketAddr>> {
        self.sockets.iter().map(UdpSocket::local_addr).collect()
    }

    /// Talks for so long to these relay addresses, one for each phone; counts what is heard of it.
    ///
    /// # Errors
    /// A socket refuses a packet.
    pub fn converse(&mut self, relays: &[SocketAddr], time: Duration) -> io::Result<Heard> {
        self.drain_all();
        self.heard = 0;
        self.delays.clear();
        let rounds = usize::try_from(time.as_millis()).unwrap_or(usize::MAX) / GROUPS * GROUPS;
        let start = Instant::now();
        let mut said = 0;
        for round in 0..rounds {
            let due = start + STEP * u32::try_from(round).unwrap_or(u32::MAX);
            self.listen_to_probe(due);
            said += self.say(relays, round)?;
            self.listen(round + GROUPS - LATER);
        }
        self.listen_to_probe(Instant::now() + PATIENCE);
        self.drain_all();
        self.delays.sort_unstable();
        let delay = |percent: usize| {
            let index = self.delays.len() * percent / 100;
            self.delays.get(index).copied().unwrap_or_default()
        };
        Ok(Heard {
            said,
            heard: self.heard,
            delay_p50: delay(50),
            delay_p99: delay(99),
        })
    }

    /// The group of this round says a packet each.
    fn say(&mut self, relays: &[SocketAddr], round: usize) -> io::Result<u64> {
        let mut packet = [0; PACKET_BYTES];
        packet[0] = 0x80;
        packet[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        packet[4..8].copy_from_slice(&(u32::from(self.sequence) * 160).to_be_bytes());
        let mut said = 0;
        for phone in (round % GROUPS..self.sockets.len()).step_by(GROUPS) {
            packet[8..12].copy_from_slice(&u32::try_from(phone).unwrap_or(u32::MAX).to_be_bytes());
            if self.is_probe(phone) {
                packet[16..24].copy_from_slice(&nanos().to_be_bytes());
            }
            self.sockets[phone].send_to(&packet, relays[phone])?;
            said += 1;
        }
        if round % GROUPS == GROUPS - 1 {
            self.sequence = self.sequence.wrapping_add(1);
        }
        Ok(said)
    }

    /// Those whose others spoke a while ago take what came.
    fn listen(&mut self, round: usize) {
        for phone in (round % GROUPS..self.sockets.len()).step_by(GROUPS) {
            self.drain(phone ^ 1);
        }
    }

    /// Until it is time for the next round, the probe's phones are listened to all the time.
    fn listen_to_probe(&mut self, until: Instant) {
        let probe = self.sockets.len() - 2;
        while Instant::now() < until {
            self.drain(probe);
            self.drain(probe + 1);
            std::thread::yield_now();
        }
    }

    fn drain_all(&mut self) {
        (0..self.sockets.len()).for_each(|phone| self.drain(phone));
    }

    fn drain(&mut self, phone: usize) {
        let mut packet = [0; 2 * PACKET_BYTES];
        while let Ok(length) = self.sockets[phone].recv(&mut packet) {
            if length != PACKET_BYTES {
                continue;
            }
            self.heard += 1;
            if let (true, Some(stamp)) = (self.is_probe(phone), packet[16..].first_chunk()) {
                let delay = nanos().saturating_sub(u64::from_be_bytes(*stamp));
                self.delays.push(Duration::from_nanos(delay));
            }
        }
    }

    fn is_probe(&self, phone: usize) -> bool {
        phone + 2 >= self.sockets.len()
    }
}

/// The monotonic clock, to be carried in a packet.
fn nanos() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    now.tv_sec.unsigned_abs() * 1_000_000_000 + now.tv_nsec.unsigned_abs()
}
