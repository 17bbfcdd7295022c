use rtp_rs::{RtpPacketBuilder, RtpReader};

/// Half of the sequence numbers' circle: what is less ahead than this is newer (RFC 3550 A.1).
pub(crate) const SEQUENCE_HALF: u16 = 0x8000;

const MARKER: u8 = 0x80;

/// The fields of RFC 3550 §5.1 that a relay reads and rewrites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) marker: bool,
    pub(crate) payload_type: u8,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
}

impl Header {
    /// Reads a packet; gives the payload too, without padding. `None`: this is no RTP.
    pub(crate) fn parse(packet: &[u8]) -> Option<(Self, &[u8])> {
        let reader = RtpReader::new(packet).ok()?;
        let header = Self {
            marker: reader.mark(),
            payload_type: reader.payload_type(),
            sequence: reader.sequence_number().into(),
            timestamp: reader.timestamp(),
            ssrc: reader.ssrc(),
        };
        Some((header, reader.payload()))
    }

    /// Overwrites the header of a packet that was parsed before; CSRCs, extension, payload and padding stay.
    pub(crate) fn rewrite(&self, packet: &mut [u8]) {
        let Some(fixed) = packet.first_chunk_mut::<12>() else {
            return;
        };
        fixed[1] = self.payload_type | if self.marker { MARKER } else { 0 };
        fixed[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        fixed[4..8].copy_from_slice(&self.timestamp.to_be_bytes());
        fixed[8..12].copy_from_slice(&self.ssrc.to_be_bytes());
    }

    /// Writes a packet of this header and payload; its length, or `None` when it does not fit.
    pub(crate) fn build(&self, payload: &[u8], into: &mut [u8]) -> Option<usize> {
        RtpPacketBuilder::new()
            .payload_type(self.payload_type)
            .marked(self.marker)
            .sequence(self.sequence.into())
            .timestamp(self.timestamp)
            .ssrc(self.ssrc)
            .payload(payload)
            .build_into(into)
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Header;

    const HEADER: Header = Header {
        marker: true,
        payload_type: 111,
        sequence: 65_535,
        timestamp: 0xfedc_ba98,
        ssrc: 0x0123_4567,
    };

    #[test]
    fn what_is_built_is_parsed_again() {
        let mut packet = [0; 64];
        let length = HEADER.build(b"voice", &mut packet).unwrap();
        assert_eq!(
            Header::parse(&packet[..length]),
            Some((HEADER, b"voice".as_slice()))
        );
    }

    #[test]
    fn rewriting_keeps_csrcs_and_extension() {
        let mut packet = rtp_rs::RtpPacketBuilder::new()
            .payload_type(0)
            .ssrc(1)
            .add_csrc(7)
            .extension(0xbede, &[1, 2, 3, 4])
            .payload(b"voice")
            .build()
            .unwrap();
        HEADER.rewrite(&mut packet);
        assert_eq!(Header::parse(&packet), Some((HEADER, b"voice".as_slice())));
        let reader = rtp_rs::RtpReader::new(&packet).unwrap();
        assert_eq!(reader.csrc().collect::<Vec<_>>(), [7]);
        assert_eq!(reader.extension(), Some((0xbede, [1, 2, 3, 4].as_slice())));
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = Header::parse(&bytes);
            HEADER.rewrite(&mut bytes);
        }
    }
}
