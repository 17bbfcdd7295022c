//! Registrations at a steady rate, each with its challenge.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sip_stack::message::{Message, Method, Response};

use super::pace::Pace;
use super::socket::{Socket, wait};
use super::wire::{self, Account, Binding};
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

/// The phones of a number of users, all behind one socket. Each keeps its Call-ID and counts on (RFC 3261 §10.2.4)
/// until it starts anew.
#[derive(Debug)]
pub struct Phones<'a> {
    phones: Vec<Phone<'a>>,
    socket: Socket,
    first_call: usize,
}

#[derive(Debug)]
struct Phone<'a> {
    account: Account<'a>,
    call: usize,
    cseq: u32,
    /// When the registration under way began.
    began: Option<Instant>,
}

impl<'a> Phones<'a> {
    /// Phones that have not registered yet.
    ///
    /// # Errors
    /// The socket cannot be opened.
    pub fn new(server: SocketAddr, users: &[Account<'a>]) -> io::Result<Self> {
        let first = wire::first_number();
        let phones = users.iter().enumerate().map(|(number, account)| Phone {
            account: *account,
            call: first + number,
            cseq: 0,
            began: None,
        });
        Ok(Self {
            phones: phones.collect(),
            socket: Socket::open(server)?,
            first_call: first,
        })
    }

    /// Registers one phone after the other, again and again. One in `anew` is a phone that starts anew.
    ///
    /// # Errors
    /// The socket cannot be used.
    pub fn register(&mut self, per_second: f64, lasting: Duration, anew: usize) -> io::Result<Registering> {
        let pace = Pace::new(per_second, lasting);
        let mut sent = 0;
        let mut registering = Registering::default();
        while registering.times.len() < pace.total() && Instant::now() < pace.end() + PATIENCE {
            while sent < pace.due() {
                let number = sent % self.phones.len();
                if sent.is_multiple_of(anew) {
                    self.start_anew(number);
                }
                self.phones[number].began = Some(Instant::now());
                self.send(number, "");
                sent += 1;
            }
            while let Some(message) = self.socket.receive() {
                if let Message::Response(response) = message {
                    self.take(&response, &mut registering.times);
                }
            }
            wait(&[&self.socket], pace.at(sent))?;
        }
        registering.failed = pace.total().saturating_sub(registering.times.len());
        Ok(registering)
    }

    fn take(&mut self, response: &Response, times: &mut Times) {
        let headers = response.headers();
        let (Some(call), Ok(cseq)) = (wire::number(headers), headers.cseq()) else {
            return;
        };
        let number = call.wrapping_sub(self.first_call) % self.phones.len();
        let phone = &mut self.phones[number];
        let is_current = phone.call == call && phone.cseq == cseq.number;
        match (response.status().code(), phone.began) {
            (200, Some(began)) if is_current => {
                phone.began = None;
                times.push(began.elapsed());
            }
            (401, Some(_)) if is_current => {
                let uri = format!("sip:{}", phone.account.domain);
                let proof = phone.account.proof(response.headers(), &Method::Register, &uri);
                self.send(number, &proof);
            }
            _ => {}
        }
    }

    fn start_anew(&mut self, number: usize) {
        self.phones[number].call += self.phones.len();
        self.phones[number].cseq = 0;
    }

    fn send(&mut self, number: usize, proof: &str) {
        let phone = &mut self.phones[number];
        phone.cseq += 1;
        let own = self.socket.own();
        let text = wire::register(
            &phone.account,
            Binding::Wanted,
            (phone.call, phone.cseq),
            own,
            proof,
        );
        self.socket.send(&text);
    }
}
