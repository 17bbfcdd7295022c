//! How a conversation sounds, reckoned from loss and delay: the E-model (ITU-T G.107) in its short form for packets.

use std::time::Duration;

use super::LossRuns;

/// R without any impairment: noise and loudness as G.107 assumes them.
const R_BEST: f32 = 93.2;

/// Loss at which half of the way to the worst is gone, in per cent: G.711 with concealment (ITU-T G.113, Appendix I).
/// G.722 and Opus have no figure of their own on the scale of narrowband, and conceal no worse.
const LOSS_ROBUSTNESS: f32 = 25.1;

/// What no codec and no loss makes worse than: the E-model's worst impairment.
const IMPAIRMENT_MAX: f32 = 95.0;

/// Up to here G.107 knows what losses in a row do; a longer run is as bad as that.
const BURST_RATIO_MAX: f32 = 2.0;

/// Delay from which people begin to interrupt each other, in milliseconds (G.107's short form).
const NOTICED_MS: f32 = 177.3;

/// Packets below which nothing can be said.
const PACKETS_MIN: u64 = 50;

/// One direction of a stream, as far as its sound depends on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    pub(crate) received: u64,
    pub(crate) lost: u64,
    /// How its losses cluster, where that is known.
    pub(crate) runs: Option<LossRuns>,
    pub(crate) jitter_ms: f32,
    pub(crate) round_trip: Option<Duration>,
}

impl Way {
    /// The mean opinion score, 1 to 4.5, that listeners would give. `None`: too little was said.
    // The casts: counts of packets, of which thousandths do not matter.
    pub(crate) fn opinion(&self) -> Option<f32> {
        let sent = self.received + self.lost;
        if sent < PACKETS_MIN {
            return None;
        }
        let share = self.lost as f32 / sent as f32;
        let lost = 100.0 * share;
        let clustered = self
            .runs
            .map_or(1.0, |runs| runs.ratio(share))
            .min(BURST_RATIO_MAX);
        let impairment = IMPAIRMENT_MAX * lost / (lost / clustered + LOSS_ROBUSTNESS);
        Some(opinion_of(
            R_BEST - impairment - delay_impairment(self.delay_ms()),
        ))
    }

    /// From mouth to ear: half of the round trip, a packet, and the buffer that jitter needs.
    fn delay_ms(&self) -> f32 {
        let way = self
            .round_trip
            .map_or(0.0, |there_and_back| there_and_back.as_secs_f32() * 500.0);
        way + 20.0 + 2.0 * self.jitter_ms
    }
}

fn delay_impairment(delay_ms: f32) -> f32 {
    0.024 * delay_ms + 0.11 * (delay_ms - NOTICED_MS).max(0.0)
}

/// G.107 Annex B.
fn opinion_of(r: f32) -> f32 {
    let r = r.clamp(0.0, 100.0);
    let opinion = 1.0 + 0.035 * r + r * (r - 60.0) * (100.0 - r) * 7e-6;
    opinion.clamp(1.0, 4.5)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{LossRuns, Way};

    const CLEAN: Way = Way {
        received: 1_000,
        lost: 0,
        runs: None,
        jitter_ms: 1.0,
        round_trip: None,
    };

    fn opinion(way: Way) -> f32 {
        way.opinion().unwrap()
    }

    #[test]
    fn a_clean_call_is_very_good_and_loss_and_delay_make_it_worse() {
        assert!((4.3..4.5).contains(&opinion(CLEAN)), "{}", opinion(CLEAN));
        let lossy = |lost| {
            opinion(Way {
                lost,
                received: 1_000 - lost,
                ..CLEAN
            })
        };
        // As ITU-T G.113 Appendix I shows for G.711: fair at 5 %, poor at 20 %.
        assert!((3.8..4.1).contains(&lossy(50)), "{}", lossy(50));
        assert!((2.2..3.0).contains(&lossy(200)), "{}", lossy(200));
        let late = |ms| {
            let round_trip = Some(Duration::from_millis(ms));
            opinion(Way { round_trip, ..CLEAN })
        };
        assert!(late(200) > 4.2, "hardly noticed");
        assert!((3.0..3.9).contains(&late(700)), "{}", late(700));
        assert!(late(3_000) < 2.0);
    }

    #[test]
    fn losses_in_a_row_are_worse_than_as_many_alone() {
        let lossy = |every: u16, missing: u16| {
            let mut runs = LossRuns::default();
            for packet in 0..1_000 / every {
                runs.arrived(if packet == 0 { 0 } else { missing });
                (1..every - missing).for_each(|_| runs.arrived(0));
            }
            let way = Way {
                received: 900,
                lost: 100,
                runs: Some(runs),
                ..CLEAN
            };
            opinion(way)
        };
        let (alone, in_a_row) = (lossy(10, 1), lossy(40, 4));
        assert!(alone - in_a_row > 0.2, "{alone} {in_a_row}");
    }

    #[test]
    fn no_figures_are_a_fault() {
        for received in [0, 1, u64::MAX / 2] {
            for lost in [0, 1, u64::MAX / 4] {
                for jitter_ms in [0.0, 1e9, f32::MAX, f32::NAN] {
                    let way = Way {
                        received,
                        lost,
                        runs: None,
                        jitter_ms,
                        round_trip: Some(Duration::MAX),
                    };
                    assert!(
                        way.opinion()
                            .is_none_or(|score| score.is_nan() || (1.0..=4.5).contains(&score))
                    );
                }
            }
        }
        let silence = Way {
            received: 10,
            ..CLEAN
        };
        assert_eq!(silence.opinion(), None);
    }
}
