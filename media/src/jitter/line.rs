/// Packets behind the next that are remembered, to tell late ones from doubles.
const REMEMBERED: u16 = 64;

/// Where the playing of one source stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) ssrc: u32,
    /// The number that is to be given out next.
    pub(super) next: u16,
    /// The highest number that came.
    pub(super) highest: u16,
    /// The timestamp that the next audio should have.
    pub(super) position: u32,
    /// Of the latest voice packet.
    pub(super) packet_ticks: u32,
    /// What was made up beyond `position`, not known yet whether for something late or for something lost.
    pub(super) stretched: u32,
    /// Whose time it is to be silent.
    pub(super) silence: Silence,
    /// Nothing is being played: what comes next begins in its own time.
    pub(super) is_idle: bool,
    /// Nothing was given out yet.
    pub(super) is_fresh: bool,
    /// Of those before `next`, the nearest in the lowest bit: whether it never came.
    missing: u64,
    /// The number that would confirm that the source has started anew (RFC 3550 A.1).
    pub(super) restart_at: Option<u16>,
}

/// Why nothing comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// No reason is known: something is late or lost.
    Unexplained,
    /// The sender said that it would be silent.
    Announced,
    /// A key is pressed.
    Event,
}

impl Line {
    pub(super) fn new(ssrc: u32, sequence: u16, timestamp: u32) -> Self {
        Self {
            ssrc,
            next: sequence,
            highest: sequence,
            position: timestamp,
            packet_ticks: 0,
            stretched: 0,
            silence: Silence::Unexplained,
            is_idle: true,
            is_fresh: true,
            missing: 0,
            restart_at: None,
        }
    }

    /// The packet that was next has been given out, or never came.
    pub(super) fn advance(&mut self, is_missing: bool) {
        self.next = self.next.wrapping_add(1);
        self.missing = self.missing << 1 | u64::from(is_missing);
    }

    /// So many never came.
    pub(super) fn skip(&mut self, packets: u16) {
        (0..packets).for_each(|_| self.advance(true));
    }

    /// A packet behind the next: whether it had been missed, and is so no more.
    pub(super) fn was_missing(&mut self, sequence: u16) -> bool {
        let behind = self.next.wrapping_sub(sequence);
        if behind == 0 || behind > REMEMBERED {
            return behind != 0;
        }
        let bit = 1 << (behind - 1);
        let was = self.missing & bit != 0;
        self.missing &= !bit;
        was
    }

    /// Takes as much of `ticks` as was already made up; how much that is.
    pub(super) fn settle(&mut self, ticks: u32) -> u32 {
        let settled = ticks.min(self.stretched);
        self.stretched -= settled;
        self.position = self.position.wrapping_add(settled);
        settled
    }
}
