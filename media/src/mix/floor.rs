/// Who speaks at once on one media thread; of more, the loudest are heard.
pub(crate) const SPEAKERS_MAX: usize = 8;

/// Below this a phone is silent, as the mean of the squares: -50 dB of full scale.
const SILENT_BELOW: u32 = 10_000;

/// Those who speak, chosen anew in each frame.
#[derive(Debug)]
pub(super) struct Floor {
    claims: Vec<(u32, usize)>,
}

impl Floor {
    pub(super) const fn new() -> Self {
        Self { claims: Vec::new() }
    }

    /// Beforehand, so that no claim allocates.
    pub(super) fn make_room(&mut self, members: usize) {
        self.claims.reserve(members.saturating_sub(self.claims.len()));
    }

    pub(super) fn clear(&mut self) {
        self.claims.clear();
    }

    pub(super) fn claim(&mut self, member: usize, loudness: u32) {
        // Claims beyond the room that was made are not heard.
        if loudness >= SILENT_BELOW && self.claims.len() < self.claims.capacity() {
            self.claims.push((loudness, member));
        }
    }

    /// Chooses the loudest.
    pub(super) fn settle(&mut self) {
        if self.claims.len() > SPEAKERS_MAX {
            self.claims
                .select_nth_unstable_by(SPEAKERS_MAX, |(a, _), (b, _)| b.cmp(a));
            self.claims.truncate(SPEAKERS_MAX);
        }
    }

    pub(super) fn speaker(&self, index: usize) -> Option<usize> {
        self.claims.get(index).map(|(_, member)| *member)
    }
}

/// How loud a phone counts after a frame: at once as loud as that, and then 14 dB a second less, so that nobody loses
/// the floor between two words.
pub(crate) fn loudness(before: u32, pcm: &[i16]) -> u32 {
    let squares: u64 = pcm
        .iter()
        .map(|sample| u64::from(sample.unsigned_abs()).pow(2))
        .sum();
    let mean = squares / pcm.len().max(1) as u64;
    let fading = before - before / 16;
    u32::try_from(mean).unwrap_or(u32::MAX).max(fading)
}
