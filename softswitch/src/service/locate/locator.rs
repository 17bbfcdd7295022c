//! One plan at a time for whoever asks, with one memory of the dead for all.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use metrics::{counter, gauge};
use sip_stack::flow::Target;
use sip_stack::locate::{Answers, Dead, Effect, Hop, Input, Locate, LocateError, Policy};
use sip_stack::message::{Transport, Uri};
use sip_stack::tokens::Tokens;
use std::net::SocketAddr;
use tokio::task::JoinSet;

use super::Dns;
use crate::clock;

/// Finds the hops of a URI. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Locator {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    policy: Policy,
    dns: Dns,
    tokens: Mutex<Tokens>,
    dead: Mutex<Dead>,
}

impl Locator {
    /// `policy`: what of the found ways we can go.
    #[must_use]
    pub fn new(policy: Policy, dns: Dns, tokens: Tokens) -> Self {
        let shared = Shared {
            policy,
            dns,
            tokens: Mutex::new(tokens),
            dead: Mutex::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// The hops of a URI, to be tried in this order: those that failed lately come last (RFC 3263 §4.3).
    ///
    /// A numeric host is answered at once.
    ///
    /// # Errors
    /// It leads nowhere that we can reach.
    pub async fn targets(&self, uri: &Uri) -> Result<Vec<Hop>, LocateError> {
        // `tel:` and foreign schemes name no host.
        let uri = uri.as_sip().ok_or(LocateError::NoAddress)?;
        let mut answers = Answers::none(uri.clone(), self.shared.policy.clone());
        let mut hops = self.ask(&mut answers).await?;
        lock(&self.shared.dead).last(clock::now(), &mut hops);
        Ok(hops)
    }

    /// Asks DNS all that matters for the hops of these answers, and keeps what it says there; the hops are in an order
    /// of this moment, with no regard to those that failed.
    ///
    /// # Errors
    /// It leads nowhere that we can reach.
    pub async fn ask(&self, answers: &mut Answers) -> Result<Vec<Hop>, LocateError> {
        let tokens = lock(&self.shared.tokens).fork();
        let mut effects = Vec::new();
        let mut plan = Locate::start(answers.uri(), answers.policy(), tokens, &mut effects);
        let mut asked = JoinSet::new();
        loop {
            for effect in effects.drain(..) {
                match effect {
                    Effect::Ask(question) => {
                        let shared = Arc::clone(&self.shared);
                        asked.spawn(async move {
                            match shared.dns.ask(&question).await {
                                Ok(records) => Input::Answer { question, records },
                                Err(super::dns::Unanswered) => Input::Unanswered { question },
                            }
                        });
                    }
                    Effect::Found(hops) => return Ok(hops),
                    Effect::Failed(error) => {
                        counter!("softswitch_locate_failed_total", "reason" => reason(error)).increment(1);
                        return Err(error);
                    }
                }
            }
            match asked.join_next().await {
                Some(Ok(input)) => {
                    if let Input::Answer { question, records } = &input {
                        answers.keep(question.clone(), records.clone());
                    }
                    plan.handle(input, &mut effects);
                }
                // A question whose task fell over has no answer, and a plan without questions has ended.
                Some(Err(_)) | None => return Err(LocateError::Unanswered),
            }
        }
    }

    /// The first hop of a target that is a URI; other targets are returned as they are.
    ///
    /// # Errors
    /// It leads nowhere that we can reach.
    pub async fn resolve(&self, target: Target) -> Result<Target, LocateError> {
        let Target::Uri(uri) = target else {
            return Ok(target);
        };
        let hops = self.targets(&Uri::Sip(*uri)).await?;
        hops.first().map(Hop::target).ok_or(LocateError::NoAddress)
    }

    /// A hop did not answer, could not be reached, or said 503 (perhaps with a Retry-After): others are tried first
    /// for a while.
    pub fn failed(&self, transport: Transport, remote: SocketAddr, retry_after: Option<Duration>) {
        let mut dead = lock(&self.shared.dead);
        dead.mark(clock::now(), transport, remote, retry_after);
        gauge!("softswitch_locate_dead").set(u32::try_from(dead.len()).unwrap_or(u32::MAX));
        tracing::info!(%transport, %remote, "a SIP server failed; others are tried first for a while");
    }

    /// A hop answered.
    pub fn answered(&self, transport: Transport, remote: SocketAddr) {
        lock(&self.shared.dead).forgive(transport, remote);
    }
}

/// Never held across an await; no code can panic while it is held.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn reason(error: LocateError) -> &'static str {
    match error {
        LocateError::Transport => "transport",
        LocateError::NotOffered => "not_offered",
        LocateError::NoAddress => "no_address",
        LocateError::Unanswered => "unanswered",
    }
}
