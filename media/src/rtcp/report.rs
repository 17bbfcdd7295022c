use super::kind::{RECEIVER_REPORT, SENDER_REPORT};
use super::packets::Packet;

/// What a receiver says of one source (RFC 3550 §6.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReportBlock {
    pub(crate) ssrc: u32,
    /// Of 256, in the last interval.
    pub(crate) fraction_lost: u8,
    /// Cumulative; only the low 24 bits travel.
    pub(crate) lost: u32,
    pub(crate) highest_sequence: u32,
    /// In RTP ticks.
    pub(crate) jitter: u32,
    /// The middle of the last sender report's NTP time; 0: none came.
    pub(crate) last_report: u32,
    /// In 1/65536 s.
    pub(crate) since_last_report: u32,
}

/// What a sender says of itself (RFC 3550 §6.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SenderInfo {
    pub(crate) ntp: u64,
    pub(crate) timestamp: u32,
    pub(crate) packets: u32,
    pub(crate) octets: u32,
}

const SENDER_INFO_WORDS: usize = 5;
pub(crate) const REPORT_BLOCK_BYTES: usize = 24;

impl SenderInfo {
    /// The sender info of a report; `None` when the packet is no sender report.
    pub(crate) fn of(packet: &Packet<'_>) -> Option<Self> {
        if packet.kind != SENDER_REPORT {
            return None;
        }
        Some(Self {
            ntp: u64::from(packet.word(1)?) << 32 | u64::from(packet.word(2)?),
            timestamp: packet.word(3)?,
            packets: packet.word(4)?,
            octets: packet.word(5)?,
        })
    }

    pub(super) fn words(&self) -> [u32; SENDER_INFO_WORDS] {
        [
            high(self.ntp),
            low(self.ntp),
            self.timestamp,
            self.packets,
            self.octets,
        ]
    }
}

impl ReportBlock {
    /// The blocks of a sender's or receiver's report.
    pub(crate) fn all<'a>(packet: &Packet<'a>) -> impl Iterator<Item = Self> + use<'a> {
        let first = match packet.kind {
            SENDER_REPORT => 1 + SENDER_INFO_WORDS,
            RECEIVER_REPORT => 1,
            _ => usize::MAX / 4,
        };
        let blocks = packet.words_from(first).chunks_exact(REPORT_BLOCK_BYTES);
        blocks.take(usize::from(packet.count)).filter_map(Self::parse)
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut words = [0; REPORT_BLOCK_BYTES / 4];
        for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(4)) {
            *word = u32::from_be_bytes(*bytes.first_chunk()?);
        }
        let [
            ssrc,
            lost,
            highest_sequence,
            jitter,
            last_report,
            since_last_report,
        ] = words;
        Some(Self {
            ssrc,
            fraction_lost: lost.to_be_bytes()[0],
            lost: lost & 0x00ff_ffff,
            highest_sequence,
            jitter,
            last_report,
            since_last_report,
        })
    }

    pub(super) fn words(&self) -> [u32; REPORT_BLOCK_BYTES / 4] {
        [
            self.ssrc,
            u32::from(self.fraction_lost) << 24 | self.lost & 0x00ff_ffff,
            self.highest_sequence,
            self.jitter,
            self.last_report,
            self.since_last_report,
        ]
    }
}

// The cast: shifted into 32 bits.
fn high(ntp: u64) -> u32 {
    (ntp >> 32) as u32
}

// The cast: the low 32 bits are what is wanted.
fn low(ntp: u64) -> u32 {
    ntp as u32
}
