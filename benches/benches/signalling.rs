//! What SIP costs: registrations and calls at a steady rate, the server on a core of its own; beside Kamailio
//! where it is installed, in the same run. `cargo bench -p benches --bench signalling`
#![allow(clippy::print_stdout, reason = "a benchmark tells what it measured")]

use std::error::Error;
use std::process::Command;
use std::time::{Duration, Instant};

use benches::figures::{Times, ms};
use benches::kamailio;
use benches::office::{DOMAIN, Office, PASSWORD};
use benches::rtp::keep_on_core;
use benches::server::{Server, on_core};
use benches::signalling::{Account, Phones, call, echo};

/// The program under load.
const PROGRAM: &str = env!("CARGO_BIN_EXE_switch-under-load");

const SERVER_CORE: usize = 0;
const LOAD_CORE: usize = 1;
const USERS: usize = 10_000;
/// The extensions behind those that register.
const CALLER: &str = "20000";
const CALLEE: &str = "20001";
/// What comes to a server in a call: INVITE, ACK of the challenge, INVITE, 180, 200, ACK, BYE, 200.
const CALL_DATAGRAMS: u32 = 8;
const MEASURED: Duration = Duration::from_secs(8);
/// At 1000 a second every phone comes once.
const ROUND: Duration = Duration::from_secs(USERS as u64 / 1_000);

/// A phone that is granted two minutes and asks every minute is written to disk at one in so many of its refreshes
/// (`docs/adr/0008-durable-before-acknowledged.md`); a new Call-ID stands for it here.
const REFRESHES: usize = 7;

/// Rates at which the highest clean one is looked for, a second.
const REGISTER_RATES: [u32; 7] = [2_000, 3_000, 4_000, 6_000, 8_000, 10_000, 12_000];
const CALL_RATES: [u32; 7] = [200, 400, 600, 800, 1_000, 1_200, 1_500];
const STEP: Duration = Duration::from_secs(3);

/// At a clean rate no one fails, and this is how long the slowest of a hundred waits.
const CLEAN: Duration = Duration::from_millis(500);

fn main() -> Result<(), Box<dyn Error>> {
    keep_on_core(LOAD_CORE)?;
    // Two more than register: their phones are the calls' own.
    let office = Office::new(USERS + 2)?;
    let folder = tempfile::tempdir()?;
    println!("server               work                         CPU each      p50 / p99            failed");
    let bare = call(None, [account(CALLER), account(CALLEE)], 20.0, MEASURED)?;
    println!(
        "{}",
        line("no server", "20 calls/s", &bare.times, bare.failed, None)
    );
    for (work, rate, datagrams) in [
        ("100 calls/s", 100.0, CALL_DATAGRAMS),
        ("1000 REGISTER/s", 1_000.0, 2),
    ] {
        let each = echo(SERVER_CORE, rate * f64::from(datagrams), STEP)? * datagrams;
        let each = each.as_secs_f64() * 1e6;
        println!(
            "{:20} {work:26} {each:6.0} us: {datagrams} datagrams in and out",
            "bare echo"
        );
    }
    let program = on_core(SERVER_CORE, &Command::new(PROGRAM));
    measure("softswitch", &Server::start(program, office.dir())?, &office)?;
    if kamailio::installed() {
        let server = kamailio::start(folder.path(), SERVER_CORE)?;
        measure("kamailio (proxy)", &server, &office)?;
    } else {
        println!("kamailio is not installed: nothing to compare with");
    }
    Ok(())
}

fn measure(name: &str, server: &Server, office: &Office) -> Result<(), Box<dyn Error>> {
    println!(
        "{name:20} ready after {}, {} KiB",
        ms(server.ready_after),
        server.memory_kib()
    );
    let extensions: Vec<String> = (0..USERS).map(|n| office.extension(n)).collect();
    let users: Vec<Account<'_>> = extensions.iter().map(|user| account(user)).collect();
    let pair = [account(CALLER), account(CALLEE)];
    for (rate, work) in [(20, "20 calls/s"), (100, "100 calls/s")] {
        let cost = Cost::from_now(server);
        let done = call(Some(server.udp), pair, f64::from(rate), MEASURED)?;
        let cost = cost.until_now(server);
        println!("{}", line(name, work, &done.times, done.failed, Some(&cost)));
    }
    let mut phones = Phones::new(server.udp, &users)?;
    for (rate, work, anew) in [
        (1_000, "1000 new REGISTER/s", 1),
        (1_000, "1000 refreshes/s", REFRESHES),
        (USERS as u32 / 60, "10,000 users, each minute", REFRESHES),
    ] {
        settle();
        let cost = Cost::from_now(server);
        let done = phones.register(f64::from(rate), ROUND, anew)?;
        let cost = cost.until_now(server);
        println!("{}", line(name, work, &done.times, done.failed, Some(&cost)));
    }
    let registering = highest(&REGISTER_RATES, |rate| {
        let done = phones.register(rate, STEP, REFRESHES)?;
        Ok((done.failed, done.times))
    })?;
    settle();
    let calling = highest(&CALL_RATES, |rate| {
        let done = call(Some(server.udp), pair, rate, STEP)?;
        Ok((done.failed, done.times))
    })?;
    println!("{name:20} highest clean rates: {registering} REGISTER/s, {calling} calls/s");
    Ok(())
}

/// Until the transactions of what was measured before have ended (RFC 3261 §17.2.2, Timer J), whose end costs too.
fn settle() {
    std::thread::sleep(Duration::from_secs(33));
}

fn account(user: &str) -> Account<'_> {
    Account {
        user,
        domain: DOMAIN,
        password: PASSWORD,
    }
}

/// The highest of the rates, in rising order, at which nothing fails and nobody waits long. Zero: none.
fn highest(
    rates: &[u32],
    mut run: impl FnMut(f64) -> std::io::Result<(usize, Times)>,
) -> std::io::Result<u32> {
    let mut clean = 0;
    for &rate in rates {
        let (failed, times) = run(f64::from(rate))?;
        if failed > 0 || times.percentile(99) > CLEAN {
            break;
        }
        clean = rate;
    }
    Ok(clean)
}

/// What a server has used.
struct Cost {
    cpu: Duration,
    at: Instant,
}

impl Cost {
    fn from_now(server: &Server) -> Self {
        Self {
            cpu: server.cpu(),
            at: Instant::now(),
        }
    }

    fn until_now(&self, server: &Server) -> Self {
        Self {
            cpu: server.cpu().saturating_sub(self.cpu),
            at: self.at,
        }
    }
}

fn line(name: &str, work: &str, times: &Times, failed: usize, cost: Option<&Cost>) -> String {
    let each = cost.map_or_else(String::new, |cost| {
        let each = cost.cpu.as_secs_f64() * 1e6 / times.len().max(1) as f64;
        let share = 100.0 * cost.cpu.as_secs_f64() / cost.at.elapsed().as_secs_f64();
        format!("{each:6.0} us ({share:4.1} % of a core)")
    });
    let [p50, p99] = [50, 99].map(|percent| ms(times.percentile(percent)));
    format!("{name:20} {work:26} {each:28} {p50:>9} / {p99:>9}   {failed:4}")
}
