//! Signal processing on linear PCM: tones made and found, and sample rates changed.

mod detector;
mod dtmf;
mod rate;
mod resample;
#[cfg(test)]
mod tests;
mod tone;

pub use detector::ToneDetector;
pub use dtmf::{DtmfDetector, DtmfTone, Spoken};
pub use rate::RateConverter;
pub use resample::resample;
pub use tone::Tone;
