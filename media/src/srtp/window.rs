/// Packets behind the newest that are still told apart.
const WIDTH: u64 = u128::BITS as u64;
/// An index has 48 bits (RFC 3711 §3.3.1).
const INDEX_END: u64 = 1 << 48;

/// Which packets of a source were there (RFC 3711 §3.3.2), and where its sequence has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Window {
    newest: Option<u64>,
    /// Bit n: the packet n behind the newest was there.
    seen: u128,
}

impl Window {
    /// The index of a packet by its sequence number: the one nearest to the newest (RFC 3711 §3.3.1). `None`: it
    /// would lie before the first packet, or behind the key's last.
    pub(super) fn index_of(&self, sequence: u16) -> Option<u64> {
        let Some(newest) = self.newest else {
            return Some(u64::from(sequence));
        };
        // The cast: the lower half of the index is the sequence number.
        let ahead = sequence.wrapping_sub(newest as u16).cast_signed();
        newest
            .checked_add_signed(i64::from(ahead))
            .filter(|index| *index < INDEX_END)
    }

    /// Whether a packet is new.
    pub(super) fn is_new(&self, index: u64) -> bool {
        let Some(newest) = self.newest else {
            return true;
        };
        match newest.checked_sub(index) {
            None => true,
            Some(behind) => behind < WIDTH && self.seen >> behind & 1 == 0,
        }
    }

    /// Notes a packet that is new and authentic.
    pub(super) fn enter(&mut self, index: u64) {
        let newest = self.newest.unwrap_or(index);
        if index >= newest {
            let ahead = index - newest;
            self.seen = if ahead < WIDTH { self.seen << ahead } else { 0 };
            self.newest = Some(index);
            self.seen |= 1;
        } else if newest - index < WIDTH {
            self.seen |= 1 << (newest - index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Window;

    fn at(indices: &[u64]) -> Window {
        let mut window = Window::default();
        indices.iter().for_each(|index| window.enter(*index));
        window
    }

    #[test]
    fn the_sequence_goes_round_in_both_directions() {
        assert_eq!(at(&[]).index_of(65_535), Some(65_535));
        assert_eq!(at(&[65_534]).index_of(65_535), Some(65_535));
        assert_eq!(at(&[65_535]).index_of(0), Some(1 << 16));
        assert_eq!(at(&[1 << 16]).index_of(65_535), Some(65_535), "late, of before");
        assert_eq!(at(&[(7 << 16) + 3]).index_of(65_000), Some((6 << 16) + 65_000));
        assert_eq!(at(&[3]).index_of(65_000), None, "before the first");
        assert_eq!(at(&[(1 << 48) - 1]).index_of(0), None, "the key is used up");
    }

    #[test]
    fn each_packet_is_new_once() {
        let window = at(&[1_000, 1_003, 1_002]);
        let new: Vec<u64> = (870..1_006).filter(|index| window.is_new(*index)).collect();
        let mut expected: Vec<u64> = (876..1_006).collect();
        expected.retain(|index| ![1_000, 1_002, 1_003].contains(index));
        assert_eq!(new, expected);
        assert!(!at(&[5, 500_000]).is_new(5), "too old to know");
    }
}
