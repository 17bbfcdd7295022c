//! Places in texts.

/// A piece of one of several sources; byte offsets never split a character of that source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which source, in the order they were given.
    pub file: usize,
    /// Where it starts, in bytes.
    pub start: usize,
    /// Where it ends, in bytes; never before the start.
    pub end: usize,
    /// The line it starts in, from 1.
    pub line: usize,
    /// The character it starts at, from 1.
    pub column: usize,
}

impl Span {
    /// The very beginning of a source.
    #[must_use]
    pub const fn start_of(file: usize) -> Self {
        Self {
            file,
            start: 0,
            end: 0,
            line: 1,
            column: 1,
        }
    }
}
