//! Every codec pair, judged by the tone that comes out, and what is lost or late on the way.

use std::time::{Duration, Instant};

use super::{Conversion, Converted};
use crate::codec::{Codec, Decoder, Encoder};
use crate::dsp::{Tone, ToneDetector};
use crate::jitter::Kind;
use crate::rtp::Header;
use crate::session::StreamId;

const PTIME: Duration = Duration::from_millis(20);
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

/// What is heard at the far end, in virtual time.
struct Listener {
    conversion: Conversion,
    now: Instant,
    decoder: Decoder,
    pcm: Vec<i16>,
    frames: usize,
    talkspurts: usize,
    keys: Vec<[u8; 4]>,
}

impl Listener {
    fn new(from: Codec, to: Codec, ptime_ms: u16) -> Self {
        let now = Instant::now();
        Self {
            conversion: Conversion::new(from, to, ptime_ms, now).unwrap(),
            now,
            decoder: Decoder::new(to).unwrap(),
            pcm: Vec::new(),
            frames: 0,
            talkspurts: 0,
            keys: Vec::new(),
        }
    }

    fn take(&mut self, kind: Kind, header: &Header, payload: &[u8]) {
        self.conversion.take(self.now, stream(), header, kind, payload);
    }

    fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(due) = self.conversion.due().filter(|due| *due <= until) {
            self.now = due;
            match self.conversion.next(due) {
                Some(Converted::Frame { payload, ticks }) => {
                    self.frames += 1;
                    self.talkspurts += usize::from(ticks.is_none());
                    self.decoder.decode(payload, &mut self.pcm).unwrap();
                }
                Some(Converted::Key(key)) => self.keys.push(key.payload),
                None => {}
            }
        }
        self.now = until;
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
                let mut listener = Listener::new(from, to, ptime_ms);
                let mut speaker = Speaker::new(from);
                for _ in 0..60 {
                    let (header, payload) = speaker.say();
                    listener.take(Kind::Voice, &header, &payload);
                    listener.pass(PTIME);
                }
                let frames = heard(&listener.pcm, to);
                assert!(frames >= 53, "{from} to {to} in {ptime_ms} ms: {frames} of 60");
                assert_eq!(listener.talkspurts, 1, "{from} to {to}");
                let sent_ms = if to == Codec::Opus {
                    20
                } else {
                    usize::from(ptime_ms)
                };
                let least = (1_200 - 90) / sent_ms;
                assert!(
                    (least..=1_200 / sent_ms).contains(&listener.frames),
                    "{from} to {to}"
                );
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
        let mut listener = Listener::new(from, to, 20);
        let mut speaker = Speaker::new(from);
        for number in 0..100 {
            let (header, payload) = speaker.say();
            // One packet in ten, and once two in a row.
            if number % 10 != 5 && number != 46 {
                listener.take(Kind::Voice, &header, &payload);
            }
            listener.pass(PTIME);
        }
        assert!(listener.frames >= 98, "{from} to {to}");
        assert_eq!(listener.talkspurts, 1, "{from} to {to}");
        let frames = heard(&listener.pcm, to);
        assert!(frames >= 92, "{from} to {to}: {frames} of 100");
        let counts = listener.conversion.take_counts();
        assert_eq!((counts.lost, counts.late), (11, 0), "{from} to {to}");
        assert_eq!(counts.concealed_ms, 220);
    }
}

#[test]
fn a_pause_ends_in_silence_and_a_talkspurt_begins_after_it() {
    let mut listener = Listener::new(Codec::Pcmu, Codec::Pcma, 20);
    let mut speaker = Speaker::new(Codec::Pcmu);
    for _ in 0..3 {
        for _ in 0..20 {
            let (header, payload) = speaker.say();
            listener.take(Kind::Voice, &header, &payload);
            listener.pass(PTIME);
        }
        listener.pass(Duration::from_secs(1));
        speaker.header.timestamp = speaker.header.timestamp.wrapping_add(8_000);
    }
    assert_eq!(listener.talkspurts, 3);
    // What was not announced is made up for a moment.
    assert!(
        (60..=60 + 3 * 7).contains(&listener.frames),
        "{}",
        listener.frames
    );
    assert_eq!(listener.conversion.take_counts().lost, 0);
}

#[test]
fn noise_that_is_described_is_heard_until_the_voice_comes_back() {
    for to in [Codec::Pcma, Codec::G722, Codec::Opus] {
        let mut listener = Listener::new(Codec::Pcmu, to, 20);
        let mut speaker = Speaker::new(Codec::Pcmu);
        let mut say = |listener: &mut Listener| {
            for _ in 0..10 {
                let (header, payload) = speaker.say();
                listener.take(Kind::Voice, &header, &payload);
                listener.pass(PTIME);
            }
            let header = speaker.header;
            listener.take(Kind::Noise, &header, &[45, 127]);
            listener.pass(Duration::from_secs(2));
            speaker.header.sequence = header.sequence.wrapping_add(1);
            speaker.header.timestamp = header.timestamp.wrapping_add(16_000);
        };
        say(&mut listener);
        say(&mut listener);
        assert_eq!(listener.talkspurts, 1, "{to}: the noise is sent too");
        let second = to.sample_rate() as usize;
        let quiet = &listener.pcm[second..2 * second];
        let power: f64 = quiet.iter().map(|sample| f64::from(*sample).powi(2)).sum();
        let dbov = 10.0 * (power / second as f64).log10() - 20.0 * 32_768_f64.log10();
        assert!((-52.0..-40.0).contains(&dbov), "{to}: {dbov:.1} dBov");
        assert_eq!(listener.conversion.take_counts().concealed_ms, 0, "{to}");
    }
}

#[test]
fn what_opus_does_not_send_in_silence_is_no_loss() {
    let mut listener = Listener::new(Codec::Opus, Codec::Pcmu, 20);
    let mut speaker = Speaker::new(Codec::Opus);
    for _ in 0..10 {
        let (header, payload) = speaker.say();
        listener.take(Kind::Voice, &header, &payload);
        listener.pass(PTIME);
    }
    for _ in 0..5 {
        // A packet of one byte: nothing is said for 400 ms.
        let (mut header, payload) = speaker.say();
        header.marker = false;
        listener.take(Kind::Voice, &header, &payload[..1]);
        speaker.header.timestamp = header.timestamp.wrapping_add(20 * 960);
        listener.pass(PTIME * 20);
    }
    let (header, payload) = speaker.say();
    listener.take(Kind::Voice, &header, &payload);
    listener.pass(PTIME * 2);
    let counts = listener.conversion.take_counts();
    assert_eq!((counts.lost, counts.concealed_ms, listener.talkspurts), (0, 0, 1));
    assert!(listener.frames >= 110, "{}", listener.frames);
}

#[test]
fn keys_keep_their_place_between_frames() {
    let mut listener = Listener::new(Codec::Pcmu, Codec::Opus, 20);
    let mut speaker = Speaker::new(Codec::Pcmu);
    for number in 0..30_u8 {
        let (mut header, payload) = speaker.say();
        if (10..20).contains(&number) {
            header.timestamp = header.timestamp.wrapping_sub(160 * u32::from(number - 10));
            listener.take(Kind::Event, &header, &[5, 10, 0, number]);
        } else {
            listener.take(Kind::Voice, &header, &payload);
        }
        listener.pass(PTIME);
    }
    let expected: Vec<_> = (10..20).map(|number| [5, 10, 0, number]).collect();
    assert_eq!(listener.keys, expected);
    assert_eq!(listener.talkspurts, 2);
    assert_eq!(listener.conversion.take_counts().lost, 0);
}

#[test]
fn no_payload_is_a_panic() {
    for from in Codec::ALL {
        let mut listener = Listener::new(from, Codec::Pcmu, 20);
        for length in 0..1_500 {
            let header = Header {
                sequence: length as u16,
                timestamp: length as u32 * 320,
                ..Speaker::new(Codec::Pcmu).header
            };
            let payload: Vec<u8> = (0..length).map(|n: usize| (n * 31 + length) as u8).collect();
            let kind = [Kind::Voice, Kind::Noise, Kind::Event][length % 3];
            listener.take(kind, &header, &payload);
            listener.pass(PTIME);
        }
    }
}
