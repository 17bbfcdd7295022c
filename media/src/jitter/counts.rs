/// What became of the packets that went through a buffer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JitterCounts {
    /// Came when their audio had been made up for.
    pub late: u64,
    /// Came twice.
    pub duplicate: u64,
    /// Came after one that was sent later, and were still in time.
    pub reordered: u64,
    /// Were not there when their audio was to be heard.
    pub lost: u64,
    /// Were left out because too many had come at once, or because they were too old.
    pub skipped: u64,
    /// Audio that was made up, in milliseconds.
    pub concealed_ms: u64,
}

impl JitterCounts {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            late: self.late + other.late,
            duplicate: self.duplicate + other.duplicate,
            reordered: self.reordered + other.reordered,
            lost: self.lost + other.lost,
            skipped: self.skipped + other.skipped,
            concealed_ms: self.concealed_ms + other.concealed_ms,
        }
    }
}
