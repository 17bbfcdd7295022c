//! Ports for programs that cannot choose one themselves: below those the kernel gives away and beside those the
//! switch's media takes, leased to one test at a time, so that nobody comes between the choice and its use.

use std::fs::{File, TryLockError};
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Mutex;

/// Above the switch's `media.ports` and phones' own choice, below what the kernel gives to those who ask for any port.
const PORTS: Range<u16> = 30_000..32_768;

/// SIPp takes the second port after that of its audio for video, and either's next for RTCP.
const BLOCK: u16 = 4;

/// The leases of this process; they end with it.
static LEASES: Mutex<Vec<File>> = Mutex::new(Vec::new());

/// A TCP and UDP port that is this process's until it ends, with the three after it.
///
/// # Panics
/// Every port is taken.
#[must_use]
pub fn free_port() -> u16 {
    let blocks = u32::from(PORTS.end - PORTS.start) / u32::from(BLOCK);
    // Neighbours in time start apart: late packets of one test shall not reach the next.
    let start = std::process::id().wrapping_mul(61) % blocks;
    let order = (0..blocks).map(|step| (start + step) % blocks);
    let ports = order.filter_map(|block| Some(PORTS.start + u16::try_from(block).ok()? * BLOCK));
    for port in ports {
        if let Some(lease) = lease(port) {
            LEASES
                .lock()
                .unwrap_or_else(|error| panic!("{error}"))
                .push(lease);
            return port;
        }
    }
    panic!("all of ports {PORTS:?} are taken")
}

/// `None`: another test has it, or a program of another kind.
fn lease(port: u16) -> Option<File> {
    let file = File::create(folder().join(port.to_string()))
        .unwrap_or_else(|error| panic!("port {port} cannot be leased: {error}"));
    match file.try_lock() {
        Ok(()) => (port..port + BLOCK).all(is_free).then_some(file),
        Err(TryLockError::WouldBlock) => None,
        Err(TryLockError::Error(error)) => panic!("port {port} cannot be locked: {error}"),
    }
}

fn folder() -> PathBuf {
    // Another user's folder could not be written.
    let user = std::env::var("USER").unwrap_or_default();
    let folder = std::env::temp_dir().join(format!("softswitch-test-ports-{user}"));
    std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    folder
}

fn is_free(port: u16) -> bool {
    let address = (Ipv4Addr::LOCALHOST, port);
    TcpListener::bind(address).is_ok() && UdpSocket::bind(address).is_ok()
}
