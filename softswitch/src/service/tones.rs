//! What the telephone network of a country says without words, encoded once, before anyone calls.

use std::sync::Arc;
use std::time::Duration;

use dialplan::Signal;
use media::dsp::{self, Country};
use media::engine::Source;

/// Clearly audible, well below clipping.
const LEVEL_DBM0: f32 = -10.0;

/// A country's tones. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tones {
    sources: Arc<[Source; dsp::Signal::ALL.len()]>,
}

impl Tones {
    /// Those of a country.
    #[must_use]
    pub fn of(country: Country) -> Self {
        let source = |signal| Source::cadence(&country.cadence(signal), LEVEL_DBM0);
        Self {
            sources: Arc::new(dsp::Signal::ALL.map(source)),
        }
    }

    /// One of them, for so long; `None`: until something else is played.
    #[must_use]
    pub fn source(&self, signal: Signal, duration: Option<Duration>) -> Source {
        let [dial, ringback, busy, congestion, information] = &*self.sources;
        let source = match signal {
            Signal::Dial => dial,
            Signal::Ringback => ringback,
            Signal::Busy => busy,
            Signal::Congestion => congestion,
            Signal::Information => information,
        };
        match duration {
            Some(duration) => source.clone().lasting(duration),
            None => source.clone(),
        }
    }
}
