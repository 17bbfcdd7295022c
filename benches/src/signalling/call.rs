//! Calls at a steady rate: INVITE with its challenge, 180, 200, ACK, and BYE at once.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sip_stack::message::{Message, Method, Response};

use super::pace::Pace;
use super::socket::{Socket, wait};
use super::wire::{self, Account, Binding};
use crate::figures::Times;

/// How long the last answers may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// What came of calling.
#[derive(Clone, Debug, Default)]
pub struct Calling {
    /// From the INVITE that was let in to its 200.
    pub times: Times,
    /// How many were not answered and ended well.
    pub failed: usize,
}

/// Two phones that call each other through a server, or without one.
#[derive(Debug)]
struct Phones<'a> {
    caller: Socket,
    callee: Socket,
    accounts: [Account<'a>; 2],
    uri: String,
    /// The number of the first call.
    first: usize,
    /// When each call's latest INVITE went out.
    began: Vec<Instant>,
    ended: usize,
    calling: Calling,
}

/// Calls from the first account to the second. Without a server the two phones talk directly: the floor.
///
/// # Errors
/// The sockets cannot be used, or the callee cannot register.
pub fn call(
    server: Option<SocketAddr>,
    accounts: [Account<'_>; 2],
    per_second: f64,
    lasting: Duration,
) -> io::Result<Calling> {
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 9));
    let mut caller = Socket::open(server.unwrap_or(nowhere))?;
    let mut callee = Socket::open(server.unwrap_or(nowhere))?;
    match server {
        Some(_) => register_one(&mut callee, &accounts[1], Binding::Wanted)?,
        None => {
            caller.face(callee.own());
            callee.face(caller.own());
        }
    }
    let uri = format!("sip:{}@{}", accounts[1].user, accounts[1].domain);
    let pace = Pace::new(per_second, lasting);
    let mut phones = Phones {
        caller,
        callee,
        accounts,
        uri,
        first: wire::first_number(),
        began: Vec::with_capacity(pace.total()),
        ended: 0,
        calling: Calling::default(),
    };
    while phones.ended < pace.total() && Instant::now() < pace.end() + PATIENCE {
        while phones.began.len() < pace.due() {
            phones.dial();
        }
        phones.listen();
        wait(&[&phones.caller, &phones.callee], pace.at(phones.began.len()))?;
    }
    if server.is_some() {
        // The next run's calls ring its own phone only.
        register_one(&mut phones.callee, &accounts[1], Binding::Gone)?;
    }
    phones.calling.failed = pace.total().saturating_sub(phones.ended);
    Ok(phones.calling)
}

impl Phones<'_> {
    fn dial(&mut self) {
        let number = self.began.len();
        let invite = wire::invite(
            &self.accounts[0],
            &self.uri,
            self.first + number,
            1,
            self.caller.own(),
            "",
        );
        self.began.push(Instant::now());
        self.caller.send(&invite);
    }

    fn listen(&mut self) {
        while let Some(message) = self.callee.receive() {
            if let Message::Request(request) = message {
                let own = self.callee.own();
                match request.method() {
                    Method::Invite => {
                        self.callee.send(&wire::answer(&request, "180 Ringing", own));
                        self.callee.send(&wire::answer(&request, "200 OK", own));
                    }
                    Method::Bye => self.callee.send(&wire::answer(&request, "200 OK", own)),
                    _ => {}
                }
            }
        }
        while let Some(message) = self.caller.receive() {
            if let Message::Response(response) = message {
                self.hear(&response);
            }
        }
    }

    fn hear(&mut self, response: &Response) {
        let headers = response.headers();
        let Some(number) = wire::number(headers)
            .and_then(|number| number.checked_sub(self.first))
            .filter(|&number| number < self.began.len())
        else {
            return;
        };
        let Ok(cseq) = headers.cseq() else { return };
        let own = self.caller.own();
        match (&cseq.method, response.status().code()) {
            (Method::Invite, 401 | 407) if cseq.number == 1 => {
                self.caller
                    .send(&wire::follow("ACK", response, &self.uri, 1, own));
                let proof = self.accounts[0].proof(headers, &Method::Invite, &self.uri);
                let invite = wire::invite(&self.accounts[0], &self.uri, self.first + number, 2, own, &proof);
                self.began[number] = Instant::now();
                self.caller.send(&invite);
            }
            (Method::Invite, 200) => {
                self.calling.times.push(self.began[number].elapsed());
                let sequence = cseq.number;
                self.caller
                    .send(&wire::follow("ACK", response, &self.uri, sequence, own));
                self.caller
                    .send(&wire::follow("BYE", response, &self.uri, sequence + 1, own));
            }
            (Method::Bye, 200) => self.ended += 1,
            _ => {}
        }
    }
}

/// Registers the phone that is called, from the socket where it listens, or takes its binding back.
fn register_one(phone: &mut Socket, account: &Account<'_>, binding: Binding) -> io::Result<()> {
    let number = wire::first_number();
    phone.send(&wire::register(account, binding, (number, 1), phone.own(), ""));
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        wait(&[phone], until)?;
        while let Some(message) = phone.receive() {
            let Message::Response(response) = message else {
                continue;
            };
            match response.status().code() {
                200 => return Ok(()),
                401 => {
                    let uri = format!("sip:{}", account.domain);
                    let proof = account.proof(response.headers(), &Method::Register, &uri);
                    phone.send(&wire::register(
                        account,
                        binding,
                        (number, 2),
                        phone.own(),
                        &proof,
                    ));
                }
                _ => return Err(io::Error::other(response.reason().into_owned())),
            }
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}
