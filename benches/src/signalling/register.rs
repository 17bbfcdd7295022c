//! Registrations at a steady rate, each with its challenge.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sip_stack::message::{Message, Method};

use super::pace::Pace;
use super::socket::{Socket, wait};
use super::wire::{self, Account};
use crate::figures::Times;

/// How long the last answers may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// What came of registering.
#[derive(Clone, Debug, Default)]
pub struct Registering {
    /// From the first REGISTER of each to its 200.
    pub times: Times,
    /// How many got no 200.
    pub failed: usize,
}

/// Registers the users again and again in turn. All their phones are at `contact`, where calls to them go.
///
/// # Errors
/// The socket cannot be used.
pub fn register(
    server: SocketAddr,
    users: &[Account<'_>],
    per_second: f64,
    lasting: Duration,
) -> io::Result<Registering> {
    let mut phones = Socket::open(server)?;
    let first = wire::first_number();
    let pace = Pace::new(per_second, lasting);
    let mut began: Vec<Instant> = Vec::with_capacity(pace.total());
    let mut registering = Registering::default();
    while registering.times.len() < pace.total() && Instant::now() < pace.end() + PATIENCE {
        while began.len() < pace.due() {
            let number = began.len();
            let user = &users[number % users.len()];
            phones.send(&wire::register(user, first + number, 1, phones.own(), ""));
            began.push(Instant::now());
        }
        while let Some(message) = phones.receive() {
            let Message::Response(response) = message else {
                continue;
            };
            let Some(number) = wire::number(response.headers())
                .and_then(|number| number.checked_sub(first))
                .filter(|&number| number < began.len())
            else {
                continue;
            };
            let user = &users[number % users.len()];
            match response.status().code() {
                200 => registering.times.push(began[number].elapsed()),
                401 if response.headers().cseq().is_ok_and(|cseq| cseq.number == 1) => {
                    let uri = format!("sip:{}", user.domain);
                    let proof = user.proof(response.headers(), &Method::Register, &uri);
                    phones.send(&wire::register(user, first + number, 2, phones.own(), &proof));
                }
                _ => {}
            }
        }
        wait(&[&phones], pace.at(began.len()))?;
    }
    registering.failed = pace.total().saturating_sub(registering.times.len());
    Ok(registering)
}
