//! The events task: authenticate, ask the board, perform.

use std::time::{Duration, Instant};

use metrics::{counter, gauge};
use sip_stack::endpoint::ServerId;
use sip_stack::flow::Flow;
use sip_stack::message::{Method, PushParams, Request, Response, StatusCode, Uri};
use sip_stack::registrar::Binding;
use sip_stack::user_agent;
use tokio::sync::{mpsc, oneshot};

use super::asked::Asked;
use super::board::{Board, Counted, Effect, Input, Registered};
use super::handle::{EVENTS_MAILBOX_MAX, Events, Letter};
use super::news::{Fresh, News};
use super::notices::{NoticeEffect, Notices};
use crate::clock;
use crate::mail::{Addressee, ToSignalling, WatchNumber};
use crate::service::addresses::Addresses;
use crate::service::authentication::Authenticator;

/// What the events task is made of.
#[derive(Debug)]
pub struct EventsParts {
    /// Decides who watches and publishes.
    pub authenticator: Authenticator,
    /// People, facts and watchers.
    pub board: Board,
    /// What people tell phones.
    pub notices: Notices,
    /// What calls and the registrar tell.
    pub news: News,
    /// Our own addresses towards peers.
    pub addresses: Addresses,
    /// Where SIP goes.
    pub signalling: mpsc::Sender<ToSignalling>,
}

/// The events' task.
#[derive(Debug)]
pub struct EventsTask {
    authenticator: Authenticator,
    board: Board,
    asked: Asked,
    news: News,
    addresses: Addresses,
    signalling: mpsc::Sender<ToSignalling>,
    /// Who waits for the end of every subscription.
    stopping: Option<oneshot::Sender<()>>,
    mailbox: mpsc::Receiver<Letter>,
}

impl EventsTask {
    /// A task to spawn, and the way to it.
    #[must_use]
    pub fn new(parts: EventsParts) -> (Self, Events) {
        let (sender, mailbox) = mpsc::channel(EVENTS_MAILBOX_MAX);
        let task = Self {
            authenticator: parts.authenticator,
            board: parts.board,
            asked: Asked::new(parts.notices),
            news: parts.news,
            addresses: parts.addresses,
            signalling: parts.signalling,
            stopping: None,
            mailbox,
        };
        (task, Events { mailbox: sender })
    }

    /// Runs until every way to it is gone.
    pub async fn run(mut self) {
        let (mut effects, mut telling) = (Vec::new(), Vec::new());
        loop {
            let deadlines = [self.board.deadline(), self.asked.notices.deadline()];
            let deadline = deadlines.into_iter().flatten().min();
            tokio::select! {
                letter = self.mailbox.recv() => match letter {
                    Some(letter) => self.take(letter, &mut effects, &mut telling),
                    None => return,
                },
                fresh = self.news.take() => self.hear(fresh, &mut effects),
                () = clock::until(deadline) => {
                    let now = clock::now();
                    self.board.handle(now, Input::Timeout, &mut effects);
                    self.asked.notices.timeout(now, &mut telling);
                }
            }
            self.perform(&mut effects).await;
            self.asked.perform(&mut telling, &self.signalling).await;
        }
    }

    fn take(&mut self, letter: Letter, effects: &mut Vec<Effect>, telling: &mut Vec<NoticeEffect>) {
        match letter {
            Letter::Request {
                flow,
                transaction,
                request,
            } => self.request(flow, transaction, *request, effects),
            Letter::Sip { watch, input } => {
                if let Some(refusal) = self.screen(watch, &input) {
                    return effects.push(refusal);
                }
                let input = Input::Sip { watch, input: *input };
                self.board.handle(clock::now(), input, effects);
            }
            Letter::Told { notice, input } => self.asked.notices.hear(notice, &input, telling),
            Letter::Wanted(wanted) => self.asked.send(*wanted, &self.addresses, telling),
            Letter::Stop { done } => {
                self.board.handle(clock::now(), Input::Stop, effects);
                self.stopping = Some(done);
            }
            Letter::Members { members, done } => {
                let input = Input::Members(members);
                self.board.handle(clock::now(), input, effects);
                // Whoever told us may have stopped waiting.
                let _ = done.send(());
            }
        }
    }

    fn request(&mut self, flow: Flow, transaction: ServerId, request: Request, effects: &mut Vec<Effect>) {
        let user = match self.authenticator.authenticate(flow.remote.ip(), &request) {
            Ok(user) => user.extension,
            Err(response) => {
                return effects.push(Effect::Respond {
                    transaction,
                    response: *response,
                });
            }
        };
        if !self.authenticator.is_from(&request, &user) {
            return effects.push(Effect::Respond {
                transaction,
                response: Response::for_request(&request, StatusCode::FORBIDDEN),
            });
        }
        let input = if *request.method() == Method::Publish {
            Input::Publish {
                publisher: user,
                request,
                transaction,
            }
        } else {
            Input::Subscribe {
                watcher: user,
                request,
                transaction,
                contact: self.addresses.contact(&flow),
                flow,
            }
        };
        self.board.handle(clock::now(), input, effects);
    }

    /// A refresh must come from the user who subscribed: it can send what is told elsewhere (RFC 6665 §6.1).
    fn screen(&mut self, watch: WatchNumber, input: &user_agent::Input) -> Option<Effect> {
        let user_agent::Input::Request {
            request,
            transaction: Some(transaction),
            flow,
        } = input
        else {
            return None;
        };
        let watcher = self.board.watcher(watch)?;
        let response = match self.authenticator.authenticate(flow.remote.ip(), request) {
            Ok(user) if user.extension == watcher => return None,
            Ok(_) => Response::for_request(request, StatusCode::FORBIDDEN),
            Err(response) => *response,
        };
        Some(Effect::Respond {
            transaction: *transaction,
            response,
        })
    }

    fn hear(&mut self, fresh: Fresh, effects: &mut Vec<Effect>) {
        let (now, now_unix) = (clock::now(), clock::unix_seconds());
        for (call, lamps) in fresh.calls {
            self.board.handle(now, Input::Call { call, lamps }, effects);
        }
        for (extension, bindings) in fresh.bindings {
            let phones = phones(now, now_unix, &bindings);
            let input = Input::Registered { extension, phones };
            self.board.handle(now, input, effects);
        }
    }

    async fn perform(&mut self, effects: &mut Vec<Effect>) {
        for effect in effects.drain(..) {
            let letter = match effect {
                Effect::Sip { watch, effect } => ToSignalling::Sip {
                    owner: Addressee::Watch(watch).owner(),
                    effect,
                },
                Effect::Respond {
                    transaction,
                    response,
                } => ToSignalling::Respond {
                    transaction,
                    response,
                },
                Effect::Counted(counted) => {
                    count(counted);
                    continue;
                }
            };
            // The signalling task outlives this one; if it is gone, so are the sockets.
            let _ = self.signalling.send(letter).await;
        }
        let subscriptions = u32::try_from(self.board.subscriptions()).unwrap_or(u32::MAX);
        gauge!("softswitch_subscriptions").set(f64::from(subscriptions));
        if subscriptions == 0
            && let Some(done) = self.stopping.take()
        {
            // Whoever waits may have stopped waiting.
            let _ = done.send(());
        }
    }
}

/// Live bindings on the monotonic clock.
fn phones(now: Instant, now_unix: u64, bindings: &[Binding]) -> Vec<Registered> {
    let live = bindings.iter().filter(|binding| binding.is_live(now_unix));
    live.map(|binding| Registered {
        contact: shown(&binding.contact),
        gr: binding.gr(),
        expires_at: now + Duration::from_secs(binding.expires_at_unix - now_unix),
    })
    .collect()
}

/// A contact as watchers may see it: without what would wake the phone (RFC 8599 §13).
fn shown(contact: &Uri) -> String {
    let mut contact = contact.clone();
    if let Some(uri) = contact.as_sip_mut() {
        PushParams::remove(uri);
    }
    contact.to_string()
}

fn count(counted: Counted) {
    match counted {
        Counted::Subscribed => counter!("softswitch_subscriptions_total").increment(1),
        Counted::Published => counter!("softswitch_publications_total").increment(1),
        Counted::Refused(status) => {
            let status = status.code().to_string();
            counter!("softswitch_events_refused_total", "status" => status).increment(1);
        }
        Counted::Full(limit) => {
            counter!("softswitch_events_limit_total", "limit" => limit).increment(1);
            tracing::warn!(
                limit,
                "a subscription or publication was refused: the limit is reached"
            );
        }
        Counted::Ended(ended) => {
            counter!("softswitch_subscriptions_ended_total", "reason" => ended.code()).increment(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn watchers_do_not_see_what_would_wake_a_phone() {
        let contact = |text: &str| shown(&text.parse().unwrap());
        assert_eq!(
            contact("sip:101@10.0.0.7;pn-provider=fcm;pn-prid=abc;transport=tls"),
            "sip:101@10.0.0.7;transport=tls"
        );
        assert_eq!(contact("tel:+4930123"), "tel:+4930123");
    }
}
