/// Sampling a second at which likeness is first looked for; finer, only near what was found.
const COARSE_RATE: u32 = 4_000;

/// The mean power below which a sound is quiet: about -50 dBm0.
pub(super) const QUIET_POWER: f32 = 3_000.0;

/// The shift among `shifts` at which `compare` finds most likeness, and how much that is, −1 to 1.
///
/// `compare` is given a shift and how many samples to pass over between two that it multiplies.
pub(super) fn best_shift(
    shifts: std::ops::RangeInclusive<usize>,
    sample_rate: u32,
    compare: impl Fn(usize, usize) -> f32,
) -> Option<(usize, f32)> {
    let coarse = (sample_rate / COARSE_RATE).max(1) as usize;
    let best = |shifts: &mut dyn Iterator<Item = usize>, stride: usize| {
        let all = shifts.map(|shift| (shift, compare(shift, stride)));
        all.max_by(|(_, a), (_, b)| a.total_cmp(b))
    };
    let (near, _) = best(&mut shifts.clone().step_by(coarse), coarse)?;
    let from = near.saturating_sub(coarse - 1).max(*shifts.start());
    let to = (near + coarse - 1).min(*shifts.end());
    best(&mut (from..=to), coarse.min(2))
}

/// How alike two sounds are whatever their loudness: 1 for the same, 0 for what has nothing to do with each other.
pub(super) fn likeness(a: &[i16], b: &[i16], stride: usize) -> f32 {
    let (mut both, mut of_a, mut of_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b).step_by(stride) {
        let (a, b) = (f32::from(*a), f32::from(*b));
        both += a * b;
        of_a += a * a;
        of_b += b * b;
    }
    let scale = (of_a * of_b).sqrt();
    if scale > 0.0 { both / scale } else { 0.0 }
}

/// The mean power of a sound.
pub(super) fn power(pcm: &[i16]) -> f32 {
    let sum: f32 = pcm.iter().map(|sample| f32::from(*sample).powi(2)).sum();
    sum / pcm.len().max(1) as f32
}

/// From one sound to another: `part` of `whole` is done.
pub(super) fn blend(from: i16, to: i16, part: usize, whole: usize) -> i16 {
    let weight = (part as f32 + 0.5) / whole.max(1) as f32;
    (f32::from(from) * (1.0 - weight) + f32::from(to) * weight).round() as i16
}
