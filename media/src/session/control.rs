use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rand::RngExt;
use rand::rngs::SmallRng;

use super::session::{Session, is_reachable};
use crate::latch::LatchPolicy;
use crate::rtcp::{self, Compound, ReportBlock, Rewriting, SenderInfo};

/// 96 random bits in hexadecimal (RFC 7022 §4.2): says nothing about the phone or its user.
pub(crate) const CNAME_BYTES: usize = 24;

/// The RTCP side of a session.
#[derive(Debug)]
pub(crate) struct Control {
    random: SmallRng,
    cname: [u8; CNAME_BYTES],
    /// When our next report is due; `None`: the other phone's reports are carried over instead.
    due: Option<Instant>,
    has_reported: bool,
    /// Where RTCP really comes from.
    source: Option<SocketAddr>,
    /// The short NTP time of the phone's last sender report, and when it came.
    last_report: Option<(u32, Instant)>,
    round_trip: Option<Duration>,
    /// What the phone reported last of what we send.
    far: Option<Far>,
}

/// How our packets arrive at the phone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Far {
    pub(super) lost: u32,
    /// Of 256, in its last interval.
    pub(super) fraction_lost: u8,
    /// In RTP ticks.
    pub(super) jitter: u32,
}

impl Control {
    pub(super) fn new(mut random: SmallRng) -> Self {
        let cname = std::array::from_fn(|_| b"0123456789abcdef"[random.random_range(0..16_usize)]);
        Self {
            random,
            cname,
            due: None,
            has_reported: false,
            source: None,
            last_report: None,
            round_trip: None,
            far: None,
        }
    }

    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    pub(super) fn far(&self) -> Option<Far> {
        self.far
    }

    pub(super) fn round_trip(&self) -> Option<Duration> {
        self.round_trip
    }

    /// The phone has checked this way.
    pub(super) fn nominate(&mut self, source: SocketAddr) {
        self.source = Some(source);
    }

    /// A negotiation may have moved it.
    pub(super) fn forget_source(&mut self) {
        self.source = None;
    }

    /// Starts, keeps or stops our own reports.
    pub(super) fn schedule(&mut self, now: Instant, wanted: bool) {
        self.due = match self.due {
            Some(due) if wanted => Some(due),
            _ if wanted => Some(now + self.interval()),
            _ => None,
        };
    }

    fn interval(&mut self) -> Duration {
        rtcp::report_interval(!self.has_reported, self.random.random())
    }
}

impl Session {
    pub(crate) fn cname(&self) -> [u8; CNAME_BYTES] {
        self.control.cname
    }

    /// Whether RTCP comes and goes on the RTP port (RFC 5761).
    pub(crate) fn is_multiplexed(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.agreed.rtcp_mux)
    }

    /// How what this phone hears is rewritten from its source.
    pub(crate) fn rewriting(&self) -> Option<Rewriting> {
        self.outbound.rewriting()
    }

    /// Judges an RTCP datagram and takes what it says of us. What may be carried over is given back, unprotected.
    pub(crate) fn receive_control<'a>(
        &mut self,
        now: Instant,
        source: SocketAddr,
        datagram: &'a mut [u8],
    ) -> Option<&'a [u8]> {
        if !self.is_control_source(source) {
            self.report.rejected_source += 1;
            return None;
        }
        let length = self.open_rtcp(datagram)?;
        let bytes = datagram.get(..length).filter(|bytes| rtcp::is_compound(bytes));
        let Some(bytes) = bytes else {
            self.report.malformed += 1;
            return None;
        };
        self.control.source = Some(source);
        self.liveness.heard(now);
        for packet in rtcp::packets(bytes) {
            if let Some(info) = SenderInfo::of(&packet) {
                self.control.last_report = Some((rtcp::short(info.ntp), now));
            }
            for block in ReportBlock::all(&packet) {
                self.time_round_trip(now, &block);
                self.note_far(&block);
            }
        }
        Some(bytes)
    }

    /// Where RTCP goes.
    pub(crate) fn control_target(&self) -> Option<SocketAddr> {
        let terms = self.terms.as_ref()?;
        let target = if terms.agreed.rtcp_mux {
            terms.latch.target()
        } else {
            self.control.source.unwrap_or(terms.agreed.remote_rtcp)
        };
        Some(target).filter(|target| is_reachable(*target))
    }

    /// Our own report: what we send and what we hear (RFC 3550 §6.4), and who we are (§6.5); its length.
    pub(super) fn write_report(&mut self, now: Instant, into: &mut [u8]) -> usize {
        self.control.due = Some(now + self.control.interval());
        self.control.has_reported = true;
        let mut out = Compound::new(into);
        self.write_report_into(now, &mut out);
        out.finish()
    }

    /// Our last report, with BYE (RFC 3550 §6.3.7): its length, or 0 when the phone never heard of us.
    pub(crate) fn write_goodbye(&mut self, now: Instant, into: &mut [u8]) -> usize {
        if self.outbound.packets == 0 && !self.control.has_reported {
            return 0;
        }
        let mut out = Compound::new(into);
        self.write_report_into(now, &mut out);
        out.goodbye(self.outbound.ssrc());
        out.finish()
    }

    fn write_report_into(&mut self, now: Instant, out: &mut Compound<'_>) {
        let clock_rate = self
            .terms
            .as_ref()
            .map_or(8_000, |terms| terms.agreed.codec.clock_rate());
        let sender = (self.outbound.packets > 0).then(|| SenderInfo {
            ntp: self.rules.ntp.at(now),
            timestamp: self.outbound.timestamp_at(now, clock_rate),
            packets: low(self.outbound.packets),
            octets: low(self.outbound.payload_bytes),
        });
        let block = self.block(now);
        out.report(self.outbound.ssrc(), sender.as_ref(), block.as_slice());
        out.description(self.outbound.ssrc(), &self.control.cname);
    }

    fn block(&mut self, now: Instant) -> Option<ReportBlock> {
        let ssrc = self.reception.ssrc()?;
        let (last_report, since) = match self.control.last_report {
            Some((ntp, at)) => (ntp, rtcp::short_span(now.saturating_duration_since(at))),
            None => (0, 0),
        };
        Some(ReportBlock {
            ssrc,
            fraction_lost: self.reception.fraction_lost(),
            lost: self.reception.lost_of_source().min(0x007f_ffff),
            highest_sequence: self.reception.highest_sequence(),
            jitter: self.reception.jitter(),
            last_report,
            since_last_report: since,
        })
    }

    /// RFC 3550 §6.4.1; across a bridge the block answers the other phone's report, not ours.
    fn time_round_trip(&mut self, now: Instant, block: &ReportBlock) {
        if block.ssrc != self.outbound.ssrc() || block.last_report == 0 || self.peer().is_some() {
            return;
        }
        let passed = self.rules.ntp.short_at(now).wrapping_sub(block.last_report);
        let there_and_back = passed.wrapping_sub(block.since_last_report);
        // A phone's clock or a report from before a bridge can make nonsense of it.
        self.control.round_trip = Some(rtcp::span_of_short(there_and_back))
            .filter(|span| *span < ROUND_TRIP_MAX)
            .or(self.control.round_trip);
    }

    fn note_far(&mut self, block: &ReportBlock) {
        if block.ssrc == self.outbound.ssrc() {
            // Doubled packets make the count negative (RFC 3550 §6.4.1): nothing was lost then.
            let lost = if block.lost & 0x0080_0000 == 0 {
                block.lost & 0x007f_ffff
            } else {
                0
            };
            let jitter = block.jitter;
            let fraction_lost = block.fraction_lost;
            self.control.far = Some(Far {
                lost,
                fraction_lost,
                jitter,
            });
            self.encode_for_loss();
        }
    }

    fn is_control_source(&self, source: SocketAddr) -> bool {
        let Some(terms) = &self.terms else {
            return false;
        };
        if terms.agreed.rtcp_mux {
            return source == terms.latch.target();
        }
        let is_named = source == terms.agreed.remote_rtcp;
        // Behind NAT RTCP's port is unknown, but its host is the one whose RTP is believed.
        is_named || self.rules.latch == LatchPolicy::Guarded && source.ip() == terms.latch.target().ip()
    }
}

/// Longer is no round trip but nonsense.
const ROUND_TRIP_MAX: Duration = Duration::from_secs(10);

// The cast: the counts wrap on the wire (RFC 3550 §6.4.1).
fn low(count: u64) -> u32 {
    count as u32
}
