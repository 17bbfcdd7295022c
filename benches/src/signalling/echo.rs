//! The floor: what it costs a server to be woken by a datagram and to send one back, and nothing else.

use std::io;
use std::net::{Ipv4Addr, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

use super::pace::Pace;
use crate::rtp::{keep_on_core, thread_time};

/// A usual SIP message.
const MESSAGE_BYTES: usize = 700;
const THREAD: &str = "echo";

/// The CPU time of a bare echo, for each datagram that comes and goes, on a core of its own at a steady rate.
///
/// # Errors
/// The sockets or the core cannot be used.
pub fn echo(core: usize, per_second: f64, lasting: Duration) -> io::Result<Duration> {
    let server = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    let client = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    client.connect(server.local_addr()?)?;
    client.set_nonblocking(true)?;
    let serving = thread::Builder::new().name(String::from(THREAD));
    let echoing = serving.spawn(move || serve(&server, core))?;
    let pace = Pace::new(per_second, lasting);
    for number in 0..pace.total() {
        thread::sleep(pace.at(number).saturating_duration_since(Instant::now()));
        client.send(&[b'x'; MESSAGE_BYTES])?;
        while client.recv(&mut [0; MESSAGE_BYTES]).is_ok() {}
    }
    client.send(&[])?;
    let used = echoing
        .join()
        .map_err(|_| io::Error::other("the echo is gone"))??;
    Ok(used / u32::try_from(pace.total().max(1)).unwrap_or(u32::MAX))
}

/// Sends back what comes, until that is empty.
fn serve(server: &UdpSocket, core: usize) -> io::Result<Duration> {
    keep_on_core(core)?;
    let mut buffer = [0; MESSAGE_BYTES];
    loop {
        let (length, from) = server.recv_from(&mut buffer)?;
        if length == 0 {
            return thread_time(THREAD);
        }
        server.send_to(buffer.get(..length).unwrap_or_default(), from)?;
    }
}
