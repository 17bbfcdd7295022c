/// Names a stream for the engine's whole life; never used again after its stream is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId(u64);

impl StreamId {
    /// The `count`-th stream, which lives on this worker of so many.
    pub(crate) fn new(count: u64, worker: usize, workers: usize) -> Self {
        Self(count * workers as u64 + worker as u64)
    }

    #[cfg(test)]
    pub(crate) const fn numbered(number: u64) -> Self {
        Self(number)
    }

    /// The worker that owns the stream.
    pub(crate) fn worker(self, workers: usize) -> usize {
        usize::try_from(self.0 % workers as u64).unwrap_or(0)
    }
}

impl std::fmt::Display for StreamId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
