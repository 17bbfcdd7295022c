//! Sessions in virtual time: packets are handed over, and time hops to the deadline.

mod carrying;
mod checks;
mod control;
mod golden;
mod handshake;
mod listening;
mod liveness;
mod playing;
mod secured;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, UNIX_EPOCH};

use super::source::{Encoded, Frames};
use super::{Event, KeyForm, Rules, Session, Slot, Source, StreamId};
use crate::codec::Codec;
use crate::latch::LatchPolicy;
use crate::offer_answer::{Agreed, Direction};
use crate::rtcp::NtpClock;
use crate::rtp::Header;

const DEAD_AFTER: Duration = Duration::from_secs(60);
const PTIME: Duration = Duration::from_millis(20);

fn phone(port: u16) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 7], port))
}

/// PCMU under 0, keys under 101.
fn agreed(remote: SocketAddr) -> Agreed {
    Agreed {
        codec: Codec::Pcmu,
        payload_type_send: 0,
        payload_type_receive: 0,
        telephone_event_send: Some(101),
        telephone_event_receive: Some(101),
        ptime_ms: 20,
        remote_rtp: remote,
        remote_rtcp: SocketAddr::new(remote.ip(), remote.port() + 1),
        rtcp_mux: false,
        direction: Direction::SendRecv,
        srtp: None,
        ice: None,
    }
}

/// Frames that tell their number, in PCMU only.
fn source(frames: u8) -> Source {
    let mut encoded = Frames::default();
    (0..frames).for_each(|number| encoded.push(&[number; 160]));
    let by_codec = vec![(Codec::Pcmu, encoded)];
    Source::new(Arc::new(Encoded { by_codec }), u32::from(frames))
}

/// One session and its time.
struct Desk {
    session: Session,
    now: Instant,
    news: Vec<Event>,
}

/// A packet that came out: what it says, and to whom.
type Sent = (Header, Vec<u8>, SocketAddr);

impl Desk {
    fn new(number: u64) -> Self {
        let now = Instant::now();
        let rules = Rules {
            latch: LatchPolicy::Guarded,
            key_form: KeyForm::default(),
            dead_after: DEAD_AFTER,
            ntp: NtpClock::new(now, UNIX_EPOCH + Duration::from_secs(1_000)),
        };
        Self {
            session: Session::new(StreamId::new(number, 0, 1), rules, number, now),
            now,
            news: Vec::new(),
        }
    }

    /// A session whose phone is at [`phone`] of this port.
    fn with_phone(port: u16) -> Self {
        let mut desk = Self::new(u64::from(port));
        desk.session.agree(desk.now, agreed(phone(port)));
        desk
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
    }

    /// Hops to the deadline.
    fn hop(&mut self) -> Duration {
        let before = self.now;
        self.now = self.now.max(self.session.deadline().unwrap());
        self.now - before
    }

    fn hear(&mut self, from: SocketAddr, header: Header) -> Option<super::arrival::Arrival> {
        let mut packet = [0; 200];
        let length = header.build(&[7; 160], &mut packet).unwrap();
        self.session
            .receive(self.now, from, &mut packet[..length], &mut self.news)
    }

    /// Carries a packet that this phone sent over to `to`; what goes out there.
    fn carry(&mut self, header: Header, to: &mut Self) -> Option<Header> {
        let from = self.session.terms.as_ref().unwrap().agreed.remote_rtp;
        let arrival = self.hear(from, header)?;
        to.now = self.now;
        let mut packet = [0; 172];
        header.build(&[7; 160], &mut packet).unwrap();
        to.session
            .forward(self.now, self.session.id(), &arrival, &mut packet)?;
        Header::parse(&packet).map(|(header, _)| header)
    }

    /// Everything that is due now, of RTP.
    fn poll_voice(&mut self) -> Vec<Sent> {
        let mut space = [0; 2_048];
        let mut sent = Vec::new();
        while let Some(out) = self.session.poll(self.now, &mut space, &mut self.news) {
            if out.channel == super::Channel::Rtp {
                let (header, payload) = Header::parse(&space[..out.length]).unwrap();
                sent.push((header, payload.to_vec(), out.to));
            }
        }
        sent
    }

    /// The next RTCP compound, and when it came.
    fn next_report(&mut self) -> (Vec<u8>, SocketAddr) {
        let mut space = [0; 2_048];
        loop {
            self.hop();
            while let Some(out) = self.session.poll(self.now, &mut space, &mut self.news) {
                if out.channel == super::Channel::Rtcp || self.session.is_multiplexed() {
                    return (space[..out.length].to_vec(), out.to);
                }
            }
        }
    }
}

fn voice(ssrc: u32, sequence: u16) -> Header {
    Header {
        marker: false,
        payload_type: 0,
        sequence,
        timestamp: u32::from(sequence).wrapping_mul(160),
        ssrc,
    }
}

fn bridge(a: &mut Desk, b: &mut Desk) {
    a.session.bridge(a.now, Slot(1));
    b.session.bridge(b.now, Slot(0));
}
