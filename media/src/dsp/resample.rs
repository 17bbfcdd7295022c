use std::f64::consts::PI;

/// Zero crossings of the sinc on each side; about 80 dB of stop band under the window.
const CROSSINGS: f64 = 16.0;

/// Where the pass band ends, as a share of the lower Nyquist frequency.
const PASS: f64 = 0.92;

/// Changes the sample rate of a whole piece of audio: a windowed sinc, evaluated where it is needed.
///
/// Meant for prompts, which are converted once; it costs some 70 multiplications a sample.
#[must_use]
pub fn resample(pcm: &[i16], from_hz: u32, to_hz: u32) -> Vec<i16> {
    if from_hz == to_hz || from_hz == 0 || to_hz == 0 {
        return pcm.to_vec();
    }
    let ratio = f64::from(from_hz) / f64::from(to_hz);
    let cutoff = PASS * (f64::from(to_hz) / f64::from(from_hz)).min(1.0);
    let reach = CROSSINGS / cutoff;
    let length = (pcm.len() as f64 / ratio).round() as usize;
    (0..length)
        .map(|n| at(pcm, n as f64 * ratio, cutoff, reach))
        .collect()
}

/// The band-limited signal at a position between its samples.
fn at(pcm: &[i16], position: f64, cutoff: f64, reach: f64) -> i16 {
    let first = (position - reach).ceil().max(0.0) as usize;
    let last = ((position + reach).floor() as usize).min(pcm.len().saturating_sub(1));
    let mut sum = 0.0;
    for (offset, sample) in pcm.get(first..=last).unwrap_or_default().iter().enumerate() {
        let distance = (first + offset) as f64 - position;
        sum += f64::from(*sample) * cutoff * sinc(cutoff * distance) * window(distance / reach);
    }
    sum.round().clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16
}

fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-9 {
        1.0
    } else {
        (PI * x).sin() / (PI * x)
    }
}

/// Blackman's window over −1..1.
fn window(x: f64) -> f64 {
    0.42 + 0.5 * (PI * x).cos() + 0.08 * (2.0 * PI * x).cos()
}
