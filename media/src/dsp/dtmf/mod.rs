//! DTMF in audio (ITU-T Q.23, Q.24): keys as pairs of tones, made and found.

mod detector;
#[cfg(test)]
mod detector_tests;
mod generator;
mod pair;
mod spectrum;

pub use detector::{DtmfDetector, Spoken};
pub use generator::DtmfTone;
