use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{TICKS, voice};
use crate::jitter::{JitterBuffer, Kind, Packet, Taken};

fn packet() -> impl Strategy<Value = (u64, Packet<'static>)> {
    let kinds = [Kind::Voice, Kind::LastVoice, Kind::Noise, Kind::Event];
    let kind = prop::sample::select(kinds.to_vec());
    let near = (0..200_u16).prop_map(|number| (voice(number).sequence, voice(number).timestamp));
    let place = prop_oneof![8 => near, 1 => any::<(u16, u32)>()];
    let ticks = prop_oneof![8 => Just(TICKS), 1 => any::<u32>().prop_map(|ticks| ticks % 6_000)];
    let source = prop_oneof![50 => Just(7), 1 => Just(8)];
    (0..60_u64, place, kind, ticks, source, any::<bool>()).prop_map(
        |(wait_ms, (sequence, timestamp), kind, ticks, ssrc, marker)| {
            let packet = Packet {
                ssrc,
                sequence,
                timestamp,
                marker,
                kind,
                ticks,
                payload: b"audio",
            };
            (wait_ms, packet)
        },
    )
}

proptest! {
    #[test]
    fn whatever_comes_is_bounded_and_never_goes_backwards(
        packets in prop::collection::vec(packet(), 0..300),
        frame_ticks in prop::sample::select(vec![80_u32, 160, 480]),
    ) {
        let mut now = Instant::now();
        let mut buffer = JitterBuffer::new(8_000, frame_ticks, now);
        let mut given = 0;
        for (wait_ms, packet) in &packets {
            now += Duration::from_millis(*wait_ms);
            buffer.insert(now, packet);
            prop_assert!(buffer.due(now).is_none_or(|due| due <= now + Duration::from_secs(3)));
            let (mut held, mut asked) = (0, 0);
            while held < frame_ticks {
                let before = buffer.line.map(|line| (line.ssrc, line.next));
                let taken = buffer.take(now, held, frame_ticks - held);
                asked += 1;
                // Every answer but an event or noise, of which 32 may wait, fills a part of the frame.
                prop_assert!(asked <= 6_000 + 64, "no end");
                let ticks = match taken {
                    Taken::Voice(payload) => {
                        prop_assert_eq!(payload, b"audio");
                        given += 1;
                        1
                    }
                    Taken::Lost { ticks, .. } | Taken::Starved { ticks } | Taken::Pause { ticks } => {
                        prop_assert!(ticks > 0 && ticks <= 6_000);
                        ticks
                    }
                    Taken::Noise(_) | Taken::Event { .. } => { given += 1; 0 }
                    Taken::Idle => break,
                };
                held += ticks;
                if let (Some((ssrc, next)), Some(after)) = (before, buffer.line) {
                    prop_assert!(ssrc != after.ssrc || after.next.wrapping_sub(next) < 0x8000);
                }
            }
            prop_assert!(buffer.target_ms(now) <= 400 + 60);
        }
        prop_assert!(given <= packets.len(), "nothing is given out twice");
    }
}
