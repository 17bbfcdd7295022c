use super::likeness::{best_shift, blend, likeness};

/// The shortest and the longest period of a voice, in a second: 200 Hz and 66 Hz.
const SHORTEST_PARTS: u32 = 200;
const LONGEST_PERIOD_US: u32 = 15_000;

/// The stretch of the past that is compared with what was before it.
const COMPARED_PARTS: u32 = 50;

/// So long the sound goes on as it was; from then on it is quieter by a fifth in each such time, until nothing is left.
const STEP_PARTS: u32 = 100;
const STEPS: usize = 6;

/// The most periods that are repeated in turn: one alone sounds like a machine.
const PERIODS_MAX: usize = 3;

/// Makes up audio that is missing from what was heard before, in the way of ITU-T G.711 Appendix I: the last periods of the
/// voice are repeated, one at first and three at last, and fade. Unlike there, what is heard is not held back by 3.75 ms.
#[derive(Clone, Debug)]
pub struct Concealer {
    sample_rate: u32,
    /// What was heard last, the newest last.
    past: Box<[i16]>,
    /// The past as it was when something was missing first.
    kept: Box<[i16]>,
    gap: Option<Gap>,
}

/// Something is missing.
#[derive(Clone, Copy, Debug)]
struct Gap {
    period: usize,
    /// Samples that were made up.
    made: usize,
    cycle: Cycle,
    /// The cycle before, while it fades into this one.
    before: Option<(Cycle, usize)>,
}

/// The last periods, in turn.
#[derive(Clone, Copy, Debug)]
struct Cycle {
    periods: usize,
    at: usize,
}

impl Concealer {
    /// For audio of `sample_rate` samples a second.
    #[must_use]
    pub fn new(sample_rate: u32) -> Self {
        let longest = longest(sample_rate);
        let past: Box<[i16]> = vec![0; longest * PERIODS_MAX + longest / 4].into();
        Self {
            sample_rate,
            kept: past.clone(),
            past,
            gap: None,
        }
    }

    /// Audio that came. After something that was missing, it is made to begin with what was made up.
    pub fn heard(&mut self, pcm: &mut [i16]) {
        if let Some(mut gap) = self.gap.take() {
            let step = self.step();
            let overlap = (gap.period / 4 + gap.made / step * (step * 2 / 5))
                .min(step)
                .min(pcm.len());
            for (n, sample) in pcm.iter_mut().take(overlap).enumerate() {
                *sample = blend(self.made_up(&mut gap), *sample, n, overlap);
            }
        }
        self.remember(pcm);
    }

    /// Appends `samples` in the place of what is missing.
    pub fn conceal(&mut self, samples: usize, out: &mut Vec<i16>) {
        let mut gap = match self.gap.take() {
            Some(gap) => gap,
            None => self.begin(),
        };
        let start = out.len();
        for _ in 0..samples {
            out.push(self.made_up(&mut gap));
        }
        self.gap = Some(gap);
        if let Some(made) = out.get(start..) {
            self.remember(made);
        }
    }

    fn begin(&mut self) -> Gap {
        self.kept.copy_from_slice(&self.past);
        let compared = (self.sample_rate / COMPARED_PARTS) as usize;
        let past = &self.kept;
        let latest = past.len().saturating_sub(compared);
        let compare = |shift: usize, stride: usize| {
            let (Some(now), Some(then)) = (past.get(latest..), past.get(latest - shift..)) else {
                return -1.0;
            };
            likeness(now, then, stride)
        };
        let shortest = (self.sample_rate / SHORTEST_PARTS) as usize;
        let longest = longest(self.sample_rate);
        let found = best_shift(shortest..=longest, self.sample_rate, compare);
        Gap {
            period: found.map_or(longest, |(period, _)| period),
            made: 0,
            cycle: Cycle { periods: 1, at: 0 },
            before: None,
        }
    }

    fn made_up(&self, gap: &mut Gap) -> i16 {
        let step = self.step();
        let quarter = (gap.period / 4).max(1);
        let periods = (gap.made / step + 1).min(PERIODS_MAX);
        if periods != gap.cycle.periods {
            gap.before = Some((gap.cycle, 0));
            let at = gap.cycle.at % gap.period;
            gap.cycle = Cycle { periods, at };
        }
        let mut sample = self.of_cycle(&mut gap.cycle, gap.period);
        if let Some((mut cycle, faded)) = gap.before.take() {
            sample = blend(self.of_cycle(&mut cycle, gap.period), sample, faded, quarter);
            gap.before = Some((cycle, faded + 1)).filter(|(_, faded)| *faded < quarter);
        }
        let quieter = gap.made.saturating_sub(step) as f32 / (step * (STEPS - 1)) as f32;
        gap.made = gap.made.saturating_add(1);
        (f32::from(sample) * (1.0 - quieter).max(0.0)) as i16
    }

    /// The cycle's next sample; its end goes over into its beginning.
    fn of_cycle(&self, cycle: &mut Cycle, period: usize) -> i16 {
        let length = cycle.periods * period;
        let quarter = (period / 4).max(1);
        let begin = self.kept.len().saturating_sub(length);
        let at = cycle.at;
        cycle.at = (at + 1) % length.max(1);
        let sample = |index: usize| self.kept.get(index).copied().unwrap_or(0);
        let left = length.saturating_sub(at);
        if left > quarter {
            return sample(begin + at);
        }
        let before = begin.saturating_sub(left);
        blend(sample(begin + at), sample(before), quarter - left, quarter)
    }

    fn remember(&mut self, pcm: &[i16]) {
        let length = self.past.len();
        if pcm.len() >= length {
            self.past
                .copy_from_slice(pcm.get(pcm.len() - length..).unwrap_or(pcm));
            return;
        }
        self.past.copy_within(pcm.len().., 0);
        if let Some(newest) = self.past.get_mut(length - pcm.len()..) {
            newest.copy_from_slice(pcm);
        }
    }

    fn step(&self) -> usize {
        (self.sample_rate / STEP_PARTS).max(1) as usize
    }
}

fn longest(sample_rate: u32) -> usize {
    (u64::from(sample_rate) * u64::from(LONGEST_PERIOD_US) / 1_000_000) as usize
}

#[cfg(test)]
mod tests {
    use super::Concealer;
    use crate::dsp::{Tone, ToneDetector};

    /// A tone of which every `nth` frame is missing from the third on; what is heard.
    fn heard(hz: f32, sample_rate: u32, lost: impl Fn(usize) -> bool) -> Vec<i16> {
        let frame = sample_rate as usize / 50;
        let mut tone = Tone::new(hz, -10.0, sample_rate);
        let mut concealer = Concealer::new(sample_rate);
        let mut out = Vec::new();
        for number in 0..50 {
            let mut pcm = vec![0; frame];
            tone.fill(&mut pcm);
            if number > 2 && lost(number) {
                concealer.conceal(frame, &mut out);
            } else {
                concealer.heard(&mut pcm);
                out.extend(pcm);
            }
        }
        out
    }

    #[test]
    fn a_voice_goes_on_where_a_frame_is_missing() {
        for sample_rate in [8_000, 16_000] {
            for hz in [150.0, 333.0, 700.0] {
                let out = heard(hz, sample_rate, |number| number % 5 == 0);
                let largest = |pcm: &[i16]| {
                    let step = |pair: &[i16]| (i32::from(pair[1]) - i32::from(pair[0])).abs();
                    pcm.windows(2).map(step).max().unwrap()
                };
                let undisturbed = largest(&out[..sample_rate as usize / 50]);
                assert!(
                    largest(&out) <= undisturbed * 3 / 2,
                    "{hz} Hz at {sample_rate}: a click"
                );
                let mut detector = ToneDetector::new(hz, sample_rate);
                let frames = out.chunks_exact(sample_rate as usize / 50);
                let pure = frames.filter(|frame| detector.hears(frame)).count();
                assert!(pure >= 48, "{hz} Hz at {sample_rate}: {pure} of 50");
            }
        }
    }

    #[test]
    fn a_long_gap_fades_to_silence_and_what_comes_after_it_begins_softly() {
        let out = heard(300.0, 8_000, |number| (10..20).contains(&number));
        let loudest = |from_ms: usize, to_ms: usize| {
            let part = &out[from_ms * 8..to_ms * 8];
            part.iter().map(|sample| sample.unsigned_abs()).max().unwrap()
        };
        assert!(loudest(200, 210) > 6_000);
        assert!(loudest(230, 240) < loudest(210, 220));
        assert_eq!(loudest(262, 400), 0);
        assert!(loudest(400, 401) < 2_000, "{}", loudest(400, 401));
        assert!(loudest(412, 420) > 6_000);
    }

    #[test]
    fn nothing_that_comes_is_a_panic() {
        let mut concealer = Concealer::new(8_000);
        let mut out = Vec::new();
        for length in 0..500 {
            concealer.conceal(length, &mut out);
            concealer.heard(&mut vec![i16::MIN; 500 - length]);
        }
    }
}
