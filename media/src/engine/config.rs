use std::ops::RangeInclusive;
use std::time::Duration;

use crate::latch::LatchPolicy;
use crate::session::KeyForm;

/// How an engine works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineConfig {
    /// The UDP ports to open streams on; each takes an even port and the next.
    pub ports: RangeInclusive<u16>,
    /// Media threads; 0: one for each core.
    pub workers: usize,
    /// The cores that threads are kept on, in turn; empty: wherever the system puts them.
    pub cores: Vec<usize>,
    /// Under load, packets are looked for so often.
    pub tick: Duration,
    /// A phone that may send and does not is told of after this.
    pub dead_after: Duration,
    /// In which form phones hear keys that agreed to no events (RFC 4733).
    pub key_form: KeyForm,
    /// How sources other than the one in SDP are treated.
    pub latch: LatchPolicy,
}

impl Default for EngineConfig {
    fn default() -> Self {
        Self {
            ports: 20_000..=29_999,
            workers: 1,
            cores: Vec::new(),
            tick: Duration::from_millis(1),
            dead_after: Duration::from_secs(60),
            key_form: KeyForm::default(),
            latch: LatchPolicy::Guarded,
        }
    }
}
