//! Notices on their way to phones, and what the phones say to them, as a machine.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use sip_stack::message::StatusCode;
use sip_stack::tokens::{Branch, Tokens};
use sip_stack::user_agent;

use super::notice::{Device, Notice};
use crate::mail::NoticeNumber;

/// Notices at once; a further one is not sent.
pub const NOTICES_MAX: usize = 64;

/// How long phones may take to answer before whoever asked is told that they do not.
pub const ANSWER_WAIT: Duration = Duration::from_secs(5);

/// Notices that are not answered yet.
#[derive(Debug)]
pub struct Notices {
    domain: String,
    tokens: Tokens,
    open: BTreeMap<NoticeNumber, Open>,
    next: u64,
}

#[derive(Debug)]
struct Open {
    until: Instant,
    devices: Vec<Told>,
}

#[derive(Debug)]
struct Told {
    branch: Branch,
    contact: String,
    heard: Option<Heard>,
}

/// What a phone says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A final answer.
    Answer(StatusCode),
    /// The request could not be sent.
    Unreachable,
    /// Nothing, within [`ANSWER_WAIT`].
    Silence,
}

/// One thing to do, in order.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "the large variant is nearly all there is"
)]
pub enum NoticeEffect {
    /// For the endpoint.
    Sip {
        /// The notice.
        notice: NoticeNumber,
        /// What the endpoint shall do.
        effect: user_agent::Effect,
    },
    /// All phones have answered, or had their time.
    Done {
        /// The notice.
        notice: NoticeNumber,
        /// Each phone's contact address and answer, in the order of the phones.
        heard: Vec<(String, Heard)>,
    },
}

impl Notices {
    /// None is on its way.
    #[must_use]
    pub fn new(domain: &str, tokens: Tokens) -> Self {
        Self {
            domain: domain.to_owned(),
            tokens,
            open: BTreeMap::new(),
            next: 0,
        }
    }

    /// Tells phones of an extension. `None`: too many are on their way.
    pub fn send(
        &mut self,
        now: Instant,
        extension: &str,
        notice: &Notice,
        devices: &[Device],
        out: &mut Vec<NoticeEffect>,
    ) -> Option<NoticeNumber> {
        if self.open.len() >= NOTICES_MAX {
            return None;
        }
        self.next += 1;
        let number = NoticeNumber(self.next);
        let mut told = Vec::with_capacity(devices.len());
        for device in devices {
            let branch = self.tokens.branch();
            let request = notice.compose((extension, &self.domain), device, &mut self.tokens);
            let target = device.target.clone();
            out.push(NoticeEffect::Sip {
                notice: number,
                effect: user_agent::Effect::Request {
                    branch,
                    request,
                    target,
                },
            });
            told.push(Told {
                branch,
                contact: device.contact.to_string(),
                heard: None,
            });
        }
        let open = Open {
            until: now + ANSWER_WAIT,
            devices: told,
        };
        self.open.insert(number, open);
        self.settle(number, out);
        Some(number)
    }

    /// Takes what the endpoint has for a notice; answers that come too late are passed over.
    pub fn hear(&mut self, number: NoticeNumber, input: &user_agent::Input, out: &mut Vec<NoticeEffect>) {
        let (branch, heard) = match input {
            user_agent::Input::Response { branch, response } if response.status().is_final() => {
                (*branch, Heard::Answer(response.status()))
            }
            user_agent::Input::Failed { branch, .. } => (*branch, Heard::Unreachable),
            _ => return,
        };
        let devices = self.open.get_mut(&number).map(|open| &mut open.devices);
        for told in devices.into_iter().flatten() {
            if told.branch == branch {
                told.heard.get_or_insert(heard);
            }
        }
        self.settle(number, out);
    }

    /// When to call [`Self::timeout`]. `None`: nothing is on its way.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.open.values().map(|open| open.until).min()
    }

    /// Waits no longer for phones that had their time.
    pub fn timeout(&mut self, now: Instant, out: &mut Vec<NoticeEffect>) {
        let late = self.open.iter_mut().filter(|(_, open)| open.until <= now);
        let late: Vec<NoticeNumber> = late
            .map(|(number, open)| {
                for told in &mut open.devices {
                    told.heard.get_or_insert(Heard::Silence);
                }
                *number
            })
            .collect();
        for number in late {
            self.settle(number, out);
        }
    }

    fn settle(&mut self, number: NoticeNumber, out: &mut Vec<NoticeEffect>) {
        let is_done = |open: &Open| open.devices.iter().all(|told| told.heard.is_some());
        if !self.open.get(&number).is_some_and(is_done) {
            return;
        }
        let devices = self.open.remove(&number).map(|open| open.devices);
        let heard = devices.into_iter().flatten();
        out.push(NoticeEffect::Done {
            notice: number,
            heard: heard
                .filter_map(|told| Some((told.contact, told.heard?)))
                .collect(),
        });
    }
}

#[cfg(test)]
#[path = "notices_tests.rs"]
mod tests;
