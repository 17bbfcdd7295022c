//! A bad network between one phone and the switch: its audio is lost, late, and overtakes itself, both ways.
//!
//! SIP passes unharmed, but for the ports of audio that the switch names: they become ports of the network. The switch
//! finds the phone's audio by where it comes from, as behind a NAT.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often a thread looks whether it shall end, or whether something is due.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// The largest datagram.
const DATAGRAM_MAX: usize = 65_535;

/// Where chance begins: each run sees the same losses.
const SEED: u64 = 8_445;

/// What becomes of audio.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// How many of 100 packets are lost.
    pub lost_of_100: u64,
    /// By how much a packet is late at most, in milliseconds; more than 20 and some overtake each other.
    pub late_ms_max: u64,
}

/// A network for one phone, which ends with it.
#[derive(Debug)]
pub struct BadNetwork {
    /// Where the phone finds the switch.
    pub server: SocketAddr,
    over: Arc<AtomicBool>,
}

impl BadNetwork {
    /// Starts the network before a switch.
    #[must_use]
    pub fn before(switch: SocketAddr, weather: Weather) -> Self {
        let (near, far) = (Arc::new(socket()), Arc::new(socket()));
        let over = Arc::new(AtomicBool::new(false));
        let network = Self {
            server: local(&near),
            over: Arc::clone(&over),
        };
        std::thread::spawn(move || carry_sip(&near, &far, switch, weather, &over));
        network
    }
}

impl Drop for BadNetwork {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

fn carry_sip(
    near: &UdpSocket,
    far: &UdpSocket,
    switch: SocketAddr,
    weather: Weather,
    over: &Arc<AtomicBool>,
) {
    let mut buffer = vec![0; DATAGRAM_MAX];
    let mut phone = None;
    // The switch's ports of audio, and ours in their place.
    let mut places: Vec<(u16, u16)> = Vec::new();
    while !over.load(Ordering::Relaxed) {
        if let Ok((length, from)) = near.recv_from(&mut buffer) {
            phone = Some(from);
            let _ = far.send_to(&buffer[..length], switch);
        }
        let (Ok((length, _)), Some(phone)) = (far.recv_from(&mut buffer), phone) else {
            continue;
        };
        let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
        let text = match audio_port(&text) {
            Some(port) => {
                let known = places.iter().find(|(theirs, _)| *theirs == port);
                let ours = known.map_or_else(|| place(switch, port, weather, over), |(_, ours)| *ours);
                places.push((port, ours));
                // As many digits as before: the Content-Length stays true.
                text.replacen(&format!("m=audio {port} "), &format!("m=audio {ours} "), 1)
            }
            None => text,
        };
        let _ = near.send_to(text.as_bytes(), phone);
    }
}

/// The port of audio that a message names.
fn audio_port(message: &str) -> Option<u16> {
    let (_, rest) = message.split_once("m=audio ")?;
    rest.split(' ').next()?.parse().ok().filter(|port| *port > 0)
}

/// A port of ours that carries audio to that port of the switch, and what comes back to the phone.
fn place(switch: SocketAddr, port: u16, weather: Weather, over: &Arc<AtomicBool>) -> u16 {
    let (socket, over) = (socket(), Arc::clone(over));
    let ours = local(&socket).port();
    let switch = SocketAddr::new(switch.ip(), port);
    std::thread::spawn(move || carry_audio(&socket, switch, weather, &over));
    ours
}

fn carry_audio(socket: &UdpSocket, switch: SocketAddr, weather: Weather, over: &AtomicBool) {
    let mut buffer = vec![0; DATAGRAM_MAX];
    let mut under_way = BinaryHeap::new();
    let mut phone = None;
    let mut chance = Chance(SEED);
    while !over.load(Ordering::Relaxed) {
        if let Ok((length, from)) = socket.recv_from(&mut buffer) {
            let to = if from == switch { phone } else { Some(switch) };
            if from != switch {
                phone = Some(from);
            }
            let is_lost = chance.below(100) < weather.lost_of_100;
            let late = Duration::from_millis(chance.below(weather.late_ms_max + 1));
            if let Some(to) = to.filter(|_| !is_lost) {
                under_way.push(Reverse((Instant::now() + late, to, buffer[..length].to_vec())));
            }
        }
        while under_way.peek().is_some_and(|next| next.0.0 <= Instant::now()) {
            if let Some(Reverse((_, to, packet))) = under_way.pop() {
                let _ = socket.send_to(&packet, to);
            }
        }
    }
}

/// Numbers that look drawn, the same each time (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

fn socket() -> UdpSocket {
    let socket =
        UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap_or_else(|error| panic!("no socket: {error}"));
    let _ = socket.set_read_timeout(Some(LOOK_EVERY));
    socket
}

fn local(socket: &UdpSocket) -> SocketAddr {
    socket
        .local_addr()
        .unwrap_or_else(|error| panic!("no address: {error}"))
}
