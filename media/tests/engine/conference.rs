//! Phones in a room, of every codec and on several threads.

use media::codec::{Codec, Decoder, Encoder};
use media::dsp::Tone;
use media::engine::{Command, EngineConfig, Room, Source, Standing};
use media::offer_answer::Agreed;

use crate::house::{House, LOCALHOST, Line};
use crate::phone::Phone;

/// A phone that says a tone.
struct Member {
    line: Line,
    hz: f32,
    codec: Codec,
    tone: Tone,
    encoder: Encoder,
    decoder: Decoder,
    /// Tones, and in how many frames each was heard.
    heard: Vec<(f32, usize)>,
}

impl Member {
    /// On the thread of this affinity.
    fn enter(house: &mut House, affinity: u64, room: &Room, codec: Codec, hz: f32) -> Self {
        let member = Self::open(house, affinity, codec, hz);
        house.command(Command::Confer {
            stream: member.line.stream,
            room: room.clone(),
            music: None,
        });
        member
    }

    /// In no room yet.
    fn open(house: &mut House, affinity: u64, codec: Codec, hz: f32) -> Self {
        let (stream, address) = house.engine.open(affinity, LOCALHOST).unwrap();
        let mut phone = Phone::new(LOCALHOST, &address);
        phone.payload_type = codec.offered_payload_type();
        let agreed = Agreed {
            codec,
            payload_type_send: phone.payload_type,
            payload_type_receive: phone.payload_type,
            ..phone.agreed()
        };
        house.command(Command::Agree { stream, agreed });
        Self {
            line: Line {
                stream,
                address,
                phone,
            },
            hz,
            codec,
            tone: Tone::new(hz, -16.0, codec.sample_rate()),
            encoder: Encoder::new(codec).unwrap(),
            decoder: Decoder::new(codec).unwrap(),
            heard: Vec::new(),
        }
    }

    fn listen_for(&mut self, pitches: &[f32]) {
        self.heard = pitches.iter().map(|hz| (*hz, 0)).collect();
    }

    fn say(&mut self) {
        let (mut pcm, mut payload) = (vec![0; self.codec.frame_samples()], Vec::new());
        self.tone.fill(&mut pcm);
        self.encoder.encode(&pcm, &mut payload).unwrap();
        let phone = &mut self.line.phone;
        phone.timestamp = phone
            .timestamp
            .wrapping_add(self.codec.frame_ticks())
            .wrapping_sub(160);
        phone.say(&payload);
    }

    fn hear(&mut self) {
        let packet = self.line.phone.hear();
        let mut pcm = Vec::new();
        self.decoder.decode(&packet.payload, &mut pcm).unwrap();
        for (hz, heard) in &mut self.heard {
            *heard += usize::from(is_in(&pcm, *hz, self.codec.sample_rate()));
        }
    }
}

/// Whether a tone is at most 14 dB below all that is heard, and more than the noise of codecs.
/// Two of different codecs on one thread, who hear each other.
fn two(house: &mut House, room: &Room) -> [Member; 2] {
    let mut members = [(Codec::Pcmu, 500.0), (Codec::G722, 1_100.0)]
        .map(|(codec, hz)| Member::enter(house, 1, room, codec, hz));
    talk(&mut members, 30);
    members
}

fn is_in(pcm: &[i16], hz: f32, sample_rate: u32) -> bool {
    let step = std::f64::consts::TAU * f64::from(hz) / f64::from(sample_rate);
    let (mut sine, mut cosine, mut all) = (0.0, 0.0, 0.0);
    for (n, sample) in pcm.iter().enumerate() {
        let (s, c) = (step * n as f64).sin_cos();
        let sample = f64::from(*sample);
        sine += sample * s;
        cosine += sample * c;
        all += sample * sample;
    }
    let count = pcm.len() as f64;
    let tone = 2.0 * (sine * sine + cosine * cosine) / count;
    all / count > 10_000.0 && tone > all / 25.0
}

/// All talk and listen for so many frames: what comes from the room sets the pace.
fn talk(members: &mut [Member], frames: usize) {
    for _ in 0..frames {
        members.iter_mut().for_each(Member::say);
        members.iter_mut().for_each(Member::hear);
    }
}

/// Who hears the tone of whom, of so many frames.
fn heard(members: &mut [Member], frames: usize) -> Vec<Vec<f32>> {
    let pitches: Vec<f32> = members.iter().map(|member| member.hz).collect();
    members.iter_mut().for_each(|member| member.listen_for(&pitches));
    talk(members, frames);
    let most = |member: &Member| {
        let heard = member.heard.iter();
        heard
            .filter(|(_, count)| *count * 2 > frames)
            .map(|(hz, _)| *hz)
            .collect()
    };
    members.iter().map(most).collect()
}

#[test]
fn each_hears_all_others_and_not_itself_in_any_codec_on_any_thread() {
    let mut house = House::with(EngineConfig {
        workers: 2,
        ..EngineConfig::default()
    });
    let room = house.engine.room(false);
    let pitches = [400.0, 700.0, 1_000.0, 1_350.0, 1_700.0];
    let codecs = [Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::Opus, Codec::Opus];
    let kinds = pitches.into_iter().zip(codecs).zip(1..);
    let mut members: Vec<Member> = kinds
        .map(|((hz, codec), affinity)| Member::enter(&mut house, affinity, &room, codec, hz))
        .collect();
    talk(&mut members, 40);
    assert_eq!(room.members(), 5);
    let others = |own: &f32| pitches.into_iter().filter(|hz| hz != own).collect();
    let expected: Vec<Vec<f32>> = pitches.iter().map(others).collect();
    assert_eq!(heard(&mut members, 50), expected);
    for member in &members {
        house.close(&member.line);
    }
    assert_eq!(room.members(), 0);
}

#[test]
fn who_is_muted_is_not_heard_and_who_is_deaf_is_sent_nothing() {
    let mut house = House::new();
    let room = house.engine.room(false);
    let mut members = two(&mut house, &room);
    let stand = |member: &Member, standing| Command::Stand {
        stream: member.line.stream,
        standing,
    };
    let muted = Standing {
        is_muted: true,
        ..Standing::default()
    };
    house.command(stand(&members[1], muted));
    talk(&mut members, 10);
    assert_eq!(heard(&mut members, 30), [vec![], vec![500.0]]);
    house.command(stand(&members[1], Standing::default()));
    talk(&mut members, 30);
    assert_eq!(heard(&mut members, 30), [vec![1_100.0], vec![500.0]]);
    let deaf = Standing {
        is_deaf: true,
        ..Standing::default()
    };
    house.command(stand(&members[0], deaf));
    for _ in 0..25 {
        members[1].say();
        members[1].hear();
    }
    let [heard, deaf] = [&members[1], &members[0]].map(|member| house.close(&member.line).packets_sent);
    assert!(heard >= 155 && deaf <= heard - 20, "{heard} and {deaf}");
}

#[test]
fn a_chime_for_one_member_is_heard_by_it_alone_beside_the_others() {
    /// Of the two tones of a chime.
    const HIGH: f32 = 880.0;
    let mut house = House::new();
    let room = house.engine.room(false);
    let mut members = two(&mut house, &room);
    house.command(Command::Chime {
        stream: members[0].line.stream,
        rising: true,
    });
    members
        .iter_mut()
        .for_each(|member| member.listen_for(&[HIGH, 500.0, 1_100.0]));
    talk(&mut members, 30);
    let chimed = |member: &Member| member.heard[0].1;
    assert!((4..=8).contains(&chimed(&members[0])), "{}", chimed(&members[0]));
    assert_eq!(chimed(&members[1]), 0);
    assert!(members[0].heard[2].1 > 15 && members[1].heard[1].1 > 15);
}

#[test]
fn who_is_alone_hears_music_until_another_comes() {
    const MUSIC: f32 = 350.0;
    let mut house = House::new();
    let room = house.engine.room(false);
    let mut first = [Member::enter(&mut house, 1, &room, Codec::Pcmu, 500.0)];
    house.command(Command::Confer {
        stream: first[0].line.stream,
        room: room.clone(),
        music: Some(Source::tone(MUSIC, -16.0, std::time::Duration::from_secs(1))),
    });
    first[0].listen_for(&[MUSIC]);
    talk(&mut first, 100);
    let (_, count) = first[0].heard[0];
    assert!(count >= 80, "{count}");
    let [first] = first;
    let second = Member::enter(&mut house, 1, &room, Codec::Pcma, 1_100.0);
    let mut members = [first, second];
    talk(&mut members, 40);
    assert_eq!(heard(&mut members, 40), [vec![1_100.0], vec![500.0]]);
}

#[test]
fn two_who_were_bridged_and_one_who_joins_hear_each_other_and_the_two_again_alone() {
    let mut house = House::with(EngineConfig::default());
    let room = house.engine.room(false);
    let pitches = [400.0, 700.0, 1_000.0];
    let mut members: Vec<Member> = pitches
        .into_iter()
        .map(|hz| Member::open(&mut house, 1, Codec::Pcmu, hz))
        .collect();
    let streams: Vec<_> = members.iter().map(|member| member.line.stream).collect();
    let (a, b) = (streams[0], streams[1]);
    house.command(Command::Bridge { a, b });
    assert_eq!(heard(&mut members[..2], 20), [[700.0], [400.0]]);
    for stream in streams {
        let room = room.clone();
        let music = None;
        house.command(Command::Confer { stream, room, music });
    }
    talk(&mut members, 40);
    let all = [vec![700.0, 1_000.0], vec![400.0, 1_000.0], vec![400.0, 700.0]];
    assert_eq!(heard(&mut members, 50), all);
    house.command(Command::Bridge { a, b });
    talk(&mut members[..2], 10);
    assert_eq!(heard(&mut members[..2], 20), [[700.0], [400.0]]);
}
