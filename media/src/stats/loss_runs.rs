/// Packets that must come one after the other for a burst to be over (RFC 3611 §4.7.2, Gmin).
const BURST_ENDS_AFTER: u32 = 16;

/// How losses cluster. A packet that comes late counts as lost: whoever listened has missed it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LossRuns {
    lost: u64,
    runs: u64,
    longest: u16,
    bursts: u64,
    /// The loss before, and what came since; `None`: there was none near.
    last: Option<Last>,
}

#[derive(Clone, Copy, Debug)]
struct Last {
    came_since: u32,
    is_burst: bool,
}

impl LossRuns {
    /// A packet came, after so many that did not.
    pub(crate) fn arrived(&mut self, missing: u16) {
        if missing > 0 {
            self.lose(missing);
        }
        if let Some(last) = &mut self.last {
            last.came_since += 1;
            if last.came_since >= BURST_ENDS_AFTER {
                self.last = None;
            }
        }
    }

    fn lose(&mut self, missing: u16) {
        self.lost += u64::from(missing);
        self.runs += 1;
        self.longest = self.longest.max(missing);
        let was_burst = self.last.is_some_and(|last| last.is_burst);
        let is_burst = self.last.is_some() || missing > 1;
        self.bursts += u64::from(is_burst && !was_burst);
        self.last = Some(Last {
            came_since: 0,
            is_burst,
        });
    }

    /// The most packets that were lost in a row.
    pub(crate) fn longest(&self) -> u16 {
        self.longest
    }

    /// Times in which losses followed each other with fewer than 16 packets in between.
    pub(crate) fn bursts(&self) -> u64 {
        self.bursts
    }

    /// How many are lost in a row, as a multiple of what chance alone would make of this much loss (ITU-T G.107, BurstR).
    // The casts: counts of packets, of which thousandths do not matter.
    pub(crate) fn ratio(&self, share_lost: f32) -> f32 {
        if self.runs == 0 {
            return 1.0;
        }
        let mean = self.lost as f32 / self.runs as f32;
        (mean * (1.0 - share_lost)).max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::LossRuns;

    /// `.` is a packet that came, `x` one that did not.
    fn runs(line: &str) -> LossRuns {
        let mut runs = LossRuns::default();
        let mut missing = 0;
        for packet in line.chars() {
            if packet == 'x' {
                missing += 1;
            } else {
                runs.arrived(std::mem::take(&mut missing));
            }
        }
        runs
    }

    #[test]
    fn losses_are_a_burst_when_few_packets_are_between_them() {
        let far = ".".repeat(16);
        let near = ".".repeat(15);
        for (line, bursts, longest) in [
            (String::from("....."), 0, 0),
            (String::from("..x..."), 0, 1),
            (format!("x{far}x{far}"), 0, 1),
            (format!("x{near}x{far}"), 1, 1),
            (String::from("..xxx.."), 1, 3),
            (format!("xx.x.x{far}xx."), 2, 2),
        ] {
            let runs = runs(&line);
            assert_eq!((runs.bursts(), runs.longest()), (bursts, longest), "{line}");
        }
    }

    #[test]
    fn losses_in_a_row_count_against_what_chance_makes() {
        assert_eq!(runs("x.x.x.x.").ratio(0.5), 1.0);
        assert_eq!(runs("xxxx....").ratio(0.5), 2.0);
        assert_eq!(runs("....").ratio(0.0), 1.0);
    }
}
