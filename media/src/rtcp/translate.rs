use super::compound::Compound;
use super::kind::{PAYLOAD_FEEDBACK, RECEIVER_REPORT, SENDER_REPORT, TRANSPORT_FEEDBACK};
use super::packets::packets;
use super::report::{ReportBlock, SenderInfo};

/// How one stream's packets are rewritten on their way out: the source they come from and what was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rewriting {
    /// The SSRC on the wire towards the far end.
    pub(crate) own_ssrc: u32,
    /// The SSRC of the packets as they came in.
    pub(crate) source_ssrc: u32,
    /// Added to each sequence number.
    pub(crate) sequence_offset: u16,
    /// Added to each timestamp.
    pub(crate) timestamp_offset: u32,
}

/// Report blocks that are carried over: a phone hears one source, a mixer behind a trunk few.
const BLOCKS_MAX: usize = 4;

/// Carries a compound from one phone over to another (RFC 3550 §7.2); its length, 0 when nothing is left.
///
/// `onward`: how that phone's voice is rewritten for the other; `back`: how the other's voice is rewritten for
/// it. CNAME is our own: the phone's may name a person or an inner address. BYE stays here, as our source goes on.
pub(crate) fn translate(
    bytes: &[u8],
    onward: &Rewriting,
    back: Option<&Rewriting>,
    cname: &[u8],
    into: &mut [u8],
) -> usize {
    let mut out = Compound::new(into);
    let mut is_reported = false;
    for packet in packets(bytes) {
        match packet.kind {
            SENDER_REPORT | RECEIVER_REPORT if !is_reported => {
                is_reported = true;
                let mut blocks = [ReportBlock::default(); BLOCKS_MAX];
                let carried = ReportBlock::all(&packet).filter_map(|block| turn_back(block, back?));
                let count = blocks
                    .iter_mut()
                    .zip(carried)
                    .map(|(slot, block)| *slot = block)
                    .count();
                let is_source = packet.word(0) == Some(onward.source_ssrc);
                let sender = SenderInfo::of(&packet)
                    .filter(|_| is_source)
                    .map(|info| SenderInfo {
                        timestamp: info.timestamp.wrapping_add(onward.timestamp_offset),
                        ..info
                    });
                out.report(
                    onward.own_ssrc,
                    sender.as_ref(),
                    blocks.get(..count).unwrap_or_default(),
                );
                out.description(onward.own_ssrc, cname);
            }
            TRANSPORT_FEEDBACK | PAYLOAD_FEEDBACK if is_reported => {
                if let Some(about) = back.filter(|back| packet.word(1) == Some(back.own_ssrc)) {
                    let control = packet.words_from(2);
                    out.feedback(
                        packet.kind,
                        packet.count,
                        onward.own_ssrc,
                        about.source_ssrc,
                        control,
                    );
                }
            }
            _ => {}
        }
    }
    out.finish()
}

/// What a phone says of our voice, said of the source that the voice came from.
fn turn_back(block: ReportBlock, back: &Rewriting) -> Option<ReportBlock> {
    let undone = u32::from(0_u16.wrapping_sub(back.sequence_offset));
    (block.ssrc == back.own_ssrc).then(|| ReportBlock {
        ssrc: back.source_ssrc,
        // The low 16 bits are exact; the cycles above them may be one too many, which no receiver minds.
        highest_sequence: block.highest_sequence.wrapping_add(undone),
        ..block
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Rewriting, translate};
    use crate::rtcp::{Compound, ReportBlock, SenderInfo, is_compound, kind, packets};

    const ONWARD: Rewriting = Rewriting {
        own_ssrc: 0xb0b,
        source_ssrc: 0xa11ce,
        sequence_offset: 7,
        timestamp_offset: 1_000,
    };
    const BACK: Rewriting = Rewriting {
        own_ssrc: 0xa,
        source_ssrc: 0xb,
        sequence_offset: 65_530,
        timestamp_offset: 5,
    };

    fn compound(write: impl FnOnce(&mut Compound<'_>)) -> Vec<u8> {
        let mut buffer = vec![0; 500];
        let mut out = Compound::new(&mut buffer);
        write(&mut out);
        let length = out.finish();
        buffer.truncate(length);
        buffer
    }

    #[test]
    fn a_report_names_the_sources_of_the_other_leg() {
        let sent = compound(|out| {
            let sender = SenderInfo {
                ntp: 99,
                timestamp: 500,
                packets: 3,
                octets: 480,
            };
            let block = |ssrc| ReportBlock {
                ssrc,
                highest_sequence: 100,
                last_report: 42,
                ..ReportBlock::default()
            };
            out.report(0xa11ce, Some(&sender), &[block(0xa), block(0xdead)]);
            out.description(0xa11ce, b"alice@192.168.1.2");
            out.goodbye(0xa11ce);
            out.feedback(kind::PAYLOAD_FEEDBACK, 1, 0xa11ce, 0xa, &[]);
        });
        let mut into = [0; 500];
        let length = translate(&sent, &ONWARD, Some(&BACK), b"ours", &mut into);
        assert!(is_compound(&into[..length]));
        let parts: Vec<_> = packets(&into[..length]).collect();
        let kinds: Vec<_> = parts.iter().map(|part| part.kind).collect();
        assert_eq!(kinds, [200, 202, 206], "no BYE: our source goes on");
        assert!(parts.iter().all(|part| part.word(0) == Some(0xb0b)));
        let sender = SenderInfo::of(&parts[0]).unwrap();
        assert_eq!((sender.ntp, sender.timestamp, sender.packets), (99, 1_500, 3));
        let blocks: Vec<_> = ReportBlock::all(&parts[0]).collect();
        assert_eq!(blocks.len(), 1, "a block about a stranger is left out");
        assert_eq!(
            (blocks[0].ssrc, blocks[0].highest_sequence, blocks[0].last_report),
            (0xb, 106, 42)
        );
        assert_eq!(parts[2].word(1), Some(0xb));
        assert!(!into[..length].windows(5).any(|text| text == b"alice"));
    }

    #[test]
    fn a_sender_whose_voice_is_not_carried_becomes_a_receiver() {
        let sent = compound(|out| out.report(5, Some(&SenderInfo::default()), &[]));
        let mut into = [0; 500];
        let length = translate(&sent, &ONWARD, None, b"ours", &mut into);
        assert_eq!(
            packets(&into[..length]).next().unwrap().kind,
            kind::RECEIVER_REPORT
        );
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut into = [0; 300];
            let length = translate(&bytes, &ONWARD, Some(&BACK), b"ours", &mut into);
            prop_assert!(length == 0 || is_compound(&into[..length]));
        }
    }
}
