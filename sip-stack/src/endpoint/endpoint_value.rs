//! The endpoint itself, and the way of its inputs.

use std::time::Instant;

use crate::endpoint::alarms::{Alarms, Whose};
use crate::endpoint::clients::Clients;
use crate::endpoint::dialogs::Dialogs;
use crate::endpoint::servers::Servers;
use crate::endpoint::{Effect, EndpointConfig, Input};
use crate::tokens::Tokens;

/// All transactions of one element, and who wants its dialogs.
#[derive(Debug)]
pub struct Endpoint {
    pub(super) config: EndpointConfig,
    pub(super) tokens: Tokens,
    pub(super) clients: Clients,
    pub(super) servers: Servers,
    pub(super) dialogs: Dialogs,
    pub(super) alarms: Alarms,
    /// Makes the tags of challenges.
    pub(super) challenge_secret: [u8; 32],
}

impl Endpoint {
    /// An endpoint without transactions.
    pub fn new(config: EndpointConfig, mut tokens: Tokens) -> Self {
        Self {
            config,
            challenge_secret: tokens.secret(),
            tokens,
            clients: Clients::default(),
            servers: Servers::default(),
            dialogs: Dialogs::default(),
            alarms: Alarms::default(),
        }
    }

    /// Takes one step.
    pub fn handle(&mut self, now: Instant, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Received { flow, bytes } => self.receive(now, flow, bytes, out),
            Input::Excess { flow, bytes } => self.refuse_excess(flow, bytes, out),
            Input::Request {
                owner,
                branch,
                request,
                target,
            } => {
                self.send(now, (owner, branch), request, target, out);
            }
            Input::Ack { request, target } => self.send_ack(request, target, out),
            Input::Cancel { branch, headers } => self.send_cancel(now, branch, &headers, out),
            Input::Respond {
                transaction,
                response,
            } => self.respond(now, transaction, response, out),
            Input::Pass {
                transaction,
                response,
            } => self.pass(now, transaction, response, out),
            Input::Own { transaction, owner } => self.own(transaction, owner, out),
            Input::Claim { dialog, owner } => self.dialogs.claim(dialog, owner),
            Input::Release { dialog } => self.dialogs.release(&dialog),
            Input::SendFailed { branch } => self.send_failed(now, branch, out),
            Input::Closed { flow } => self.closed(now, &flow, out),
            Input::Timeout => self.timeout(now, out),
        }
    }

    /// When to call `handle` with `Input::Timeout`; it may come early, with nothing to do.
    pub fn deadline(&self) -> Option<Instant> {
        self.alarms.next()
    }

    /// How many transactions are open, of both sides.
    pub fn transactions(&self) -> usize {
        self.clients.len() + self.servers.len()
    }

    /// How many dialogs are claimed.
    pub fn dialogs(&self) -> usize {
        self.dialogs.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.transactions() >= self.config.transactions_max
    }

    /// Only a quarter of the room is left, which is kept for calls that are up and for what we send ourselves.
    pub(super) fn is_crowded(&self) -> bool {
        let room = self.config.transactions_max;
        self.transactions() >= room - room / 4
    }

    pub(super) fn dialogs_are_full(&self) -> bool {
        self.dialogs() >= self.config.dialogs_max
    }

    fn timeout(&mut self, now: Instant, out: &mut Vec<Effect>) {
        while let Some(alarm) = self.alarms.pop_due(now) {
            match alarm.whose {
                Whose::Client(key) => self.wake_client(now, key, alarm.at, out),
                Whose::Server(id) => self.wake_server(now, id, alarm.at, out),
            }
        }
    }
}
