//! The router: what happened, to what is known and to who is told.

use std::collections::VecDeque;
use std::time::Instant;

use sip_stack::events;
use sip_stack::message::{Method, Response, StatusCode};
use sip_stack::tokens::Tokens;
use sip_stack::user_agent;

use super::effect::{Counted, Effect};
use super::house::{House, Member};
use super::input::Input;
use super::limits::BATCH_MAX;
use super::people::{Change, People};
use super::watches::Watches;
use crate::mail::WatchNumber;

/// People, what is known of them, and who watches them.
#[derive(Debug)]
pub struct Board {
    pub(super) house: House,
    pub(super) people: People,
    pub(super) watches: Watches,
    pub(super) tokens: Tokens,
    /// Who is still to be told that the switch is being stopped.
    pub(super) leaving: Vec<WatchNumber>,
    /// The latest time that was told.
    now: Instant,
}

impl Board {
    /// A board of these people, of whom nothing is known yet.
    pub fn new(
        now: Instant,
        house: House,
        members: impl IntoIterator<Item = Member>,
        tokens: Tokens,
    ) -> Self {
        Self {
            house,
            people: People::new(members),
            watches: Watches::default(),
            tokens,
            leaving: Vec::new(),
            now,
        }
    }

    /// Takes one input and says what to do.
    pub fn handle(&mut self, now: Instant, input: Input, out: &mut Vec<Effect>) {
        self.now = now;
        match input {
            Input::Subscribe {
                watcher,
                request,
                transaction,
                flow,
                contact,
            } => self.subscribe(now, watcher, &request, (transaction, flow), contact, out),
            Input::Publish {
                publisher,
                request,
                transaction,
            } => self.publish(now, &publisher, &request, transaction, out),
            Input::Sip { watch, input } => self.sip(now, watch, input, out),
            Input::Call { call, lamps } => {
                for change in self.people.call(call, lamps) {
                    self.announce(&change);
                }
            }
            Input::Registered { extension, phones } => {
                if let Some(change) = self.people.registered(&extension, phones) {
                    self.announce(&change);
                }
            }
            Input::Members(members) => self.members(now, members, out),
            Input::Stop => self.leave(),
            Input::Timeout => self.timeout(now, out),
        }
    }

    /// When to call [`Self::handle`] with [`Input::Timeout`]; at once while watchers wait to hear of a change.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        if self.watches.has_queued() || !self.leaving.is_empty() {
            return Some(self.now);
        }
        [self.watches.deadline(), self.people.deadline()]
            .into_iter()
            .flatten()
            .min()
    }

    /// The user to whom a subscription belongs.
    #[must_use]
    pub fn watcher(&self, number: WatchNumber) -> Option<&str> {
        self.watches.get(number).map(|watch| watch.watcher.as_str())
    }

    /// How many subscriptions there are.
    #[must_use]
    pub fn subscriptions(&self) -> usize {
        self.watches.len()
    }

    pub(super) fn announce(&mut self, (extension, packages): &Change) {
        self.watches.announce(extension, packages);
    }

    /// Users come and go: nobody watches, and nobody is watched, who is gone.
    fn members(&mut self, now: Instant, members: Vec<Member>, out: &mut Vec<Effect>) {
        for extension in self.people.replace(members) {
            for (number, reason) in self.watches.without(&extension) {
                let end = events::Input::End {
                    reason,
                    retry_after: None,
                };
                self.drive(now, number, end, out);
            }
        }
    }

    fn sip(&mut self, now: Instant, number: WatchNumber, input: user_agent::Input, out: &mut Vec<Effect>) {
        let Some(watch) = self.watches.get_mut(number) else {
            return unknown(&input, out);
        };
        if let user_agent::Input::Request { request, .. } = &input
            && *request.method() == Method::Subscribe
        {
            watch.full = true;
        }
        self.drive(now, number, events::Input::Sip(input), out);
    }

    /// One batch of what is due.
    fn timeout(&mut self, now: Instant, out: &mut Vec<Effect>) {
        self.part(now, out);
        for _ in 0..BATCH_MAX {
            let Some(change) = self.people.expire(now) else {
                break;
            };
            self.announce(&change);
        }
        for _ in 0..BATCH_MAX {
            let Some(number) = self.watches.next_queued() else {
                break;
            };
            self.drive(now, number, events::Input::Changed, out);
        }
        for _ in 0..BATCH_MAX {
            let Some(number) = self.watches.next_due(now) else {
                break;
            };
            self.drive(now, number, events::Input::Timeout, out);
        }
    }

    pub(super) fn drive(
        &mut self,
        now: Instant,
        number: WatchNumber,
        input: events::Input,
        out: &mut Vec<Effect>,
    ) {
        let mut effects = Vec::new();
        if let Some(watch) = self.watches.get_mut(number) {
            watch.subscription.handle(now, input, &mut effects);
        }
        self.settle(now, number, effects, out);
    }

    /// Performs a subscription's effects; the state it asks for is written here.
    pub(super) fn settle(
        &mut self,
        now: Instant,
        number: WatchNumber,
        effects: Vec<events::Effect>,
        out: &mut Vec<Effect>,
    ) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                events::Effect::Sip(effect) => out.push(Effect::Sip {
                    watch: number,
                    effect,
                }),
                events::Effect::StateWanted => {
                    let body = self.tell(now, number);
                    let mut more = Vec::new();
                    if let Some(watch) = self.watches.get_mut(number) {
                        watch
                            .subscription
                            .handle(now, events::Input::State(body), &mut more);
                    }
                    effects.extend(more);
                }
                events::Effect::Ended(ended) => {
                    self.watches.remove(number);
                    out.push(Effect::Counted(Counted::Ended(ended)));
                }
            }
        }
        self.watches.set_alarm(number);
    }
}

/// A request for a subscription that has just ended.
fn unknown(input: &user_agent::Input, out: &mut Vec<Effect>) {
    if let user_agent::Input::Request {
        request,
        transaction: Some(transaction),
        ..
    } = input
    {
        out.push(Effect::Respond {
            transaction: *transaction,
            response: Response::for_request(request, StatusCode::CALL_DOES_NOT_EXIST),
        });
    }
}
