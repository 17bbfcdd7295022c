//! The whole program under load: 1,000 registrations, 200 calls with audio.
//!
//! Prints what it cost the switch and fails when a call failed or a packet was lost.

#![expect(clippy::print_stdout, reason = "a benchmark is read on the terminal")]

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use benches::figures::ms;
use benches::load;
use benches::office::Office;
use benches::server::Server;

/// The program under load.
const PROGRAM: &str = env!("CARGO_BIN_EXE_switch-under-load");

const USERS: usize = 1_000;
const CALLS: usize = 200;

/// How long all calls are up at once.
const TALK: Duration = Duration::from_secs(15);

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let result = runtime
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(run()));
    match result {
        Ok(0) => ExitCode::SUCCESS,
        Ok(faults) => {
            println!("FAULT: {faults} registrations, calls or packets went wrong");
            ExitCode::FAILURE
        }
        Err(error) => {
            println!("FAULT: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<u64, Box<dyn std::error::Error>> {
    let office = Office::new(USERS)?;
    let server = Server::start(Command::new(PROGRAM), office.dir())?;
    println!(
        "start until ready      {} ({} KiB)",
        ms(server.ready_after),
        server.memory_kib()
    );

    let cpu = server.cpu();
    let mut registered = load::register(&office, server.udp, 0..USERS).await?;
    let cpu = server.cpu() - cpu;
    println!(
        "register {USERS} users    {:.0}/s, p50 {}, p99 {}, {} failed, {:.0} us of CPU each",
        registered.times.len() as f64 / registered.took.as_secs_f64(),
        ms(registered.times.percentile(50)),
        ms(registered.times.percentile(99)),
        registered.failed,
        cpu.as_secs_f64() * 1e6 / USERS as f64,
    );

    let (cpu, memory) = (server.cpu(), server.memory_kib());
    let connected = load::connect(&office, &mut registered.phones, 0, CALLS).await?;
    println!(
        "set up {CALLS} calls       p50 {}, p99 {}, {} failed, {:.2} ms of CPU each, {} KiB each",
        ms(connected.times.percentile(50)),
        ms(connected.times.percentile(99)),
        connected.failed,
        (server.cpu() - cpu).as_secs_f64() * 1e3 / CALLS as f64,
        server.memory_kib().saturating_sub(memory) / CALLS as u64,
    );

    let (cpu, began) = (server.cpu(), Instant::now());
    tokio::time::sleep(TALK).await;
    let share = (server.cpu() - cpu).as_secs_f64() / began.elapsed().as_secs_f64();
    let audio = load::listen(&connected.calls).await?;
    println!(
        "{CALLS} calls with audio   {:.3} % of a core a call, {} packets, {} lost, {} sides deaf",
        share * 100.0 / CALLS as f64,
        audio.packets,
        audio.lost,
        audio.deaf,
    );
    for [caller, _] in &connected.calls {
        caller.hang_up().await?;
    }
    Ok(registered.failed as u64 + connected.failed as u64 + audio.lost + audio.deaf as u64)
}
