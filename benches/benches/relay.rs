//! What a relayed, a decrypted and a converted call cost: processor time of the media thread alone, on a core of its own,
//! beside two floors and, where it is installed, rtpengine in the same run. `cargo bench -p benches --bench relay [-- CALLS…]`
#![allow(clippy::print_stdout, reason = "a benchmark tells what it measured")]

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use benches::rtp::{Floor, Heard, Phones, Voice, Wake, agreed, keep_on_core, thread_time};
use benches::rtpengine::{self, Rtpengine};
use media::codec::Codec;
use media::engine::{Command, Engine, EngineConfig};
use media::offer_answer::{Agreed, Keying, SrtpKeys};
use media::srtp::{SrtpKey, Suite};

const SERVER_CORE: usize = 0;
const LOAD_CORE: usize = 1;
const WARM_UP: Duration = Duration::from_secs(1);
const MEASURED: Duration = Duration::from_secs(5);
const REPEATS: usize = 3;
/// One core converts no more Opus than this.
const CONVERTED_MAX: usize = 50;
const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

struct Measured {
    /// Percent of a core for each call.
    cost: f64,
    heard: Heard,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut calls: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse().ok())
        .collect();
    if calls.is_empty() {
        calls = vec![100, 200];
    }
    keep_on_core(LOAD_CORE)?;
    println!(
        "calls  relay             % of a core per call   of the tick floor   packets/s   lost   delay p50 / p99 ms"
    );
    for calls in calls {
        let mut rounds = Vec::new();
        for _ in 0..REPEATS {
            let tick = floor(calls, Wake::Tick)?;
            let packet = floor(calls, Wake::Packet)?;
            rounds.push([tick, packet, engine(calls)?]);
        }
        let base = median(&rounds, 0);
        for (index, name) in ["floor, 1 ms tick", "floor, by packet", "media engine"]
            .into_iter()
            .enumerate()
        {
            tell(name, calls, base, &rounds, index);
        }
        if rtpengine::installed() {
            let mut rounds = Vec::new();
            for _ in 0..REPEATS {
                rounds.push([peer(calls)?]);
            }
            tell("rtpengine", calls, base, &rounds, 0);
        } else {
            println!("rtpengine is not installed: nothing to compare with");
        }
        let mut rounds = Vec::new();
        let converted = calls.min(CONVERTED_MAX);
        for _ in 0..REPEATS {
            rounds.push([
                between(calls, [(Codec::Pcmu, true), (Codec::Pcmu, false)])?,
                between(converted, [(Codec::Pcmu, false), (Codec::G722, false)])?,
                between(converted, [(Codec::Pcmu, false), (Codec::Opus, false)])?,
            ]);
        }
        tell("SRTP, RTP", calls, base, &rounds, 0);
        tell("PCMU, G.722", converted, base, &rounds, 1);
        tell("PCMU, Opus", converted, base, &rounds, 2);
    }
    Ok(())
}

/// A line of the table; what is converted and encrypted has no delays, since its packets do not tell when they were sent.
fn tell<const N: usize>(name: &str, calls: usize, base: f64, rounds: &[[Measured; N]], index: usize) {
    let cost = median(rounds, index);
    let lost: u64 = rounds.iter().map(|round| round[index].lost()).sum();
    let heard = rounds[REPEATS / 2][index].heard;
    let rate = heard.heard as f64 / MEASURED.as_secs_f64();
    let [p50, p99] = [heard.delay_p50, heard.delay_p99].map(|delay| delay.as_secs_f64() * 1_000.0);
    println!(
        "{calls:5}  {name:16}  {cost:20.3}   {:17.2}   {rate:9.0}   {lost:4}   {p50:.2} / {p99:.2}",
        cost / base,
    );
}

impl Measured {
    fn lost(&self) -> u64 {
        // What waits to be converted when the talk begins is heard in its stead.
        self.heard.said.saturating_sub(self.heard.heard)
    }
}

fn median<const N: usize>(rounds: &[[Measured; N]], index: usize) -> f64 {
    let mut costs: Vec<f64> = rounds.iter().map(|round| round[index].cost).collect();
    costs.sort_by(f64::total_cmp);
    costs[costs.len() / 2]
}

fn floor(calls: usize, wake: Wake) -> Result<Measured, Box<dyn Error>> {
    let phones = Phones::new(calls)?;
    let floor = Floor::start("floor", SERVER_CORE, wake, phones.addresses()?)?;
    measure(phones, &floor.relays, || thread_time("floor"))
}

fn peer(calls: usize) -> Result<Measured, Box<dyn Error>> {
    let phones = Phones::new(calls)?;
    let mut peer = Rtpengine::start(SERVER_CORE)?;
    let mut relays = Vec::new();
    for pair in phones.addresses()?.chunks_exact(2) {
        relays.extend(peer.join([pair[0], pair[1]])?);
    }
    measure(phones, &relays, || Ok(peer.cpu()))
}

fn engine(calls: usize) -> Result<Measured, Box<dyn Error>> {
    relayed(Phones::new(calls)?, [(Codec::Pcmu, None), (Codec::Pcmu, None)])
}

/// Calls between two kinds of phones, each with its codec, and encrypted or not.
fn between(calls: usize, kinds: [(Codec, bool); 2]) -> Result<Measured, Box<dyn Error>> {
    let suite = Suite::AesCm128HmacSha1_80;
    let secret = vec![7; suite.key_bytes() + suite.salt_bytes()];
    let kinds = kinds.map(|(codec, is_encrypted)| {
        let key = SrtpKey::new(suite, &secret).filter(|_| is_encrypted);
        (codec, key)
    });
    let [first, second] = kinds.map(|(codec, key)| Voice::new(codec, key));
    relayed(Phones::saying(calls, [first?, second?])?, kinds)
}

fn relayed(phones: Phones, kinds: [(Codec, Option<SrtpKey>); 2]) -> Result<Measured, Box<dyn Error>> {
    let (engine, _events) = Engine::start(EngineConfig {
        ports: 10_000..=29_999,
        cores: vec![SERVER_CORE],
        ..EngineConfig::default()
    })?;
    let mut relays = Vec::new();
    for pair in phones.addresses()?.chunks(2) {
        let mut streams = Vec::new();
        for (remote, (codec, key)) in pair.iter().zip(kinds) {
            let (stream, address) = engine.open(1, LOCALHOST)?;
            let agreed = Agreed {
                srtp: key.map(keying),
                ..agreed(*remote, codec)
            };
            engine.command(Command::Agree { stream, agreed })?;
            streams.push(stream);
            relays.push(SocketAddr::new(LOCALHOST, address.rtp_port));
        }
        if let [a, b] = streams[..] {
            engine.command(Command::Bridge { a, b })?;
        }
    }
    measure(phones, &relays, || thread_time("media-0"))
}

fn measure(
    mut phones: Phones,
    relays: &[SocketAddr],
    used: impl Fn() -> std::io::Result<Duration>,
) -> Result<Measured, Box<dyn Error>> {
    phones.converse(relays, WARM_UP)?;
    let before = used()?;
    let heard = phones.converse(relays, MEASURED)?;
    let used = used()? - before;
    let calls = relays.len() / 2;
    Ok(Measured {
        cost: 100.0 * used.as_secs_f64() / MEASURED.as_secs_f64() / calls as f64,
        heard,
    })
}

/// The same key both ways, told in SDP.
fn keying(key: SrtpKey) -> Box<Keying> {
    Box::new(Keying::Sdes(SrtpKeys {
        send: key,
        receive: key,
    }))
}
