use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use media::srtp::Protector;

use super::Voice;

/// Phones talk in turn, in so many groups, one each millisecond: each phone says a packet every 20 ms.
const GROUPS: usize = 20;
const STEP: Duration = Duration::from_millis(1);
/// A phone takes what it heard so many groups after the other spoke.
const LATER: usize = 10;
/// The last packets are waited for.
const PATIENCE: Duration = Duration::from_millis(300);
/// An RTP header and 160 samples of PCMU.
const PACKET_BYTES: usize = 172;
const HEADER_BYTES: usize = 12;
/// The largest packet that is said or heard.
const PACKET_BYTES_MAX: usize = 1_500;

/// Pairs of phones in conversation: phone 2n with phone 2n + 1.
#[derive(Debug)]
pub struct Phones {
    sockets: Vec<UdpSocket>,
    /// What each phone of a call says; `None`: packets of PCMU that tell when they were sent.
    voices: Option<[Voice; 2]>,
    /// What the encrypted phones send under.
    protectors: Vec<Option<Protector>>,
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
            voices: None,
            protectors: (0..2 * calls).map(|_| None).collect(),
            sequence: 0,
            heard: 0,
            delays: Vec::new(),
        })
    }

    /// Phones for so many calls, of which the first of each says one thing and the second another. Their packets do not
    /// tell when they were sent, so no delays are measured.
    ///
    /// # Errors
    /// The system has no sockets left.
    pub fn saying(calls: usize, voices: [Voice; 2]) -> io::Result<Self> {
        let mut phones = Self::new(calls)?;
        let protector = |phone: usize| {
            let key = voices[phone % 2].key?;
            Protector::new(&key, ssrc(phone))
        };
        phones.protectors = (0..2 * calls).map(protector).collect();
        phones.voices = Some(voices);
        Ok(phones)
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
        let mut packet = [0; PACKET_BYTES_MAX];
        let mut said = 0;
        for phone in (round % GROUPS..self.sockets.len()).step_by(GROUPS) {
            let length = self.write(phone, &mut packet);
            self.sockets[phone].send_to(&packet[..length], relays[phone])?;
            said += 1;
        }
        if round % GROUPS == GROUPS - 1 {
            self.sequence = self.sequence.wrapping_add(1);
        }
        Ok(said)
    }

    /// The next packet of a phone; its length.
    fn write(&mut self, phone: usize, packet: &mut [u8; PACKET_BYTES_MAX]) -> usize {
        let voice = self.voices.as_ref().map(|voices| &voices[phone % 2]);
        let (payload_type, ticks) = voice.map_or((0, 160), |voice| (voice.payload_type, voice.frame_ticks));
        packet[..2].copy_from_slice(&[0x80, payload_type]);
        packet[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        packet[4..8].copy_from_slice(&(u32::from(self.sequence).wrapping_mul(ticks)).to_be_bytes());
        packet[8..12].copy_from_slice(&ssrc(phone).to_be_bytes());
        let Some(voice) = voice else {
            packet[HEADER_BYTES..PACKET_BYTES].fill(0);
            if self.is_probe(phone) {
                packet[16..24].copy_from_slice(&nanos().to_be_bytes());
            }
            return PACKET_BYTES;
        };
        let frame = &voice.frames[usize::from(self.sequence) % voice.frames.len()];
        let length = HEADER_BYTES + frame.len();
        packet[HEADER_BYTES..length].copy_from_slice(frame);
        match &mut self.protectors[phone] {
            Some(protector) => protector.protect_rtp(packet, length).unwrap_or(length),
            None => length,
        }
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
        let mut packet = [0; PACKET_BYTES_MAX];
        while let Ok(length) = self.sockets[phone].recv(&mut packet) {
            let is_voice = length > HEADER_BYTES && (self.voices.is_some() || length == PACKET_BYTES);
            self.heard += u64::from(is_voice);
            if self.voices.is_some() || !is_voice || !self.is_probe(phone) {
                continue;
            }
            if let Some(stamp) = packet[16..].first_chunk() {
                let delay = nanos().saturating_sub(u64::from_be_bytes(*stamp));
                self.delays.push(Duration::from_nanos(delay));
            }
        }
    }

    fn is_probe(&self, phone: usize) -> bool {
        phone + 2 >= self.sockets.len()
    }
}

fn ssrc(phone: usize) -> u32 {
    u32::try_from(phone).unwrap_or(u32::MAX)
}

/// The monotonic clock, to be carried in a packet.
fn nanos() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    now.tv_sec.unsigned_abs() * 1_000_000_000 + now.tv_nsec.unsigned_abs()
}
