use super::kind::{RECEIVER_REPORT, SENDER_REPORT};

/// One packet of a compound (RFC 3550 §6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packet<'a> {
    /// The packet type, of [`super::kind`].
    pub(crate) kind: u8,
    /// Report blocks, sources, or the feedback's format.
    pub(crate) count: u8,
    /// What follows the first word, padding included.
    pub(crate) body: &'a [u8],
}

const HEADER: usize = 4;

/// Whether this is a whole compound that starts with a report (RFC 3550 A.2).
pub(crate) fn is_compound(bytes: &[u8]) -> bool {
    let Some(first) = packets(bytes).next() else {
        return false;
    };
    let whole: usize = packets(bytes).map(|packet| HEADER + packet.body.len()).sum();
    matches!(first.kind, SENDER_REPORT | RECEIVER_REPORT) && whole == bytes.len()
}

/// The packets, up to the first that is malformed.
pub(crate) fn packets(mut bytes: &[u8]) -> impl Iterator<Item = Packet<'_>> {
    std::iter::from_fn(move || {
        let (&[first, kind, high, low], rest) = bytes.split_first_chunk::<HEADER>()?;
        let length = usize::from(u16::from_be_bytes([high, low])) * 4;
        let is_version_2 = first >> 6 == 2;
        let (body, after) = rest.split_at_checked(length).filter(|_| is_version_2)?;
        bytes = after;
        Some(Packet {
            kind,
            count: first & 0x1f,
            body,
        })
    })
}

impl<'a> Packet<'a> {
    /// The 32-bit word at an offset in words: word 0 is the sender's SSRC.
    pub(crate) fn word(&self, index: usize) -> Option<u32> {
        let bytes = self.body.get(index * 4..)?.first_chunk::<4>()?;
        Some(u32::from_be_bytes(*bytes))
    }

    /// The words from an offset on.
    pub(crate) fn words_from(&self, index: usize) -> &'a [u8] {
        self.body.get(index * 4..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{is_compound, packets};

    const REPORT: [u8; 8] = [0x80, 201, 0, 1, 1, 2, 3, 4];

    #[test]
    fn a_compound_starts_with_a_report_and_ends_with_the_datagram() {
        assert!(is_compound(&REPORT));
        assert!(is_compound(&[REPORT, REPORT].concat()));
        assert!(!is_compound(&[]));
        assert!(!is_compound(&REPORT[..7]), "truncated");
        assert!(!is_compound(&[REPORT.as_slice(), &[0]].concat()), "trailing byte");
        assert!(!is_compound(&[0x40, 201, 0, 1, 1, 2, 3, 4]), "version 1");
        assert!(!is_compound(&[0x80, 203, 0, 1, 1, 2, 3, 4]), "starts with BYE");
        assert_eq!(packets(&REPORT).next().unwrap().word(0), Some(0x0102_0304));
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic_or_an_endless_loop(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(packets(&bytes).count() <= bytes.len() / 4);
            let _ = is_compound(&bytes);
        }
    }
}
