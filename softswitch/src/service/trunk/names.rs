//! Where the servers' names lead, asked again and again beside all else (RFC 3263 §4).

use std::time::{Duration, Instant};

use sip_stack::locate::{Answers, LocateError};
use tokio::task::JoinSet;

use super::state::House;
use crate::clock;
use crate::service::locate::Locator;

/// How often a name is looked up again; DNS decides how long its answers are kept in between.
const EVERY: Duration = Duration::from_secs(60);
/// How soon, if it leads nowhere yet.
const AGAIN_AFTER: Duration = Duration::from_secs(10);

/// The questions under way, and when the next ones are due.
#[derive(Debug)]
pub(super) struct Names {
    locator: Locator,
    due: Instant,
    asked: JoinSet<Found>,
}

/// What DNS said of one server.
#[derive(Debug)]
pub(super) struct Found {
    trunk: usize,
    server: usize,
    answers: Answers,
    fault: Option<LocateError>,
}

impl Names {
    pub(super) fn new(locator: Locator, now: Instant) -> Self {
        Self {
            locator,
            due: now,
            asked: JoinSet::new(),
        }
    }

    pub(super) fn deadline(&self) -> Instant {
        self.due
    }

    /// Asks for all names again, once that is due.
    pub(super) fn timeout(&mut self, now: Instant, house: &House) {
        if self.due > now {
            return;
        }
        self.due = now + EVERY;
        self.asked.abort_all();
        for (trunk, standing) in house.live().trunks.iter().enumerate() {
            for (server, standing) in standing.servers.iter().enumerate() {
                if standing.is_numeric() {
                    continue;
                }
                let (uri, policy) = (standing.answers.uri(), standing.answers.policy());
                let mut answers = Answers::none(uri.clone(), policy.clone());
                let locator = self.locator.clone();
                self.asked.spawn(async move {
                    let fault = locator.ask(&mut answers).await.err();
                    Found {
                        trunk,
                        server,
                        answers,
                        fault,
                    }
                });
            }
        }
    }

    /// The next answer; for ever while nothing is asked.
    pub(super) async fn next(&mut self) -> Found {
        loop {
            match self.asked.join_next().await {
                Some(Ok(found)) => return found,
                // It was given up for a newer question.
                Some(Err(_)) => {}
                None => std::future::pending().await,
            }
        }
    }

    /// Keeps what was found. A name that leads nowhere now keeps the hops it had.
    pub(super) fn learn(&mut self, house: &House, found: Found) {
        let mut live = house.live();
        let tokens = live.tokens.fork();
        let standing = live
            .trunks
            .get_mut(found.trunk)
            .and_then(|trunk| trunk.servers.get_mut(found.server));
        let Some(standing) = standing else { return };
        let Some(fault) = found.fault else {
            return standing.learn(found.answers, tokens);
        };
        if standing.hops.is_empty() {
            self.due = self.due.min(clock::now() + AGAIN_AFTER);
        }
        let trunk = house.trunks.get(found.trunk).map(|trunk| trunk.name.as_str());
        let uri = found.answers.uri();
        tracing::warn!(trunk, %uri, %fault, "the server's name cannot be found");
    }
}
