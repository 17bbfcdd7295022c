//! The calls of the self-test.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use sip_stack::message::StatusCode;

use super::judge;
use super::report::{Check, Report};
use crate::clock;
use crate::phone::{Account, Call, CallEvent, Incoming, Phone, PhoneError};

/// What the dialling phone says.
const CALLER_HZ: f32 = 440.0;
/// What the rung phone says.
const CALLEE_HZ: f32 = 620.0;
/// How long to wait for something that should come at once.
const SOON: Duration = Duration::from_secs(5);
/// How long a registration lasts if the self-test is killed.
const REGISTERED_FOR: Duration = Duration::from_secs(120);

/// Whom and what to test with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The self-test's two users at the switch.
    pub accounts: [Account; 2],
    /// A number that echoes, if the dialplan has one.
    pub echo: Option<String>,
    /// How long the dialplan lets an extension ring.
    pub ring_for: Duration,
}

/// Runs all checks; `tell` hears of each as it ends. Takes a little longer than `ring_for`.
///
/// # Errors
/// A phone could not be switched on.
pub async fn run(setup: &Setup, mut tell: impl FnMut(&Check)) -> Result<Report, PhoneError> {
    let [caller, callee] = &setup.accounts;
    let mut pair = Pair {
        number: callee.extension.clone(),
        caller: Phone::start(caller.clone(), bind(caller)).await?,
        callee: Phone::start(callee.clone(), bind(callee)).await?,
    };
    let mut report = Report::default();
    let mut note = |check: Check| {
        tell(&check);
        report.checks.push(check);
    };
    let registered = verdict("register two phones", pair.register().await);
    let usable = registered.fault.is_none();
    note(registered);
    if usable {
        note(verdict("call, talk both ways", pair.talk().await));
        if let Some(number) = &setup.echo {
            note(verdict("echo", pair.echo(number).await));
        }
        note(verdict("busy", pair.busy().await));
        note(verdict("cancelled", pair.cancelled().await));
        note(verdict("unanswered", pair.unanswered(setup.ring_for).await));
        note(verdict("unregister", pair.unregister().await));
    }
    Ok(report)
}

/// What one check measured, or why it failed.
type Tried = Result<Check, String>;

fn verdict(name: &'static str, tried: Tried) -> Check {
    match tried {
        Ok(check) => Check { name, ..check },
        Err(reason) => Check::fault(name, reason),
    }
}

fn bind(account: &Account) -> SocketAddr {
    match account.server {
        SocketAddr::V4(_) => (Ipv4Addr::LOCALHOST, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::LOCALHOST, 0).into(),
    }
}

/// The two phones.
struct Pair {
    caller: Phone,
    callee: Phone,
    /// The callee's number.
    number: String,
}

impl Pair {
    async fn register(&self) -> Tried {
        for phone in [&self.caller, &self.callee] {
            phone
                .register(REGISTERED_FOR)
                .await
                .map_err(|error| error.to_string())?;
        }
        Ok(Check::pass(""))
    }

    async fn unregister(&self) -> Tried {
        for phone in [&self.caller, &self.callee] {
            phone
                .register(Duration::ZERO)
                .await
                .map_err(|error| error.to_string())?;
        }
        Ok(Check::pass(""))
    }

    async fn talk(&mut self) -> Tried {
        let began = clock::now();
        let mut caller = self.dial().await?;
        let mut callee = self
            .rung()
            .await?
            .answer(CALLEE_HZ, CALLER_HZ)
            .await
            .map_err(|error| error.to_string())?;
        connected(&mut caller).await?;
        connected(&mut callee).await?;
        let setup = clock::now() - began;
        let (one, other) = (
            judge::listen(&caller).await.map_err(|error| error.to_string())?,
            judge::listen(&callee).await.map_err(|error| error.to_string())?,
        );
        caller.hang_up().await.map_err(|error| error.to_string())?;
        event(&mut callee, &CallEvent::HungUp).await?;
        let heard = judge::is_heard(&one) && judge::is_heard(&other);
        audio(setup, one.lost + other.lost, heard)
    }

    async fn echo(&self, number: &str) -> Tried {
        let began = clock::now();
        let mut call = self
            .caller
            .dial(number, CALLER_HZ, CALLER_HZ)
            .await
            .map_err(|error| error.to_string())?;
        connected(&mut call).await?;
        let setup = clock::now() - began;
        let heard = judge::listen(&call).await.map_err(|error| error.to_string())?;
        call.hang_up().await.map_err(|error| error.to_string())?;
        event(&mut call, &CallEvent::Over).await?;
        audio(setup, heard.lost, judge::is_heard(&heard))
    }

    async fn busy(&mut self) -> Tried {
        let mut caller = self.dial().await?;
        self.rung()
            .await?
            .reject(StatusCode::BUSY_HERE)
            .await
            .map_err(|error| error.to_string())?;
        event(&mut caller, &CallEvent::Failed(StatusCode::BUSY_HERE)).await?;
        Ok(Check::pass(""))
    }

    async fn cancelled(&mut self) -> Tried {
        let mut caller = self.dial().await?;
        let mut callee = self.rung().await?.ring();
        event(&mut caller, &CallEvent::Ringing(StatusCode::RINGING)).await?;
        caller.hang_up().await.map_err(|error| error.to_string())?;
        event(&mut callee, &CallEvent::Failed(StatusCode::REQUEST_TERMINATED)).await?;
        event(&mut caller, &CallEvent::Failed(StatusCode::REQUEST_TERMINATED)).await?;
        Ok(Check::pass(""))
    }

    async fn unanswered(&mut self, ring_for: Duration) -> Tried {
        let mut caller = self.dial().await?;
        let mut callee = self.rung().await?.ring();
        let given_up = CallEvent::Failed(StatusCode::TEMPORARILY_UNAVAILABLE);
        event_within(&mut caller, &given_up, ring_for + SOON).await?;
        event(&mut callee, &CallEvent::Failed(StatusCode::REQUEST_TERMINATED)).await?;
        Ok(Check::pass(""))
    }

    async fn dial(&self) -> Result<Call, String> {
        self.caller
            .dial(&self.number, CALLER_HZ, CALLEE_HZ)
            .await
            .map_err(|error| error.to_string())
    }

    async fn rung(&mut self) -> Result<Incoming, String> {
        match tokio::time::timeout(SOON, self.callee.incoming()).await {
            Ok(incoming) => incoming.map_err(|error| error.to_string()),
            Err(_) => Err(format!("the called phone did not ring within {SOON:?}")),
        }
    }
}

fn audio(setup: Duration, lost: u64, heard: bool) -> Tried {
    let fault = match (lost, heard) {
        (_, false) => Some(String::from("the other side's tone was not heard")),
        (1.., true) => Some(format!("{lost} packets were lost on loopback")),
        (0, true) => None,
    };
    let setup_ms = u64::try_from(setup.as_millis()).ok();
    Ok(Check {
        setup_ms,
        lost: Some(lost),
        heard: Some(heard),
        fault,
        ..Check::pass("")
    })
}

async fn connected(call: &mut Call) -> Result<(), String> {
    match tokio::time::timeout(SOON, call.answered()).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(status)) => Err(format!("the call failed with {status}")),
        Err(_) => Err(format!("no connection within {SOON:?}")),
    }
}

async fn event(call: &mut Call, expected: &CallEvent) -> Result<(), String> {
    event_within(call, expected, SOON).await
}

/// Waits for one event; provisional news before it is no fault.
async fn event_within(call: &mut Call, expected: &CallEvent, patience: Duration) -> Result<(), String> {
    let deadline: Instant = clock::now() + patience;
    loop {
        match tokio::time::timeout_at(deadline.into(), call.event()).await {
            Ok(Some(event)) if event == *expected => return Ok(()),
            Ok(Some(CallEvent::Ringing(_))) => {}
            Ok(Some(event)) => return Err(format!("expected {expected:?}, got {event:?}")),
            Ok(None) => return Err(format!("expected {expected:?}, but the call is over")),
            Err(_) => return Err(format!("no {expected:?} within {patience:?}")),
        }
    }
}
