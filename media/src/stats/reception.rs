use super::LossRuns;
use crate::rtp::Header;

/// A larger jump forward is no loss but a restart (RFC 3550 A.1).
const DROPOUT_MAX: u16 = 3_000;
/// A packet at most this much behind is late, not a restart (RFC 3550 A.1).
const MISORDER_MAX: u16 = 100;

/// How a phone's packets arrive, over all sources it used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reception {
    source: Option<Source>,
    /// Lost of sources that are no more.
    lost_before: u64,
    runs: LossRuns,
}

#[derive(Clone, Copy, Debug)]
struct Source {
    ssrc: u32,
    base: u16,
    highest: u16,
    cycles: u32,
    /// The number that would confirm a restart.
    restart_at: Option<u16>,
    received: u32,
    expected_prior: u32,
    received_prior: u32,
    transit: Option<u32>,
    /// Sixteen times the jitter in RTP ticks (RFC 3550 A.8).
    jitter_16: u32,
}

/// What a sequence number says.
enum Counted {
    /// It is the highest so far; so many before it have not come.
    Next { missing: u16 },
    /// It is late, comes twice, or cannot be told from a restart yet.
    Behind,
    /// The source has started anew with it.
    Restarted,
}

impl Reception {
    /// Counts a packet; `arrival` is its time in RTP ticks, `None` when its timestamp says nothing about timing.
    pub(crate) fn receive(&mut self, header: &Header, arrival: Option<u32>) {
        match &mut self.source {
            Some(source) if source.ssrc == header.ssrc => match source.count(header.sequence) {
                Counted::Next { missing } => self.runs.arrived(missing),
                Counted::Behind => {}
                Counted::Restarted => {
                    let restarted = Source::new(header);
                    self.lost_before += u64::from(source.lost());
                    *source = restarted;
                }
            },
            Some(source) => {
                self.lost_before += u64::from(source.lost());
                *source = Source::new(header);
            }
            None => self.source = Some(Source::new(header)),
        }
        if let (Some(arrival), Some(source)) = (arrival, &mut self.source) {
            source.time(arrival.wrapping_sub(header.timestamp));
        }
    }

    /// The SSRC heard last.
    pub(crate) fn ssrc(&self) -> Option<u32> {
        self.source.map(|source| source.ssrc)
    }

    pub(crate) fn lost(&self) -> u64 {
        self.lost_before + self.source.map_or(0, |source| u64::from(source.lost()))
    }

    /// How its losses cluster, over all sources.
    pub(crate) fn runs(&self) -> &LossRuns {
        &self.runs
    }

    /// In RTP ticks.
    pub(crate) fn jitter(&self) -> u32 {
        self.source.map_or(0, |source| source.jitter_16 >> 4)
    }

    /// The highest sequence number, with the cycles above it.
    pub(crate) fn highest_sequence(&self) -> u32 {
        self.source.map_or(0, |source| source.extended())
    }

    /// What the current source lost in all.
    pub(crate) fn lost_of_source(&self) -> u32 {
        self.source.map_or(0, |source| source.lost())
    }

    /// The part, of 256, lost since this was last asked (RFC 3550 A.3).
    pub(crate) fn fraction_lost(&mut self) -> u8 {
        let Some(source) = &mut self.source else {
            return 0;
        };
        let (expected, received) = (source.expected(), source.received);
        let expected_now = expected.wrapping_sub(source.expected_prior);
        let received_now = received.wrapping_sub(source.received_prior);
        (source.expected_prior, source.received_prior) = (expected, received);
        let lost = u64::from(expected_now.saturating_sub(received_now));
        u8::try_from((lost << 8).checked_div(u64::from(expected_now)).unwrap_or(0)).unwrap_or(u8::MAX)
    }
}

impl Source {
    fn new(header: &Header) -> Self {
        Self {
            ssrc: header.ssrc,
            base: header.sequence,
            highest: header.sequence,
            cycles: 0,
            restart_at: None,
            received: 1,
            expected_prior: 0,
            received_prior: 0,
            transit: None,
            jitter_16: 0,
        }
    }

    /// RFC 3550 A.1, `update_seq`.
    fn count(&mut self, sequence: u16) -> Counted {
        let ahead = sequence.wrapping_sub(self.highest);
        let mut counted = Counted::Behind;
        if ahead < DROPOUT_MAX {
            if sequence < self.highest {
                self.cycles = self.cycles.wrapping_add(1 << 16);
            }
            self.highest = sequence;
            if let Some(missing) = ahead.checked_sub(1) {
                counted = Counted::Next { missing };
            }
        } else if ahead <= u16::MAX - MISORDER_MAX {
            if self.restart_at == Some(sequence) {
                return Counted::Restarted;
            }
            self.restart_at = Some(sequence.wrapping_add(1));
            return Counted::Behind;
        }
        self.restart_at = None;
        self.received = self.received.wrapping_add(1);
        counted
    }

    /// RFC 3550 A.8.
    fn time(&mut self, transit: u32) {
        if let Some(before) = self.transit.replace(transit) {
            let difference = transit.wrapping_sub(before).cast_signed().unsigned_abs();
            let settled = (self.jitter_16 + 8) >> 4;
            self.jitter_16 = self.jitter_16.saturating_add(difference).saturating_sub(settled);
        }
    }

    fn extended(&self) -> u32 {
        self.cycles.wrapping_add(u32::from(self.highest))
    }

    fn expected(&self) -> u32 {
        self.extended().wrapping_sub(u32::from(self.base)).wrapping_add(1)
    }

    /// Duplicates can make this negative (RFC 3550 A.3); then nothing is known to be lost.
    fn lost(&self) -> u32 {
        self.expected().saturating_sub(self.received)
    }
}

#[cfg(test)]
mod tests;
