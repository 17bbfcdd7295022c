use super::kind::{DESCRIPTION, GOODBYE, RECEIVER_REPORT, SENDER_REPORT};
use super::report::{ReportBlock, SenderInfo};

const CNAME_ITEM: u8 = 1;

/// A compound being written (RFC 3550 §6.1). A packet that does not fit is left out.
#[derive(Debug)]
pub(crate) struct Compound<'a> {
    buffer: &'a mut [u8],
    length: usize,
}

impl<'a> Compound<'a> {
    pub(crate) fn new(buffer: &'a mut [u8]) -> Self {
        Self { buffer, length: 0 }
    }

    /// A sender report, or a receiver report when there is nothing to say of sending (§6.4).
    pub(crate) fn report(&mut self, ssrc: u32, sender: Option<&SenderInfo>, blocks: &[ReportBlock]) {
        let kind = if sender.is_some() {
            SENDER_REPORT
        } else {
            RECEIVER_REPORT
        };
        self.packet(kind, blocks.len(), |packet| {
            packet.word(ssrc);
            for word in sender.into_iter().flat_map(SenderInfo::words) {
                packet.word(word);
            }
            for word in blocks.iter().flat_map(ReportBlock::words) {
                packet.word(word);
            }
        });
    }

    /// Who we are (§6.5.1).
    pub(crate) fn description(&mut self, ssrc: u32, cname: &[u8]) {
        self.packet(DESCRIPTION, 1, |packet| {
            packet.word(ssrc);
            packet.bytes(&[CNAME_ITEM, u8::try_from(cname.len()).unwrap_or(u8::MAX)]);
            packet.bytes(cname);
            // The item list ends with a null octet, and the chunk at a word's end.
            packet.bytes(&[0]);
            while !packet.length.is_multiple_of(4) {
                packet.bytes(&[0]);
            }
        });
    }

    /// We are leaving (§6.6).
    pub(crate) fn goodbye(&mut self, ssrc: u32) {
        self.packet(GOODBYE, 1, |packet| packet.word(ssrc));
    }

    /// Feedback about one source (RFC 4585 §6.1).
    pub(crate) fn feedback(&mut self, kind: u8, format: u8, ssrc: u32, about: u32, control: &[u8]) {
        self.packet(kind, usize::from(format), |packet| {
            packet.word(ssrc);
            packet.word(about);
            packet.bytes(control);
        });
    }

    /// How many bytes were written.
    pub(crate) fn finish(self) -> usize {
        self.length
    }

    fn packet(&mut self, kind: u8, count: usize, body: impl FnOnce(&mut Body<'_>)) {
        let Some(space) = self.buffer.get_mut(self.length..) else {
            return;
        };
        let Some((head, space)) = space.split_first_chunk_mut::<4>() else {
            return;
        };
        let mut packet = Body {
            space,
            length: 0,
            fits: true,
        };
        body(&mut packet);
        let (Ok(words), Ok(count)) = (u16::try_from(packet.length / 4), u8::try_from(count)) else {
            return;
        };
        if packet.fits && packet.length.is_multiple_of(4) && count < 32 {
            let [high, low] = words.to_be_bytes();
            *head = [0x80 | count, kind, high, low];
            self.length += 4 + packet.length;
        }
    }
}

struct Body<'a> {
    space: &'a mut [u8],
    length: usize,
    fits: bool,
}

impl Body<'_> {
    fn word(&mut self, word: u32) {
        self.bytes(&word.to_be_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        match self.space.get_mut(self.length..self.length + bytes.len()) {
            Some(space) => space.copy_from_slice(bytes),
            None => self.fits = false,
        }
        self.length += bytes.len();
    }
}

#[cfg(test)]
mod tests {
    use super::Compound;
    use crate::rtcp::{ReportBlock, SenderInfo, is_compound, packets};

    const BLOCK: ReportBlock = ReportBlock {
        ssrc: 9,
        fraction_lost: 25,
        lost: 0x00ab_cdef,
        highest_sequence: 70_000,
        jitter: 12,
        last_report: 0x1234_5678,
        since_last_report: 65_536,
    };

    #[test]
    fn a_report_is_read_as_it_was_written() {
        let sender = SenderInfo {
            ntp: 0xaaaa_bbbb_cccc_dddd,
            timestamp: 160,
            packets: 5,
            octets: 800,
        };
        let mut buffer = [0; 200];
        let mut compound = Compound::new(&mut buffer);
        compound.report(7, Some(&sender), &[BLOCK]);
        compound.description(7, b"0123456789abcdef01234567");
        compound.goodbye(7);
        let length = compound.finish();
        assert!(is_compound(&buffer[..length]));
        let parts: Vec<_> = packets(&buffer[..length]).collect();
        assert_eq!(
            parts.iter().map(|part| part.kind).collect::<Vec<_>>(),
            [200, 202, 203]
        );
        assert_eq!(SenderInfo::of(&parts[0]), Some(sender));
        assert_eq!(ReportBlock::all(&parts[0]).collect::<Vec<_>>(), [BLOCK]);
        assert!(parts.iter().all(|part| part.word(0) == Some(7)));
        assert_eq!(parts[1].body[4..6], [1, 24]);
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        let mut buffer = [0; 40];
        let mut compound = Compound::new(&mut buffer);
        compound.report(7, None, &[BLOCK]);
        compound.description(7, b"0123456789abcdef01234567");
        assert_eq!(compound.finish(), 32);
    }
}
