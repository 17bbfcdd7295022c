//! What a conference costs: processor time of the media thread alone, on a core of its own.
//! `cargo bench -p benches --bench conference [-- MEMBERS…]`
#![allow(clippy::print_stdout, reason = "a benchmark tells what it measured")]

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use benches::rtp::{Phones, Voice, agreed, keep_on_core, thread_time};
use media::codec::Codec;
use media::engine::{Command, Engine, EngineConfig};

const SERVER_CORE: usize = 0;
const LOAD_CORE: usize = 1;
/// Long enough that who is silent has lost the floor.
const WARM_UP: Duration = Duration::from_secs(3);
const MEASURED: Duration = Duration::from_secs(5);
const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// 20 ms of silence in PCMU.
const SILENCE: [u8; 160] = [0xff; 160];

fn main() -> Result<(), Box<dyn Error>> {
    let mut sizes: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse().ok())
        .collect();
    if sizes.is_empty() {
        sizes = vec![50, 500];
    }
    keep_on_core(LOAD_CORE)?;
    println!("members  who                         % of a core   packets/s   lost");
    for members in sizes {
        let rows = [
            ("PCMU, all are silent", [Codec::Pcmu; 2], true),
            ("PCMU, all talk", [Codec::Pcmu; 2], false),
            ("PCMU and G.722, all talk", [Codec::Pcmu, Codec::G722], false),
            ("PCMU and Opus, all talk", [Codec::Pcmu, Codec::Opus], false),
        ];
        for (name, codecs, is_silent) in rows {
            row(members, name, codecs, is_silent)?;
        }
    }
    Ok(())
}

fn row(members: usize, name: &str, codecs: [Codec; 2], is_silent: bool) -> Result<(), Box<dyn Error>> {
    let [first, second] = codecs.map(|codec| voice(codec, is_silent));
    let mut phones = Phones::saying(members / 2, [first?, second?])?;
    let (engine, _events) = Engine::start(EngineConfig {
        ports: 10_000..=29_999,
        cores: vec![SERVER_CORE],
        workers: 1,
        ..EngineConfig::default()
    })?;
    let room = engine.room(false);
    let mut relays = Vec::new();
    for (remote, codec) in phones.addresses()?.into_iter().zip(codecs.into_iter().cycle()) {
        let (stream, address) = engine.open(1, LOCALHOST)?;
        let agreed = agreed(remote, codec);
        engine.command(Command::Agree { stream, agreed })?;
        let (room, music) = (room.clone(), None);
        engine.command(Command::Confer { stream, room, music })?;
        relays.push(SocketAddr::new(LOCALHOST, address.rtp_port));
        // Members come faster than any phone dials: the thread's queue shall not overflow.
        while engine.counts().streams < relays.len() as u64 {
            std::thread::yield_now();
        }
    }
    phones.converse(&relays, WARM_UP)?;
    let before = thread_time("media-0")?;
    let heard = phones.converse(&relays, MEASURED)?;
    let used = thread_time("media-0")? - before;
    let cost = 100.0 * used.as_secs_f64() / MEASURED.as_secs_f64();
    let rate = heard.heard as f64 / MEASURED.as_secs_f64();
    let lost = heard.said.saturating_sub(heard.heard);
    println!("{members:7}  {name:26}  {cost:11.2}   {rate:9.0}   {lost:4}");
    Ok(())
}

fn voice(codec: Codec, is_silent: bool) -> Result<Voice, media::codec::CodecError> {
    let voice = Voice::new(codec, None)?;
    Ok(match is_silent {
        true => Voice {
            frames: vec![SILENCE.to_vec()],
            ..voice
        },
        false => voice,
    })
}
