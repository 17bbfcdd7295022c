//! Signal processing on linear PCM: tones made and found, sample rates changed, what is missing made up, and audio made
//! shorter and longer.

mod cadence;
mod comfort_noise;
mod concealment;
mod country;
mod detector;
mod dtmf;
mod likeness;
mod rate;
mod resample;
mod stretch;
#[cfg(test)]
mod tests;
mod tone;

pub use cadence::Cadence;
pub use comfort_noise::ComfortNoise;
pub use concealment::Concealer;
pub use country::{Country, Signal};
pub use detector::ToneDetector;
pub use dtmf::{DtmfDetector, DtmfTone, Spoken};
pub use rate::RateConverter;
pub use resample::resample;
pub use stretch::{lengthen, shorten};
pub use tone::Tone;
