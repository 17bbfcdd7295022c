//! The phone's ear and mouth: a steady tone out, packets counted and listened to as they come in.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use media::codec::{Codec, Decoder, Encoder};
use media::dsp::{Tone, ToneDetector};
use media::offer_answer::{Agreed, SrtpKeys};
use rtp_rs::{RtpPacketBuilder, RtpReader};
use tokio::net::UdpSocket;
use tokio::time::MissedTickBehavior;

use super::cipher::{Opening, Sealing};

/// How loud the phone's tone is.
pub const TONE_LEVEL_DBM0: f32 = -10.0;

/// The time of one packet's audio.
const PTIME: Duration = Duration::from_millis(20);

/// PCMU samples in one packet.
const FRAME_SAMPLES: usize = 160;

/// The largest packet that is looked at, in bytes.
const PACKET_MAX: usize = 1_500;

/// What a phone heard so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// RTP packets that came.
    pub packets: u64,
    /// Gaps in the sequence numbers.
    pub lost: u64,
    /// Frames of 20 ms in which the expected tone sounded.
    pub tone_frames: u64,
}

/// A running pair of mouth and ear; dropping it ends both.
#[derive(Debug)]
pub(super) struct Audio {
    local: SocketAddr,
    socket: Arc<UdpSocket>,
    shared: Arc<Shared>,
    tasks: tokio::task::JoinSet<()>,
}

#[derive(Debug, Default)]
struct Shared {
    packets: AtomicU64,
    lost: AtomicU64,
    tone_frames: AtomicU64,
    far: Mutex<Option<Far>>,
}

/// Whom the phone talks with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Far {
    remote: SocketAddr,
    payload_type: u8,
    keys: Option<SrtpKeys>,
}

impl Far {
    pub(super) fn of(agreed: &Agreed) -> Self {
        Self {
            remote: agreed.remote_rtp,
            payload_type: agreed.payload_type_send,
            keys: agreed.keys(),
        }
    }
}

impl Audio {
    /// Opens a socket on `ip`. Nothing is sent before [`Self::talk`].
    pub(super) async fn open(ip: IpAddr) -> std::io::Result<Self> {
        let socket = Arc::new(UdpSocket::bind((ip, 0)).await?);
        let local = socket.local_addr()?;
        Ok(Self {
            local,
            socket,
            shared: Arc::default(),
            tasks: tokio::task::JoinSet::new(),
        })
    }

    pub(super) fn local(&self) -> SocketAddr {
        self.local
    }

    pub(super) fn heard(&self) -> Heard {
        Heard {
            packets: self.shared.packets.load(Ordering::Relaxed),
            lost: self.shared.lost.load(Ordering::Relaxed),
            tone_frames: self.shared.tone_frames.load(Ordering::Relaxed),
        }
    }

    /// Sends `say_hz` to the far end and listens for `expect_hz`; called again, it only changes the far end.
    pub(super) fn talk(&mut self, far: Far, say_hz: f32, expect_hz: f32) {
        let running = self.shared.lock_far().replace(far).is_some();
        if running {
            return;
        }
        self.tasks
            .spawn(say(self.socket.clone(), self.shared.clone(), say_hz));
        self.tasks
            .spawn(listen(self.socket.clone(), self.shared.clone(), expect_hz));
    }
}

impl Shared {
    fn lock_far(&self) -> std::sync::MutexGuard<'_, Option<Far>> {
        self.far.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn say(socket: Arc<UdpSocket>, shared: Arc<Shared>, hz: f32) {
    let mut tone = Tone::new(hz, TONE_LEVEL_DBM0, Codec::Pcmu.sample_rate());
    let Ok(mut encoder) = Encoder::new(Codec::Pcmu) else {
        return;
    };
    let mut pcm = [0_i16; FRAME_SAMPLES];
    let mut payload = Vec::with_capacity(FRAME_SAMPLES);
    let ssrc = u32::from(socket.local_addr().map_or(1, |local| local.port())) << 8 | 0x51;
    let (mut sequence, mut timestamp) = (0_u16, 0_u32);
    let mut sealing = Sealing::default();
    let mut ticks = tokio::time::interval(PTIME);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    loop {
        ticks.tick().await;
        let Some(far) = *shared.lock_far() else {
            continue;
        };
        tone.fill(&mut pcm);
        payload.clear();
        if encoder.encode(&pcm, &mut payload).is_err() {
            continue;
        }
        let packet = RtpPacketBuilder::new()
            .payload_type(far.payload_type)
            .ssrc(ssrc)
            .sequence(sequence.into())
            .timestamp(timestamp)
            .payload(&payload)
            .build();
        let packet = packet
            .ok()
            .and_then(|packet| sealing.seal(far.keys.map(|keys| keys.send), ssrc, packet));
        if let Some(packet) = packet {
            // A closed far end answers with ICMP, which shows up here; the call's end tells more.
            let _ = socket.send_to(&packet, far.remote).await;
        }
        sequence = sequence.wrapping_add(1);
        timestamp = timestamp.wrapping_add(160);
    }
}

async fn listen(socket: Arc<UdpSocket>, shared: Arc<Shared>, expect_hz: f32) {
    let mut detector = ToneDetector::new(expect_hz, Codec::Pcmu.sample_rate());
    let Ok(mut decoder) = Decoder::new(Codec::Pcmu) else {
        return;
    };
    let mut buffer = [0_u8; PACKET_MAX];
    let mut pcm = Vec::with_capacity(FRAME_SAMPLES);
    let mut opening = Opening::default();
    let mut expected: Option<u16> = None;
    loop {
        let Ok((length, _)) = socket.recv_from(&mut buffer).await else {
            continue;
        };
        let keys = shared.lock_far().and_then(|far| far.keys);
        let came = buffer.get_mut(..length).unwrap_or_default();
        let opened = opening.open(keys.map(|keys| keys.receive), came);
        let Some(Ok(packet)) = opened.map(RtpReader::new) else {
            continue;
        };
        let sequence = u16::from(packet.sequence_number());
        if let Some(expected) = expected {
            let gap = sequence.wrapping_sub(expected);
            if gap < 0x8000 {
                shared.lost.fetch_add(u64::from(gap), Ordering::Relaxed);
            }
        }
        expected = Some(sequence.wrapping_add(1));
        shared.packets.fetch_add(1, Ordering::Relaxed);
        pcm.clear();
        if decoder.decode(packet.payload(), &mut pcm).is_ok() && detector.hears(&pcm) {
            shared.tone_frames.fetch_add(1, Ordering::Relaxed);
        }
    }
}
