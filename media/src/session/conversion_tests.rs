//! Every codec pair, judged by the tone that comes out, and what is lost or late on the way.

use super::{CONCEALED_MAX, Conversion};
use crate::codec::{Codec, Decoder, Encoder};
use crate::dsp::{Tone, ToneDetector};
use crate::rtp::Header;
use crate::session::StreamId;

const HZ: f32 = 700.0;

/// A phone that says a tone, 20 ms in each packet.
struct Speaker {
    codec: Codec,
    tone: Tone,
    encoder: Encoder,
    header: Header,
}

impl Speaker {
    fn new(codec: Codec) -> Self {
        Self {
            codec,
            tone: Tone::new(HZ, -10.0, codec.sample_rate()),
            encoder: Encoder::new(codec).unwrap(),
            header: Header {
                marker: false,
                payload_type: 0,
                sequence: 65_530,
                timestamp: 0xffff_ff00,
                ssrc: 7,
            },
        }
    }

    fn say(&mut self) -> (Header, Vec<u8>) {
        let mut pcm = vec![0; self.codec.frame_samples()];
        self.tone.fill(&mut pcm);
        let mut payload = Vec::new();
        self.encoder.encode(&pcm, &mut payload).unwrap();
        let header = self.header;
        self.header.sequence = header.sequence.wrapping_add(1);
        self.header.timestamp = header.timestamp.wrapping_add(self.codec.frame_ticks());
        (header, payload)
    }
}

/// What is heard at the far end.
struct Listener {
    decoder: Decoder,
    pcm: Vec<i16>,
    frames: usize,
    talkspurts: usize,
}

impl Listener {
    fn new(codec: Codec) -> Self {
        Self {
            decoder: Decoder::new(codec).unwrap(),
            pcm: Vec::new(),
            frames: 0,
            talkspurts: 0,
        }
    }

    fn hear(&mut self, conversion: &mut Conversion) {
        while let Some(frame) = conversion.frame() {
            self.frames += 1;
            self.talkspurts += usize::from(frame.ticks.is_none());
            self.decoder.decode(frame.payload, &mut self.pcm).unwrap();
        }
    }
}

fn stream() -> StreamId {
    StreamId::new(1, 0, 1)
}

/// Fiftieths of a second in which the tone is heard.
fn heard(pcm: &[i16], codec: Codec) -> usize {
    let frames = pcm.chunks_exact(codec.frame_samples());
    frames
        .filter(|frame| ToneDetector::new(HZ, codec.sample_rate()).hears(frame))
        .count()
}

#[test]
fn a_tone_crosses_every_pair_of_codecs_in_every_packet_time() {
    for from in Codec::ALL {
        for to in Codec::ALL {
            for ptime_ms in [10, 20, 30, 60] {
                let mut conversion = Conversion::new(from, to, ptime_ms).unwrap();
                let (mut speaker, mut listener) = (Speaker::new(from), Listener::new(to));
                for _ in 0..60 {
                    let (header, payload) = speaker.say();
                    conversion.take(stream(), &header, &payload);
                    listener.hear(&mut conversion);
                }
                let frames = heard(&listener.pcm, to);
                assert!(frames >= 55, "{from} to {to} in {ptime_ms} ms: {frames} of 60");
                assert_eq!(listener.talkspurts, 1, "{from} to {to}");
                let sent_ms = if to == Codec::Opus {
                    20
                } else {
                    usize::from(ptime_ms)
                };
                assert_eq!(listener.frames, 1_200 / sent_ms, "{from} to {to}");
            }
        }
    }
}

#[test]
fn lost_packets_are_concealed_and_time_goes_on() {
    for (from, to) in [
        (Codec::Pcmu, Codec::Opus),
        (Codec::Opus, Codec::Pcmu),
        (Codec::G722, Codec::Pcma),
    ] {
        let mut conversion = Conversion::new(from, to, 20).unwrap();
        let (mut speaker, mut listener) = (Speaker::new(from), Listener::new(to));
        for number in 0..100 {
            let (header, payload) = speaker.say();
            // One packet in ten, and once two in a row.
            if number % 10 == 5 || number == 46 {
                continue;
            }
            conversion.take(stream(), &header, &payload);
            listener.hear(&mut conversion);
        }
        assert_eq!((listener.frames, listener.talkspurts), (100, 1), "{from} to {to}");
        let frames = heard(&listener.pcm, to);
        assert!(frames >= 88, "{from} to {to}: {frames} of 100");
    }
}

#[test]
fn a_pause_and_a_long_gap_begin_a_talkspurt() {
    let mut conversion = Conversion::new(Codec::Pcmu, Codec::Pcma, 20).unwrap();
    let (mut speaker, mut listener) = (Speaker::new(Codec::Pcmu), Listener::new(Codec::Pcma));
    let mut say = |speaker: &mut Speaker| {
        let (header, payload) = speaker.say();
        conversion.take(stream(), &header, &payload);
        listener.hear(&mut conversion);
        listener.talkspurts
    };
    assert_eq!(say(&mut speaker), 1);
    speaker.header.timestamp = speaker.header.timestamp.wrapping_add(8_000);
    assert_eq!(say(&mut speaker), 2, "silence was not sent");
    speaker.header.sequence = speaker.header.sequence.wrapping_add(CONCEALED_MAX);
    let lost = u32::from(CONCEALED_MAX) * 160;
    speaker.header.timestamp = speaker.header.timestamp.wrapping_add(lost);
    assert_eq!(say(&mut speaker), 2, "what was lost is concealed");
    speaker.header.sequence = speaker.header.sequence.wrapping_add(CONCEALED_MAX + 1);
    assert_eq!(say(&mut speaker), 3, "too much was lost");
    speaker.header.ssrc += 1;
    assert_eq!(say(&mut speaker), 4, "another source");
}

#[test]
fn late_and_doubled_packets_are_left_out() {
    let mut conversion = Conversion::new(Codec::Pcmu, Codec::Pcma, 20).unwrap();
    let (mut speaker, mut listener) = (Speaker::new(Codec::Pcmu), Listener::new(Codec::Pcma));
    let packets: Vec<_> = (0..4).map(|_| speaker.say()).collect();
    for number in [0, 1, 1, 3, 2, 0] {
        let (header, payload) = &packets[number];
        conversion.take(stream(), header, payload);
        listener.hear(&mut conversion);
    }
    assert_eq!((listener.frames, listener.talkspurts), (4, 1));
}

#[test]
fn no_payload_is_a_panic() {
    for from in Codec::ALL {
        let mut conversion = Conversion::new(from, Codec::Pcmu, 20).unwrap();
        for length in 0..1_500 {
            let header = Header {
                sequence: length as u16,
                ..Speaker::new(Codec::Pcmu).header
            };
            let payload: Vec<u8> = (0..length).map(|n: usize| (n * 31 + length) as u8).collect();
            conversion.take(stream(), &header, &payload);
            while conversion.frame().is_some() {}
        }
    }
}
