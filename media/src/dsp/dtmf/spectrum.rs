//! How loud each of the eight tones is in the latest 16 ms, and how far from its nominal frequency.

use std::f32::consts::TAU;
use std::sync::LazyLock;

use super::pair::{HIGH_HZ, LOW_HZ};

/// Samples a second.
pub(super) const RATE: u32 = 8_000;
/// Samples that are looked at together: 16 ms, so that Hann's window tells the tones apart.
pub(super) const WINDOW: usize = 128;
/// Samples from one look to the next: 5 ms, so that the phase of a tone 100 Hz off is still told.
pub(super) const HOP: usize = 40;

const TONES: usize = 8;

/// The sums of Hann's window and of its square.
const WINDOW_SUM: f32 = WINDOW as f32 / 2.0;
const WINDOW_POWER: f32 = WINDOW as f32 * 3.0 / 8.0;

/// The window's lobe near its middle: 1 − 0.645 x², x being the distance in hertz times the window's seconds.
const LOBE: f32 = 0.645;
const LOBE_MIN: f32 = 0.5;

/// A sine and a cosine under the window for each tone, and the window itself.
struct Tables {
    tones: [[[f32; 2]; WINDOW]; TONES],
    window: [f32; WINDOW],
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let window: [f32; WINDOW] = std::array::from_fn(|n| (1.0 - (TAU * n as f32 / WINDOW as f32).cos()) / 2.0);
    let tones = nominal().map(|hz| {
        let step = TAU * hz / RATE as f32;
        let mut under = window.into_iter().enumerate();
        std::array::from_fn(|_| {
            let (n, window) = under.next().unwrap_or_default();
            let (sine, cosine) = (step * n as f32).sin_cos();
            [window * cosine, -window * sine]
        })
    });
    Tables { tones, window }
});

fn nominal() -> [f32; TONES] {
    let mut all = LOW_HZ.into_iter().chain(HIGH_HZ);
    std::array::from_fn(|_| f32::from(all.next().unwrap_or_default()))
}

/// One of the eight tones as it is heard.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Partial {
    /// Its place among the tones of its group.
    pub(super) place: usize,
    /// Its peak.
    pub(super) amplitude: f32,
    /// How its phase has turned since the look before, beyond what its nominal frequency turns it.
    pub(super) turn: [f32; 2],
    /// Its nominal frequency in hertz.
    pub(super) nominal_hz: f32,
}

/// What is heard at one look.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub(super) low: Partial,
    pub(super) high: Partial,
    /// The share of the power that is in the two tones.
    pub(super) share: f32,
}

/// The latest samples, and what the look before said.
#[derive(Clone, Debug)]
pub(super) struct Spectrum {
    samples: [f32; WINDOW],
    /// How many samples have come since the last look.
    fresh: usize,
    before: [[f32; 2]; TONES],
}

impl Spectrum {
    pub(super) fn new() -> Self {
        // Made here, so that the first look is no slower than others.
        LazyLock::force(&TABLES);
        Self {
            samples: [0.0; WINDOW],
            fresh: 0,
            before: [[0.0; 2]; TONES],
        }
    }

    /// Takes a sample; at every fifth millisecond it tells what is heard.
    pub(super) fn take(&mut self, sample: i16) -> Option<Look> {
        if let Some(place) = self.samples.get_mut(WINDOW - HOP + self.fresh) {
            *place = f32::from(sample);
        }
        self.fresh += 1;
        if self.fresh < HOP {
            return None;
        }
        let look = self.look();
        self.samples.copy_within(HOP.., 0);
        self.fresh = 0;
        Some(look)
    }

    fn look(&mut self) -> Look {
        let mut power = 0.0;
        for (sample, window) in self.samples.iter().zip(&TABLES.window) {
            power += (sample * window).powi(2);
        }
        let now = TABLES.tones.each_ref().map(|tone| against(&self.samples, tone));
        let before = std::mem::replace(&mut self.before, now);
        let mut partials = [Partial::default(); TONES];
        for (place, partial) in partials.iter_mut().enumerate() {
            let (Some(now), Some(before), Some(nominal_hz)) =
                (now.get(place), before.get(place), nominal().get(place).copied())
            else {
                continue;
            };
            *partial = Partial {
                place: place % (TONES / 2),
                amplitude: now[0].hypot(now[1]) / WINDOW_SUM * 2.0,
                turn: turn(*now, *before, nominal_hz),
                nominal_hz,
            };
        }
        let (low, high) = partials.split_at(TONES / 2);
        let (low, high) = (loudest(low).true_to_itself(), loudest(high).true_to_itself());
        let tones = (low.amplitude.powi(2) + high.amplitude.powi(2)) / 2.0 * WINDOW_POWER;
        Look {
            low,
            high,
            share: if power > 0.0 { tones / power } else { 0.0 },
        }
    }
}

impl Partial {
    /// How far it is from its nominal frequency, as a share of that.
    pub(super) fn deviation(&self) -> f32 {
        deviation(self.turn, self.nominal_hz)
    }

    /// A tone beside the middle of the window's lobe is louder than it seems.
    fn true_to_itself(mut self) -> Self {
        let distance = self.deviation() * self.nominal_hz * WINDOW as f32 / RATE as f32;
        self.amplitude /= (1.0 - LOBE * distance.powi(2)).max(LOBE_MIN);
        self
    }
}

/// How far a tone is from its nominal frequency, as a share of that, by how its phase turns from look to look.
pub(super) fn deviation(turn: [f32; 2], nominal_hz: f32) -> f32 {
    let looks_per_second = RATE as f32 / HOP as f32;
    turn[1].atan2(turn[0]) / TAU * looks_per_second / nominal_hz
}

fn loudest(partials: &[Partial]) -> Partial {
    let loudest = partials.iter().max_by(|a, b| a.amplitude.total_cmp(&b.amplitude));
    loudest.copied().unwrap_or_default()
}

fn against(samples: &[f32; WINDOW], tone: &[[f32; 2]; WINDOW]) -> [f32; 2] {
    let mut sum = [0.0; 2];
    for (sample, [cosine, sine]) in samples.iter().zip(tone) {
        sum[0] += sample * cosine;
        sum[1] += sample * sine;
    }
    sum
}

/// `now` × the conjugate of `before`, turned back by what the nominal frequency turns in one hop.
fn turn(now: [f32; 2], before: [f32; 2], nominal_hz: f32) -> [f32; 2] {
    let real = now[0] * before[0] + now[1] * before[1];
    let imaginary = now[1] * before[0] - now[0] * before[1];
    let (sine, cosine) = (TAU * nominal_hz * HOP as f32 / RATE as f32).sin_cos();
    [real * cosine + imaginary * sine, imaginary * cosine - real * sine]
}
