//! Rounds of registrations and calls for as many minutes as asked: `soak MINUTES`. After each round the switch must
//! hold what it held after the first ones: no socket, no thread and no memory more.
#![allow(clippy::print_stdout, reason = "a soak tells how it goes")]

use std::error::Error;
use std::net::SocketAddr;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use benches::footprint::Footprint;
use benches::load;
use benches::office::{DOMAIN, Office, PASSWORD};
use benches::server::Server;
use benches::signalling::{Account, Phones, call};
use softswitch::phone::Phone;

/// Users whose phones register all the time; the next two call without audio, those behind them with it.
const REGISTERING: usize = 2_000;
const TALKING: usize = 100;

const REGISTERS_PER_SECOND: f64 = 200.0;
const CALLS_PER_SECOND: f64 = 50.0;
const BUSY: Duration = Duration::from_secs(20);
const TALK: Duration = Duration::from_secs(10);
/// Until the last transaction has ended (RFC 3261 §17.2.2, Timer J), and the captures of calls are stored.
const SETTLE: Duration = Duration::from_secs(36);

/// Rounds in which caches, pools and tables find their size.
const WARM_UP: usize = 2;
/// Memory that may be more than after the warm-up: the allocator gives back in pieces.
const MEMORY_KIB_MAX: u64 = 16 * 1_024;
/// Files that may be open besides: the database's connections come and go.
const FILES_MAX: usize = 4;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("FAULT: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let minutes: u64 = std::env::args().nth(1).map_or(Ok(60), |text| text.parse())?;
    let until = Instant::now() + Duration::from_secs(minutes * 60);
    let program = std::env::current_exe()?.with_file_name("switch-under-load");
    let office = Office::new(REGISTERING + 2 + TALKING)?;
    let server = Server::start(Command::new(program), office.dir())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut phones = runtime.block_on(talkers(&office, server.udp))?;
    println!("at the start           {}", server.footprint()?);
    let mut warm = None;
    for round in 1.. {
        signalling(&office, server.udp)?;
        runtime.block_on(audio(&office, &mut phones))?;
        std::thread::sleep(SETTLE);
        let now = server.footprint()?;
        println!("after round {round:4}       {now}");
        if round == WARM_UP {
            warm = Some(now);
        }
        if let Some(warm) = &warm {
            compare(warm, &now)?;
        }
        if round > WARM_UP && Instant::now() >= until {
            return Ok(());
        }
    }
    Ok(())
}

/// Phones that register again and again, and calls that end as soon as they are answered.
fn signalling(office: &Office, server: SocketAddr) -> Result<(), Box<dyn Error>> {
    let extensions: Vec<String> = (0..REGISTERING + 2).map(|n| office.extension(n)).collect();
    let account = |user| Account {
        user,
        domain: DOMAIN,
        password: PASSWORD,
    };
    let users: Vec<_> = extensions.iter().map(|user| account(user)).collect();
    let (registering, calling) = users.split_at(REGISTERING);
    let registered = Phones::new(server, registering)?.register(REGISTERS_PER_SECOND, BUSY, 1)?;
    let called = match calling {
        [caller, callee] => call(Some(server), [*caller, *callee], CALLS_PER_SECOND, BUSY)?,
        _ => return Err("two users call".into()),
    };
    match registered.failed + called.failed {
        0 => Ok(()),
        failed => Err(format!("{failed} registrations or calls failed").into()),
    }
}

async fn talkers(office: &Office, server: SocketAddr) -> Result<Vec<Phone>, Box<dyn Error>> {
    let registered = load::register(office, server, REGISTERING + 2..REGISTERING + 2 + TALKING).await?;
    match registered.failed {
        0 => Ok(registered.phones),
        failed => Err(format!("{failed} phones with audio did not register").into()),
    }
}

/// Half of the talkers call the others, and each must be heard.
async fn audio(office: &Office, phones: &mut [Phone]) -> Result<(), Box<dyn Error>> {
    let connected = load::connect(office, phones, REGISTERING + 2, TALKING / 2).await?;
    tokio::time::sleep(TALK).await;
    let heard = load::listen(&connected.calls).await?;
    for [caller, _] in &connected.calls {
        caller.hang_up().await?;
    }
    match connected.failed + heard.deaf {
        0 => Ok(()),
        faults => Err(format!("{faults} calls failed or were not heard").into()),
    }
}

fn compare(warm: &Footprint, now: &Footprint) -> Result<(), Box<dyn Error>> {
    let grown = [
        (now.memory_kib > warm.memory_kib + MEMORY_KIB_MAX, "memory"),
        (now.files > warm.files + FILES_MAX, "open files"),
        (now.threads > warm.threads, "threads"),
    ];
    match grown.iter().find(|(has_grown, _)| *has_grown) {
        Some((_, what)) => Err(format!("{what} grew: {warm} after the warm-up, {now} now").into()),
        None => Ok(()),
    }
}
