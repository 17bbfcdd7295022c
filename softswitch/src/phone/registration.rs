//! The phone's registration: the machine, and who waits to hear of it.

use std::time::Instant;

use sip_stack::auth::Login;
use sip_stack::endpoint::{self, Owner};
use sip_stack::message::{SipUri, Uri};
use sip_stack::registration::{Account as Registered, Effect, Fault, Input, Registration as Machine};
use sip_stack::tokens::Tokens;
use sip_stack::user_agent;
use tokio::sync::oneshot;

use super::account::Account;
use super::handle::PhoneError;
use crate::call::host;

/// The endpoint's name for the registration; lines begin at 1.
pub(super) const OWNER: Owner = Owner(0);

/// A phone's registration, once it has been asked for.
#[derive(Debug, Default)]
pub(super) struct Registration {
    machine: Option<Machine>,
    wished_s: u32,
    reply: Option<oneshot::Sender<Result<(), PhoneError>>>,
}

impl Registration {
    /// Grants a user's wish; 0 seconds takes the registration back.
    pub(super) fn start(
        &mut self,
        now: Instant,
        (account, contact): (&Account, &Uri),
        tokens: &mut Tokens,
        expires_s: u32,
        reply: oneshot::Sender<Result<(), PhoneError>>,
    ) -> Vec<endpoint::Input> {
        self.reply = Some(reply);
        if expires_s > 0 && (self.machine.is_none() || self.wished_s != expires_s) {
            self.wished_s = expires_s;
            self.machine = Some(Machine::new(registered(account, contact, expires_s), tokens));
        }
        self.step(
            now,
            if expires_s > 0 {
                Input::Register
            } else {
                Input::Unregister
            },
        )
    }

    /// Takes what the endpoint has; returns what it shall do.
    pub(super) fn handle(&mut self, now: Instant, input: user_agent::Input) -> Vec<endpoint::Input> {
        match input {
            user_agent::Input::Response { branch, response } => {
                self.step(now, Input::Response { branch, response })
            }
            user_agent::Input::Failed { branch, cause } => self.step(now, Input::Failed { branch, cause }),
            _ => Vec::new(),
        }
    }

    /// Refreshes if it is time to.
    pub(super) fn timeout(&mut self, now: Instant) -> Vec<endpoint::Input> {
        self.step(now, Input::Timeout)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.machine.as_ref()?.deadline()
    }

    fn step(&mut self, now: Instant, input: Input) -> Vec<endpoint::Input> {
        let mut effects = Vec::new();
        match &mut self.machine {
            Some(machine) => machine.handle(now, input, &mut effects),
            None => effects.push(Effect::Unregistered),
        }
        effects
            .into_iter()
            .filter_map(|effect| self.perform(effect))
            .collect()
    }

    fn perform(&mut self, effect: Effect) -> Option<endpoint::Input> {
        let result = match effect {
            Effect::Request {
                branch,
                request,
                target,
            } => {
                return Some(endpoint::Input::Request {
                    owner: OWNER,
                    branch,
                    request,
                    target,
                });
            }
            Effect::Registered | Effect::Unregistered => Ok(()),
            Effect::Failed(Fault::Refused(status)) => Err(PhoneError::Refused(status)),
            Effect::Failed(Fault::Login(_)) => {
                Err(PhoneError::Refused(sip_stack::message::StatusCode::UNAUTHORIZED))
            }
            Effect::Failed(Fault::Unanswered(_)) => Err(PhoneError::NoAnswer),
        };
        if let Some(reply) = self.reply.take() {
            // Whoever asked may have stopped waiting.
            let _ = reply.send(result);
        }
        None
    }
}

fn registered(account: &Account, contact: &Uri, expires_s: u32) -> Registered {
    Registered {
        address: account.address(),
        // The registrar's URI is the domain alone (RFC 3261 §10.2).
        registrar: Uri::Sip(SipUri::new(None, host(&account.domain))),
        contact: contact.clone(),
        servers: vec![account.target()],
        login: Login::hashed(&account.extension, account.ha1.clone()).in_realm(&account.domain),
        expires_s,
        persistent: false,
    }
}
