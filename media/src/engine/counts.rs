/// What an engine counts of itself, for metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EngineCounts {
    /// Streams that are open.
    pub streams: u64,
    /// Port pairs that are taken.
    pub pairs_taken: usize,
    /// Port pairs that the range has.
    pub pairs: usize,
    /// Events that the event queue had no room for (never [`super::Event::Closed`]).
    pub events_lost: u64,
    /// DTLS handshakes that made keys.
    pub handshakes_done: u64,
    /// DTLS handshakes that came to nothing.
    pub handshakes_failed: u64,
    /// Datagrams of DTLS handshakes that found no room.
    pub handshake_datagrams_dropped: u64,
}
